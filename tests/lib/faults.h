/* What faults.c tells faults_calls.c: what is to become of a call. */
#pragma once

enum { PASS, FAIL, HALF, JUMP, STOP };

extern struct faults {
    int failure;         /* the errno that calls fail with; 0: the process is killed */
    long seconds;        /* that clocks jump by */
    unsigned event_type; /* of the event that SDL is to give, and at which of the calls for one */
    long event_at;
} faults __attribute__((visibility("hidden")));

/* What is to be done at this call, which will return to `caller`; the same for all threads. Where it was to STOP it has, and goes on. */
__attribute__((visibility("hidden"))) int faults_at(const char *name, const void *caller);
