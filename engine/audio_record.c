#include "audio_record.h"
#include "audio_mix.h"
#include "base.h"
#include "replace.h"
#include <stdlib.h>
#include <string.h>

enum { HEAD = 44, FRAME = 8 };

struct audio_record {
    struct replace *file;
    uint32_t size; /* bytes of samples */
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
    replace_head(record->file, head, HEAD);
}

struct audio_record *audio_record_create(const char *path, struct error *err) {
    struct replace *file = replace_begin(path, 0666, err);
    if (!file)
        return NULL;
    struct audio_record *record = base_alloc(sizeof *record);
    *record = (struct audio_record){.file = file};
    write_head(record);
    return record;
}

void audio_record_add(struct audio_record *record, const float *samples, int frames) {
    if (UINT32_MAX - HEAD - record->size < (uint32_t)frames * FRAME)
        return;
    replace_add(record->file, samples, (size_t)frames * FRAME);
    record->size += (uint32_t)frames * FRAME;
}

bool audio_record_close(struct audio_record *record, struct error *err) {
    write_head(record);
    bool ok = replace_end(record->file, err);
    free(record);
    return ok;
}

void audio_record_drop(struct audio_record *record) {
    replace_drop(record->file);
    free(record);
}
