#include "pace.h"
#include <math.h>

enum { MOST = 8, PART = 16 }; /* so many updates a picture, or pictures an update; the part of what is owed that a frame gets */

/* The time between two pictures in whole updates, or whole parts of one, if the two rates agree: displays of 59.94 Hz say that they have
 * 59 or 60. Otherwise 0. */
static double shared(double step, double period) {
    double ratio = period < step ? step / period : period / step, whole = round(ratio);
    if (whole > MOST || fabs(ratio - whole) > 0.02 * whole)
        return 0;
    return period < step ? step / whole : step * whole;
}

double pace_frame(struct pace *pace, double seconds, double step, double period) {
    double even = shared(step, period), unit = even > 0 ? even : period;
    double whole = round(seconds / unit) * unit; /* a frame may miss pictures */
    bool usual = whole > 0 && fabs(seconds - whole) < 0.2 * unit;
    /* One bound to leave and another to come back, or it would waver between the two. */
    if (even <= 0 || fabs(pace->owed) > unit)
        pace->settled = false;
    else if (usual && fabs(pace->owed) < unit / 2)
        pace->settled = true;
    double given = usual || pace->settled ? whole : seconds;
    if (!pace->settled)
        given = fmax(given + pace->owed / PART, 0);
    pace->owed += seconds - given;
    return given;
}
