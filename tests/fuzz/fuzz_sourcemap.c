/* libFuzzer: a source map's "mappings" of any letters. Whatever it holds, a place is found with numbers from 1 or none is. */
#include "base.h"
#include "sourcemap.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = base_alloc(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    for (int at = 1; at < 6; at++) {
        for (int column = 1; column < 4000000; column *= 7) {
            int line = at, found = column;
            bool there = sourcemap_find(text, &line, &found);
            ASSERT(there ? line > 0 && found > 0 : line == at && found == column);
        }
    }
    free(text);
    return 0;
}
