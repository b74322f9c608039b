#include "near.h"
#include "base.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static bool is_script(const char *ending) {
    static const char *const endings[] = {".js", ".mjs", ".ts", ".mts"};
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        if (strcmp(ending, endings[i]) == 0)
            return true;
    return false;
}

static bool lacks_ending(const char *wanted, const char *name, bool script) {
    const char *dot = strrchr(name, '.');
    return dot && is_script(dot) == script && strlen(wanted) == (size_t)(dot - name) && strncmp(name, wanted, strlen(wanted)) == 0;
}

char *near_file(const char *path, bool script) {
    char *folder = base_strdup(path), *slash = strrchr(folder, '/'), *best = NULL;
    *slash = 0;
    const char *wanted = path + (slash - folder) + 1;
    int least = (int)strlen(wanted) / 3 + 1;
    DIR *dir = opendir(*folder ? folder : "/");
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (name[0] == '.' || strcmp(name, wanted) == 0)
            continue;
        int distance = lacks_ending(wanted, name, script) ? 0 : base_edit_distance(name, wanted);
        /* of two that are as near, always the same one, whatever the order of the folder */
        if (distance > least || (best && distance == least && strcmp(name, best) > 0))
            continue;
        free(best);
        best = base_strdup(name);
        least = distance;
    }
    if (dir)
        closedir(dir);
    free(folder);
    return best;
}
