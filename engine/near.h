/* What was probably meant by the name of a file that is not there. No state, any thread. */
#pragma once
#include <stdbool.h>

/* The name in the folder of `path` (absolute; the file itself is missing) that comes nearest to the missing one's, malloc'd; NULL when none
 * is near. One that only lacks its ending is nearest: that of a script, or any other. Hidden files do not count. */
char *near_file(const char *path, bool script);
