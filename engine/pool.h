/* Ids of native things: slot and generation in one number, so that scripts and snapshots hold no pointers and an old id is noticed.
 *
 * id = generation << 16 | slot, generation from 1 to 32767; 0 is never an id. Plain arithmetic, any thread. */
#pragma once
#include <stdint.h>

enum { POOL_SLOTS = 65536 };

static inline uint32_t pool_id(uint32_t slot, uint32_t generation) {
    return (generation & 0x7fff) << 16 | (slot & 0xffff);
}

static inline uint32_t pool_slot(uint32_t id) {
    return id & 0xffff;
}

static inline uint32_t pool_generation(uint32_t id) {
    return id >> 16;
}
