#include "times.h"

/* Lengths of the same highest bit share 1 << TIMES_FINE buckets; the shortest have one each. */
static uint32_t bucket_of(uint64_t ns) {
    if (ns >> TIMES_BITS)
        return TIMES_BUCKETS - 1;
    uint32_t shift = 0;
    while (ns >> shift >> (TIMES_FINE + 1))
        shift++;
    return (shift << TIMES_FINE) + (uint32_t)(ns >> shift);
}

/* The middle of a bucket. */
static uint64_t length_of(uint32_t bucket) {
    uint32_t shift = bucket >> TIMES_FINE ? (bucket >> TIMES_FINE) - 1 : 0;
    uint64_t least = (uint64_t)(bucket - (shift << TIMES_FINE)) << shift;
    return least + ((uint64_t)1 << shift) / 2;
}

void times_add(struct times *times, uint64_t ns) {
    times->count++;
    times->longest_ns = ns > times->longest_ns ? ns : times->longest_ns;
    times->lengths[bucket_of(ns)]++;
}

uint64_t times_at(const struct times *times, double share) {
    uint64_t seen = 0;
    double wanted = share * (double)times->count;
    for (uint32_t i = 0; i < TIMES_BUCKETS && times->count; i++) {
        seen += times->lengths[i];
        if (seen && (double)seen >= wanted)
            return length_of(i) < times->longest_ns ? length_of(i) : times->longest_ns;
    }
    return times->longest_ns;
}
