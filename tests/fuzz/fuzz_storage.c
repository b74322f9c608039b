/* libFuzzer: a file of saved data of any bytes. It is given as it is, written again, and comes back the same. */
#include "base.h"
#include "storage.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/dev/shm/thaw-fuzz-XXXXXX";

static void drop(void) {
    char path[64];
    snprintf(path, sizeof path, "%s/game.json", folder);
    unlink(path);
    rmdir(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bool made;
    if (!made) {
        ASSERT(mkdtemp(folder));
        atexit(drop);
        made = true;
    }
    uv_loop_t loop;
    uv_loop_init(&loop);
    struct storage *storage = storage_open(&loop, folder, "game");
    storage_set(storage, (const char *)data, size, size % 2);
    storage_close(storage);
    storage = storage_open(&loop, folder, "game");
    size_t got;
    const char *text = storage_text(storage, &got);
    ASSERT(text && got == size && memcmp(text, data, size) == 0);
    storage_close(storage);
    char *name = base_format("%.*s", (int)size, (const char *)data), *own = storage_name_of(name);
    ASSERT(strlen(own) < 64 && !strchr(own, '/') && own[0]);
    free(own);
    free(name);
    ASSERT(uv_loop_close(&loop) == 0);
    return 0;
}
