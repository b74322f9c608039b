#include "upload.h"
#include "base.h"
#include "pool.h"
#include <stdlib.h>
#include <string.h>

void uploads_free(struct uploads *uploads) {
    free(uploads->items);
    *uploads = (struct uploads){0};
}

void uploads_forget(struct uploads *uploads) {
    uploads->count = 0;
}

static void note(struct uploads *uploads, int index, const struct asset *asset) {
    if (index >= uploads->count) {
        size_t fresh = (size_t)(index + 1 - uploads->count);
        uploads->items = base_realloc(uploads->items, sizeof *uploads->items * (size_t)(index + 1));
        memset(uploads->items + uploads->count, 0, sizeof *uploads->items * fresh);
        uploads->count = index + 1;
    }
    uploads->items[index] = *asset;
    uploads->items[index].path = NULL;
    uploads->items[index].packed = NULL;
    uploads->items[index].typeface = NULL;
}

static bool picture(struct render *render, const struct assets *assets, int index, bool smooth, struct error *err) {
    const struct asset *asset = assets_at(assets, index);
    uint32_t id = pool_id((uint32_t)index, 1);
    smooth = asset->smooth == ASSET_AS_GAME ? smooth : asset->smooth == ASSET_SMOOTH;
    if (asset->kind == ASSET_CANVAS)
        return render_canvas(render, id, asset->width, asset->height, smooth, err);
    struct image_pixels pixels;
    if (!assets_pixels(assets, index, &pixels, err))
        return false;
    bool ok = render_image(render, id, &pixels, asset->frame_width, asset->frame_height, smooth, err);
    image_free(&pixels);
    return ok;
}

static bool font(struct render *render, const struct assets *assets, int index, struct error *err) {
    size_t size;
    char *bytes = assets_read(assets, index, &size, err);
    bool ok = bytes && render_font(render, pool_id((uint32_t)index, 1), bytes, size, err);
    if (bytes && !ok)
        error_prefix(err, "cannot read the font \"%s\"", assets_at(assets, index)->path);
    free(bytes);
    return ok;
}

bool uploads_one(struct uploads *uploads, struct render *render, const struct assets *assets, int index, bool smooth, struct error *err) {
    const struct asset *asset = assets_at(assets, index);
    bool ok = asset->kind == ASSET_FONT ? font(render, assets, index, err) : picture(render, assets, index, smooth, err);
    if (ok)
        note(uploads, index, asset);
    return ok;
}

/* Whether the renderer should hold it and does not, as it is now. A canvas is empty at every start. */
static bool is_missing(const struct uploads *uploads, int index, const struct asset *asset) {
    const struct asset *old = index < uploads->count ? &uploads->items[index] : NULL;
    if (asset->kind != ASSET_IMAGE && asset->kind != ASSET_FONT)
        return asset->kind == ASSET_CANVAS;
    return !old || old->kind != asset->kind || old->hash[0] != asset->hash[0] || old->hash[1] != asset->hash[1] ||
           old->frame_width != asset->frame_width || old->frame_height != asset->frame_height || old->smooth != asset->smooth;
}

bool uploads_all(struct uploads *uploads, struct render *render, const struct assets *assets, bool smooth, struct error *err) {
    int count = assets_count(assets);
    for (int i = 0; i < uploads->count; i++) {
        if (i >= count || assets_at(assets, i)->kind != uploads->items[i].kind) {
            render_drop(render, pool_id((uint32_t)i, 1));
            uploads->items[i].kind = 0;
        }
    }
    if (uploads->count > count)
        uploads->count = count;
    for (int i = 0; i < count; i++)
        if (is_missing(uploads, i, assets_at(assets, i)) && !uploads_one(uploads, render, assets, i, smooth, err))
            return false;
    return true;
}
