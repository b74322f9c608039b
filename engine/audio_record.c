#include "audio_record.h"
#include "audio_mix.h"
#include "base.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 44, FRAME = 8 };

struct audio_record {
    FILE *file;
    char *path;
    uint32_t size; /* bytes of samples */
    int trouble;   /* errno of the first write that failed */
};

static void put32(uint8_t *at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static void write_head(struct audio_record *record) {
    uint8_t head[HEAD] = "RIFF....WAVEfmt \20\0\0\0\3\0\2\0....";
    put32(head + 4, HEAD - 8 + record->size);
    put32(head + 24, MIX_RATE);
    put32(head + 28, MIX_RATE * FRAME);
    head[32] = FRAME;
    head[34] = 32;
    memcpy(head + 36, "data", 4);
    put32(head + 40, record->size);
    if (fwrite(head, 1, HEAD, record->file) != HEAD && !record->trouble)
        record->trouble = errno;
}

struct audio_record *audio_record_create(const char *path, struct error *err) {
    FILE *file = fopen(path, "wbe");
    if (!file) {
        error_set(err, EXIT_FILE, "cannot write %s: %s", path, strerror(errno));
        return NULL;
    }
    struct audio_record *record = base_alloc(sizeof *record);
    *record = (struct audio_record){.file = file, .path = base_strdup(path)};
    write_head(record);
    return record;
}

void audio_record_add(struct audio_record *record, const float *samples, int frames) {
    if (UINT32_MAX - HEAD - record->size < (uint32_t)frames * FRAME)
        return;
    if (fwrite(samples, FRAME, (size_t)frames, record->file) != (size_t)frames && !record->trouble)
        record->trouble = errno;
    record->size += (uint32_t)frames * FRAME;
}

bool audio_record_close(struct audio_record *record, struct error *err) {
    if (fseek(record->file, 0, SEEK_SET) != 0 && !record->trouble)
        record->trouble = errno;
    write_head(record);
    if (fclose(record->file) != 0 && !record->trouble)
        record->trouble = errno;
    bool ok = !record->trouble || error_set(err, EXIT_FILE, "cannot write %s: %s", record->path, strerror(record->trouble));
    free(record->path);
    free(record);
    return ok;
}
