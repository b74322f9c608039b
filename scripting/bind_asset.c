/* Rows of js/assets.js: declaring images, fonts and canvases, reading data files. At freeze time they only read; in a running game what
 * is drawn is uploaded too. */
#include "app.h"
#include "base.h"
#include "bind.h"
#include "files.h"
#include "image.h"
#include "pool.h"
#include "typeface.h"
#include "vm.h"
#include <stdlib.h>

bool bind_missed(struct bind_call *call) {
    const char *name = call->args[0].text;
    if (call->world->touched && name[0] && name[0] != '/') {
        char *path = assets_path(call->world->assets, name);
        uint64_t hash[2];
        files_add(call->world->touched, path, files_hash(path, hash, NULL) ? hash : NULL);
        free(path);
    }
    return false;
}

/* Whole numbers of pixels have been looked at by the engine's own JavaScript, which an author's changes to the language may mislead. */
static bool pixels(struct bind_call *call, int arg, int least, int *to) {
    double number = call->args[arg].number;
    bool fine = number >= least && number <= IMAGE_LIMIT;
    *to = fine ? (int)number : 0;
    return fine || error_set(call->err, EXIT_SCRIPT, "a side of %g pixels is not from %d to %d", number, least, IMAGE_LIMIT);
}

static enum asset_smooth smooth_of(double number) {
    return number == ASSET_HARD ? ASSET_HARD : number == ASSET_SMOOTH ? ASSET_SMOOTH : ASSET_AS_GAME;
}

static bool image(struct bind_call *call) {
    struct assets *assets = call->world->assets;
    const struct bind_value *args = call->args;
    int before = assets_count(assets), width, height;
    if (!pixels(call, 1, 0, &width) || !pixels(call, 2, 0, &height))
        return false;
    int index = assets_image(assets, args[0].text, width, height, smooth_of(args[3].number), call->err);
    if (index < 0)
        return bind_missed(call);
    if (call->world->app && assets_count(assets) > before && !app_load_image(call->world->app, assets, index, call->err))
        return false;
    const struct asset *asset = assets_at(assets, index);
    call->result = (struct bind_value){
        .type = BIND_NUMBERS,
        .size = 5,
        .numbers = {pool_id((uint32_t)index, 1), asset->width, asset->height, asset->frame_width, asset->frame_height},
    };
    return true;
}

static bool font(struct bind_call *call) {
    struct assets *assets = call->world->assets;
    int before = assets_count(assets), index = assets_font(assets, call->args[0].text, call->err);
    if (index < 0)
        return bind_missed(call);
    if (call->world->app && assets_count(assets) > before && !app_load_image(call->world->app, assets, index, call->err))
        return false;
    const struct typeface *face = assets_typeface(assets, index, call->err);
    if (!face)
        return false;
    struct typeface_metrics metrics = typeface_metrics(face);
    call->result = (struct bind_value){
        .type = BIND_NUMBERS,
        .size = 2,
        .numbers = {pool_id((uint32_t)index, 1), (double)metrics.line / metrics.units},
    };
    return true;
}

static bool canvas(struct bind_call *call) {
    struct assets *assets = call->world->assets;
    const struct bind_value *args = call->args;
    int width, height;
    if (!pixels(call, 0, 1, &width) || !pixels(call, 1, 1, &height))
        return false;
    int index = assets_canvas(assets, width, height, smooth_of(args[2].number), call->err);
    if (index < 0) {
        call->thrown = BIND_RANGE_ERROR;
        return false;
    }
    if (call->world->app && !app_load_image(call->world->app, assets, index, call->err))
        return false;
    return bind_give_number(call, pool_id((uint32_t)index, 1));
}

static bool data(struct bind_call *call, enum bind_type type) {
    size_t size;
    char *bytes = assets_data(call->world->assets, call->args[0].text, &size, call->err);
    if (!bytes)
        return bind_missed(call);
    call->result = (struct bind_value){.type = type, .text = bytes, .bytes = bytes, .size = size};
    return true;
}

static bool text(struct bind_call *call) {
    return data(call, BIND_STRING);
}

static bool json(struct bind_call *call) {
    size_t size;
    const char *path = call->args[0].text;
    char *text = assets_data(call->world->assets, path, &size, call->err);
    bool ok = text ? vm_json(call, path, text, size) : bind_missed(call);
    free(text);
    return ok;
}

static bool bytes(struct bind_call *call) {
    return data(call, BIND_BYTES);
}

static const struct bind_row rows[] = {
    BIND_ROW("asset.image", "path:string frame_width:number frame_height:number smooth:number", image, 0),
    BIND_ROW("asset.font", "path:string", font, 0),
    BIND_ROW("asset.canvas", "width:number height:number smooth:number", canvas, 0),
    BIND_ROW("asset.text", "path:string", text, 0),
    BIND_ROW("asset.json", "path:string", json, 0),
    BIND_ROW("asset.bytes", "path:string", bytes, 0),
};

const struct bind_table bind_asset = {rows, COUNT_OF(rows)};
