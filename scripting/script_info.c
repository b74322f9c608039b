/* The part of script.h that looks at frozen games: what they hold, where they lie, which of them nobody needs. */
#include "base.h"
#include "cache.h"
#include "facts.h"
#include "script.h"
#include "script_use.h"
#include "storage.h"
#include "vm.h"
#include <inttypes.h>
#include <nettle/version.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wslay/wslayver.h>

static void tell_maker(const struct snapshot_maker *maker, struct facts *facts) {
    char text[64];
    snprintf(text, sizeof text, "%.*s", (int)sizeof maker->v8_version, maker->v8_version);
    facts_line(facts, "v8", "V8", text, "");
    snprintf(text, sizeof text, "%016" PRIx64, maker->build);
    facts_object(facts, "frozen", "format");
    facts_number(facts, "format", "", SNAPSHOT_FORMAT, "");
    facts_text(facts, "build", ", build ", text, "");
    facts_close(facts);
}

static void tell_this(const struct snapshot_maker *maker, struct facts *facts) {
    static const char none[] = "none (neither XDG_CACHE_HOME nor HOME is set)", no_saves[] = "none (neither XDG_DATA_HOME nor HOME is set)";
    tell_maker(maker, facts);
    facts_line(facts, "wslay", "wslay", WSLAY_VERSION, "");
    char crypto[64];
    snprintf(crypto, sizeof crypto, "nettle %d.%d", nettle_version_major(), nettle_version_minor());
    facts_line(facts, "crypto", "crypto", crypto, "");
    char *cache = cache_folder(), *saves = storage_folder();
    struct cache_size size = cache_measure();
    facts_object(facts, "cache", "cache");
    facts_text(facts, "folder", "", cache, "");
    facts_text(facts, "why", "", cache ? NULL : none, "");
    facts_number(facts, "games", ", ", size.games, " frozen");
    facts_number(facts, "bytes", ", ", (double)size.bytes, " bytes");
    facts_close(facts);
    facts_line(facts, "saves", "saves", saves, no_saves);
    free(saves);
    free(cache);
}

/* Either the scripts, or the package.json files that decided which. */
static void tell_modules(const struct module_list *modules, bool scripts, const char *key, const char *word, struct facts *facts) {
    facts_list(facts, key, word);
    for (int i = 0; i < modules->count; i++) {
        const struct module *module = &modules->items[i];
        if (!module->path || (module->kind != MODULE_DATA) != scripts)
            continue;
        facts_item(facts);
        facts_text(facts, "path", "", module->path, "");
        facts_number(facts, "bytes", ", ", (double)module->size, " bytes");
    }
    facts_close(facts);
}

static void tell_assets(const struct assets *assets, struct facts *facts) {
    static const char *const kinds[] = {[ASSET_IMAGE] = "image", [ASSET_DATA] = "data", [ASSET_SOUND] = "sound",
                                        [ASSET_MUSIC] = "music", [ASSET_FONT] = "font", [ASSET_CANVAS] = "canvas"};
    facts_list(facts, "assets", "asset");
    for (int i = 0; i < assets_count(assets); i++) {
        const struct asset *asset = assets_at(assets, i);
        facts_item(facts);
        facts_text(facts, "path", "", asset->path, "");
        facts_flag(facts, "packed", asset->packed, " (packed)", "");
        facts_text(facts, "kind", ", ", asset->kind < COUNT_OF(kinds) ? kinds[asset->kind] : NULL, "");
        if (asset->packed)
            facts_number(facts, "bytes", ", ", (double)asset->packed_size, " bytes");
    }
    facts_close(facts);
}

static void tell_game(const struct snapshot *game, const struct snapshot_maker *maker, const char *path, struct facts *facts) {
    const struct snapshot_config *config = &game->config;
    struct error why;
    bool fits = snapshot_fits(game, maker, path, &why);
    facts_line(facts, "title", "title", config->title, "");
    facts_line(facts, "kind", "kind", game->in_program ? "packed" : "frozen", "");
    facts_object(facts, "config", "size");
    facts_number(facts, "width", "", config->width, "");
    facts_number(facts, "height", "×", config->height, "");
    facts_number(facts, "fps", ", ", config->fps, " updates a second");
    facts_close(facts);
    tell_maker(&game->maker, facts);
    facts_object(facts, "playable", "playable");
    facts_flag(facts, "here", fits, "yes", "no: ");
    facts_text(facts, "why", "", fits ? NULL : why.text, "");
    facts_close(facts);
    facts_object(facts, "bytes", "heap");
    facts_number(facts, "heap", "", (double)game->blob_size, " bytes");
    facts_number(facts, "file", " of ", (double)game->file_size, "");
    facts_close(facts);
    tell_modules(&game->modules, true, "modules", "module", facts);
    tell_modules(&game->modules, false, "packages", "package", facts);
    tell_assets(game->assets, facts);
}

static bool info(const char *path, struct facts *facts, struct error *err) {
    struct snapshot_maker maker;
    struct vm_flags flags = {0};
    vm_platform_start(&flags, &maker);
    struct snapshot game;
    bool ok = !path || snapshot_open(&game, path, NULL, err);
    if (ok && path) {
        tell_game(&game, &maker, path, facts);
        snapshot_close(&game);
    } else if (ok) {
        tell_this(&maker, facts);
    }
    vm_platform_stop();
    return ok;
}

bool script_info(const char *path, struct facts *facts, struct error *err) {
    if (!use_given(err != NULL, "script_info", "the place for an error"))
        return false;
    if (!use_given(facts != NULL, "script_info", "the place for the facts") || !use_begin(NULL, USE_ALONE, "script_info"))
        return use_error(err);
    return use_end(use_v8("script_info") ? info(path, facts, err) : use_error(err));
}

/* The first of a game's modules that is the author's is the one it starts with; without it the game cannot be run from its sources, and
 * what was frozen of them will not be asked for. */
static bool is_useless(const char *path) {
    struct snapshot game;
    struct error ignored;
    if (!snapshot_open(&game, path, NULL, &ignored))
        return true;
    int i = 0;
    while (i < game.modules.count && !game.modules.items[i].path)
        i++;
    bool gone = i < game.modules.count && access(game.modules.items[i].path, F_OK) != 0;
    snapshot_close(&game);
    return gone;
}

bool script_clean(FILE *out, struct error *err) {
    if (!use_given(err != NULL, "script_clean", "the place for an error"))
        return false;
    if (!use_given(out != NULL, "script_clean", "the place for what was removed"))
        return use_error(err);
    struct cache_size removed = cache_clean(is_useless, err), left = cache_measure();
    fprintf(out, "removed %d frozen games, %.1f MB; %d are left, %.1f MB\n", removed.games, (double)removed.bytes / 1e6, left.games,
            (double)left.bytes / 1e6);
    return !err->text[0];
}
