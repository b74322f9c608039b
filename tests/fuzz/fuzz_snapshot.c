/* libFuzzer: frozen files and packed games. Their hashes are made right, or nothing would get past them. What opens is used as a run does.
 */
#include "base.h"
#include "files.h"
#include "memory_file.h"
#include "pack.h"
#include "snapshot.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* XXH3-128 of two pieces, put at `to`. */
static void seal(void *to, const void *one, size_t one_size, const void *two, size_t two_size) {
    char *bytes = base_alloc(one_size + two_size);
    memcpy(bytes, one, one_size);
    memcpy(bytes + one_size, two, two_size);
    XXH128_hash_t hash = XXH3_128bits(bytes, one_size + two_size);
    memcpy(to, (uint64_t[]){hash.low64, hash.high64}, 16);
    free(bytes);
}

static void seal_frozen(uint8_t *bytes, size_t size) {
    enum { AT = offsetof(struct snapshot_header, hash), END = AT + 16 };
    if (size >= sizeof(struct snapshot_header))
        seal(bytes + AT, bytes, AT, bytes + END, size - END);
}

static void seal_packed(uint8_t *bytes, size_t size) {
    struct pack_trailer trailer;
    if (size < sizeof trailer)
        return;
    size_t before = size - sizeof trailer;
    memcpy(&trailer, bytes + before, sizeof trailer);
    if (trailer.offset > before)
        return;
    if (trailer.size <= before - trailer.offset)
        seal_frozen(bytes + trailer.offset, trailer.size);
    seal(bytes + before + offsetof(struct pack_trailer, hash), bytes, trailer.offset, &trailer, offsetof(struct pack_trailer, hash));
}

static void use(const struct snapshot *game) {
    const struct snapshot_config *config = &game->config;
    ASSERT(config->width >= 1 && config->width <= 8192 && config->height >= 1 && config->height <= 8192);
    ASSERT(config->fps >= 1 && config->fps <= 1000 && isfinite(config->scale) && memchr(config->title, 0, sizeof config->title));
    ASSERT(config->background >= 0 && config->background <= UINT32_MAX && memchr(config->save, 0, sizeof config->save));
    for (int i = 0; i < game->modules.count; i++)
        ASSERT(game->modules.items[i].kind <= MODULE_DATA && (!game->modules.items[i].path || game->modules.items[i].path[0] == '/'));
    for (int i = 0; i < game->modules.count; i++)
        ASSERT(strlen(game->modules.items[i].url) < game->file_size && game->modules.items[i].mappings);
    uint64_t sum = 0;
    for (int i = 0; i < assets_count(game->assets); i++) {
        const struct asset *asset = assets_at(game->assets, i);
        struct image_pixels pixels;
        struct error err;
        for (size_t k = 0; asset->packed && k < asset->packed_size; k++)
            sum += asset->packed[k];
        if (asset->packed && asset->kind == ASSET_IMAGE && assets_pixels(game->assets, i, &pixels, &err))
            image_free(&pixels);
        if (asset->packed && asset->kind == ASSET_FONT)
            assets_typeface(game->assets, i, &err);
    }
    for (size_t k = 0; k < game->blob_size; k++)
        sum += (uint8_t)game->blob[k];
    struct file file;
    for (const char *at = game->looked, *end = at + game->looked_size; at < end && files_next(&at, end, &file);)
        sum += strlen(file.path);
    ASSERT(sum < UINT64_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *bytes = base_alloc(size);
    struct snapshot game;
    struct error err = {0};
    memcpy(bytes, data, size);
    if (pack_is(bytes, size))
        seal_packed(bytes, size);
    else
        seal_frozen(bytes, size);
    if (snapshot_open(&game, memory_file(bytes, size), NULL, &err))
        use(&game);
    else
        ASSERT(err.code == EXIT_FILE && err.text[0] && !strchr(err.text, '\n'));
    snapshot_close(&game);
    free(bytes);
    return 0;
}
