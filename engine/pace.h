/* How much game time a frame gets: the time that passed, without its jitter.
 *
 * Frames come with a display's pictures, but each is measured a little early or late. Where the display shows as many pictures as there are
 * updates (or a whole multiple, or part, of that), the measured times would make the number of updates a frame waver, 0 here and 2 there;
 * so each frame gets exactly what it stands for. What that is more or less than the time that passed is never forgotten but owed, and given
 * back softly: in the long run there are as many updates a second as are wanted, whatever the display's rate, and whatever it says that is.
 *
 * Plain data and arithmetic: no clock, nothing is allocated. Times are seconds. */
#pragma once
#include <stdbool.h>

/* All zero to begin with. */
struct pace {
    double owed;  /* what passed, less what was given */
    bool settled; /* frames get whole shares of an update and nothing of what is owed */
};

/* What to add to the game time of a frame `seconds` after the one before, when updates take `step` and pictures come every `period` (both
 * more than 0); 0 or more. */
double pace_frame(struct pace *pace, double seconds, double step, double period);
