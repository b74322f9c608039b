#include "asset.h"
#include "audio_decode.h"
#include "base.h"
#include "near.h"
#include "typeface.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct assets {
    char *root;
    struct asset *items;
    int count, capacity;
};

struct assets *assets_create(const char *root) {
    struct assets *list = base_alloc(sizeof *list);
    *list = (struct assets){.root = base_strdup(root)};
    return list;
}

void assets_destroy(struct assets *list) {
    for (int i = 0; i < list->count; i++) {
        free(list->items[i].path);
        typeface_close(list->items[i].typeface);
    }
    free(list->items);
    free(list->root);
    free(list);
}

int assets_count(const struct assets *list) {
    return list->count;
}

const struct asset *assets_at(const struct assets *list, int index) {
    ASSERT(index >= 0 && index < list->count);
    return &list->items[index];
}

void assets_add(struct assets *list, const struct asset *asset) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 16;
        list->items = base_realloc(list->items, (size_t)list->capacity * sizeof *list->items);
    }
    list->items[list->count] = *asset;
    list->items[list->count].path = base_strdup(asset->path);
    if (asset->kind == ASSET_CANVAS)
        list->items[list->count].packed = (const uint8_t *)""; /* there is no file to read or to watch */
    list->count++;
}

char *assets_path(const struct assets *list, const char *path) {
    return base_format("%s/%s", strcmp(list->root, "/") == 0 ? "" : list->root, path);
}

static void set_hash(struct asset *asset, const void *bytes, size_t size) {
    XXH128_hash_t hash = XXH3_128bits(bytes, size);
    asset->hash[0] = hash.low64;
    asset->hash[1] = hash.high64;
}

/* Adds "(did you mean …?)" to `err` when the folder has a file of nearly that name. */
static void suggest(const char *path, struct error *err) {
    char *near = near_file(path, false);
    size_t used = strlen(err->text);
    if (near)
        snprintf(err->text + used, sizeof err->text - used, " (did you mean %s?)", near);
    free(near);
}

static char *read_file(const struct assets *list, const char *path, size_t *size, struct error *err) {
    if (!path[0] || path[0] == '/') {
        error_set(err, EXIT_SCRIPT, "cannot read the asset \"%s\": name it relative to the game's folder", path);
        return NULL;
    }
    for (int i = 0; i < list->count; i++) /* a frozen game brings its own */
        if (list->items[i].packed && list->items[i].kind != ASSET_CANVAS && strcmp(list->items[i].path, path) == 0)
            return assets_read(list, i, size, err);
    char *full = assets_path(list, path);
    char *bytes = base_read_file(full, ASSET_LIMIT, size, err);
    if (!bytes) {
        char why[sizeof err->text];
        memcpy(why, err->text, sizeof why);
        error_set(err, EXIT_SCRIPT, "cannot read the asset \"%s\": %s", path, why);
        suggest(full, err);
    }
    free(full);
    return bytes;
}

static bool check_image(struct asset *asset, const void *bytes, size_t size, struct error *err) {
    if (!image_size(bytes, size, &asset->width, &asset->height, err)) {
        error_prefix(err, "cannot read the image \"%s\"", asset->path);
        err->code = EXIT_SCRIPT;
        return false;
    }
    if (!asset->frame_width || !asset->frame_height) {
        asset->frame_width = asset->width;
        asset->frame_height = asset->height;
    }
    if (asset->frame_width > asset->width || asset->frame_height > asset->height)
        return error_set(err, EXIT_SCRIPT, "cannot cut the image \"%s\" into frames of %d×%d: it has %d×%d pixels", asset->path,
                         asset->frame_width, asset->frame_height, asset->width, asset->height);
    long frames = (long)(asset->width / asset->frame_width) * (asset->height / asset->frame_height);
    if (frames > ASSET_FRAMES_LIMIT)
        return error_set(err, EXIT_SCRIPT, "cannot cut the image \"%s\" into %ld frames: %d is the most", asset->path, frames,
                         ASSET_FRAMES_LIMIT);
    return true;
}

/* Adds one, if there is room for its id. */
static int append(struct assets *list, const struct asset *asset, struct error *err) {
    if (list->count >= 65535) {
        error_set(err, EXIT_SCRIPT, "cannot declare \"%s\": a game has at most 65,535 assets", asset->path);
        return -1;
    }
    assets_add(list, asset);
    return list->count - 1;
}

int assets_image(struct assets *list, const char *path, int frame_width, int frame_height, enum asset_smooth smooth, struct error *err) {
    size_t size;
    char *bytes = read_file(list, path, &size, err);
    if (!bytes)
        return -1;
    struct asset asset = {
        .kind = ASSET_IMAGE, .path = (char *)path, .frame_width = frame_width, .frame_height = frame_height, .smooth = smooth};
    set_hash(&asset, bytes, size);
    bool ok = check_image(&asset, bytes, size, err);
    free(bytes);
    if (!ok)
        return -1;
    for (int i = 0; i < list->count; i++) {
        const struct asset *old = &list->items[i];
        if (old->kind == ASSET_IMAGE && strcmp(old->path, path) == 0 && old->frame_width == asset.frame_width &&
            old->frame_height == asset.frame_height && old->smooth == smooth)
            return i;
    }
    return append(list, &asset, err);
}

int assets_font(struct assets *list, const char *path, struct error *err) {
    size_t size;
    char *bytes = read_file(list, path, &size, err);
    if (!bytes)
        return -1;
    struct asset asset = {.kind = ASSET_FONT, .path = (char *)path};
    set_hash(&asset, bytes, size);
    asset.typeface = typeface_open(bytes, size, err);
    free(bytes);
    if (!asset.typeface) {
        error_prefix(err, "cannot read the font \"%s\"", path);
        return -1;
    }
    for (int i = 0; i < list->count; i++) {
        if (list->items[i].kind == ASSET_FONT && strcmp(list->items[i].path, path) == 0) {
            typeface_close(asset.typeface);
            return i;
        }
    }
    int index = append(list, &asset, err);
    if (index < 0)
        typeface_close(asset.typeface);
    return index;
}

const struct typeface *assets_typeface(struct assets *list, int index, struct error *err) {
    ASSERT(index >= 0 && index < list->count && list->items[index].kind == ASSET_FONT);
    struct asset *asset = &list->items[index];
    size_t size;
    char *bytes = asset->typeface ? NULL : assets_read(list, index, &size, err);
    if (bytes && !(asset->typeface = typeface_open(bytes, size, err)))
        error_prefix(err, "cannot read the font \"%s\"", asset->path);
    free(bytes);
    return asset->typeface;
}

int assets_canvas(struct assets *list, int width, int height, enum asset_smooth smooth, struct error *err) {
    uint64_t bytes = (uint64_t)width * (uint64_t)height * 4;
    int others = 0;
    for (int i = 0; i < list->count; i++)
        if (list->items[i].kind == ASSET_CANVAS) {
            bytes += (uint64_t)list->items[i].width * (uint64_t)list->items[i].height * 4;
            others++;
        }
    if (others >= ASSET_CANVASES) {
        error_set(err, EXIT_SCRIPT, "canvas: there are %d of them already, and a game may have no more", others);
        return -1;
    }
    if (bytes > ASSET_CANVAS_BYTES) {
        error_set(err, EXIT_SCRIPT, "canvas: all of them together would take more than 1 GB, with this one of %d×%d", width, height);
        return -1;
    }
    struct asset asset = {.kind = ASSET_CANVAS, .path = (char *)"canvas", .width = width, .height = height, .smooth = smooth};
    asset.frame_width = width;
    asset.frame_height = height;
    return append(list, &asset, err);
}

static bool check_sound(struct asset *asset, const void *bytes, size_t size, struct error *err) {
    struct audio_info info;
    if (!audio_info_read(bytes, size, &info, err) || (asset->kind == ASSET_SOUND && !audio_info_fits(&info, err)))
        return error_prefix(err, "cannot read the %s \"%s\"", asset->kind == ASSET_SOUND ? "sound" : "music", asset->path);
    asset->duration = (double)info.frames / info.rate;
    return true;
}

int assets_sound(struct assets *list, const char *path, enum asset_kind kind, struct error *err) {
    size_t size;
    char *bytes = read_file(list, path, &size, err);
    if (!bytes)
        return -1;
    struct asset asset = {.kind = kind, .path = (char *)path};
    set_hash(&asset, bytes, size);
    bool ok = check_sound(&asset, bytes, size, err);
    free(bytes);
    if (!ok)
        return -1;
    for (int i = 0; i < list->count; i++)
        if (list->items[i].kind == kind && strcmp(list->items[i].path, path) == 0)
            return i;
    return append(list, &asset, err);
}

char *assets_data(struct assets *list, const char *path, size_t *size, struct error *err) {
    char *bytes = read_file(list, path, size, err);
    if (!bytes)
        return NULL;
    struct asset asset = {.kind = ASSET_DATA, .path = (char *)path};
    set_hash(&asset, bytes, *size);
    for (int i = 0; i < list->count; i++)
        if (list->items[i].kind == ASSET_DATA && strcmp(list->items[i].path, path) == 0)
            return bytes;
    assets_add(list, &asset);
    return bytes;
}

char *assets_read(const struct assets *list, int index, size_t *size, struct error *err) {
    const struct asset *asset = assets_at(list, index);
    if (!asset->packed)
        return read_file(list, asset->path, size, err);
    char *bytes = base_alloc(asset->packed_size + 1);
    memcpy(bytes, asset->packed, asset->packed_size);
    bytes[asset->packed_size] = 0;
    *size = asset->packed_size;
    return bytes;
}

bool assets_pixels(const struct assets *list, int index, struct image_pixels *pixels, struct error *err) {
    const struct asset *asset = assets_at(list, index);
    size_t size;
    char *bytes = assets_read(list, index, &size, err);
    if (!bytes)
        return false;
    bool ok = image_decode(bytes, size, asset->path, pixels, err);
    free(bytes);
    if (ok && (pixels->width != asset->width || pixels->height != asset->height)) {
        error_set(err, EXIT_SCRIPT, "cannot use the image \"%s\": it has %d×%d pixels and had %d×%d when it was frozen", asset->path,
                  pixels->width, pixels->height, asset->width, asset->height);
        image_free(pixels);
        ok = false;
    }
    if (!ok)
        err->code = EXIT_SCRIPT;
    return ok;
}

void assets_refresh(struct assets *list, int index) {
    struct error ignored;
    size_t size;
    char *bytes = assets_read(list, index, &size, &ignored);
    if (bytes)
        set_hash(&list->items[index], bytes, size);
    free(bytes);
    typeface_close(list->items[index].typeface);
    list->items[index].typeface = NULL;
}

bool assets_fresh(const struct assets *list) {
    for (int i = 0; i < list->count; i++) {
        const struct asset *asset = &list->items[i];
        if (asset->packed)
            continue;
        struct error ignored;
        struct asset now = {0};
        size_t size;
        char *bytes = read_file(list, asset->path, &size, &ignored);
        if (bytes)
            set_hash(&now, bytes, size);
        bool same = bytes && now.hash[0] == asset->hash[0] && now.hash[1] == asset->hash[1];
        free(bytes);
        if (!same)
            return false;
    }
    return true;
}
