/* How long the frames of a run took, kept as counts of lengths: what most frames take, and what the rare long ones do.
 *
 * Plain data, nothing is allocated. A length between 256 ns and 18 minutes is kept to 0.4 % of itself, below to 1 ns; what is longer
 * counts as that. Times are nanoseconds. */
#pragma once
#include <stdint.h>

enum {
    TIMES_FINE = 7, /* bits of a length that are kept below its first */
    TIMES_BITS = 40,
    TIMES_BUCKETS = (TIMES_BITS - TIMES_FINE + 1) << TIMES_FINE,
};

struct times {
    uint64_t count, longest_ns;
    uint32_t lengths[TIMES_BUCKETS];
};

/* All zero to begin with. */
void times_add(struct times *times, uint64_t ns);

/* The length that `share` (0 to 1) of all frames do not exceed: 0.5 gives the median; 0 when there was none. */
uint64_t times_at(const struct times *times, double share);
