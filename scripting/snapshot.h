/* The frozen file (.thaw): a game's evaluated heap with all that must be known before V8 may see it. No V8 here. Any thread.
 *
 * Layout, little endian:
 *   header   struct snapshot_header, at 0
 *   table    config, modules, assets and what else was looked at, as length-prefixed fields
 *   packed   the bytes of packed assets, one after the other
 *   blob     V8's startup snapshot, at a multiple of SNAPSHOT_PAGE, to be mapped and not copied
 * `hash` covers every byte of the file but itself, so a file that opens is the file that was written. The hash finds damage, not malice: a
 * frozen file runs code, like any program. */
#pragma once
#include "asset.h"
#include "error.h"
#include "module.h"
#include <stddef.h>
#include <stdint.h>

enum { SNAPSHOT_FORMAT = 4, SNAPSHOT_PAGE = 4096 };
#define SNAPSHOT_LIMIT ((size_t)2 << 30) /* bytes of a whole file */

/* What must be equal between the program that froze and the one that thaws. V8's CachedDataVersionTag is left out on purpose: it changes
 * with the processor and with flags, and a snapshot holds bytecode but no machine code, so a frozen game may travel. */
struct snapshot_maker {
    char v8_version[32]; /* "10.2.154.26-node.28" */
    uint64_t build;      /* hash of the native table, the engine's JavaScript half and the shape of V8's values */
};

struct snapshot_header {
    char magic[8];
    uint32_t format;
    uint32_t header_size;
    uint64_t hash[2]; /* XXH3-128 of the file with these 16 bytes left out, low word first */
    struct snapshot_maker maker;
    uint64_t file_size;
    uint64_t table_offset, table_size;
    uint64_t packed_offset, packed_size;
    uint64_t blob_offset, blob_size;
};

/* config as main.js exported it, checked and completed. */
struct snapshot_config {
    char title[256];
    double width, height; /* logical pixels, 1 to 8192 */
    double scale;         /* window pixels a logical one, or an enum render_scale */
    double fps;           /* updates a second, 1 to 1000 */
    double pixelated;     /* 0 or 1 */
    double background;    /* 0xRRGGBBAA */
    char save[72];        /* the name of its saved data, "": one of its folder */
};

struct snapshot {
    struct snapshot_maker maker;
    struct snapshot_config config;
    struct module_list modules; /* sources and code are NULL: they are inside the blob */
    struct assets *assets;
    const char *looked; /* files_pack's bytes: what was looked at beside them, in vain mostly, and decided what they are; viewed */
    size_t looked_size; /* 0 in files to be shipped: nobody asks whether those are fresh */
    const char *blob;
    size_t blob_size;
    char *root;       /* the game's folder when it was frozen */
    size_t file_size; /* of the whole file, the program of a packed game included */
    void *map;        /* the file, private and read only, as long as the snapshot is open */
    bool in_program;  /* the file is a packed game */
};

/* Writes a frozen file aside and renames it. With `pack`, it is to be shipped: asset files are read again and packed in, `looked` is left
 * out. Borrows everything. */
bool snapshot_write(const char *path, const struct snapshot *snapshot, bool pack, struct error *err);

/* Whether a game may be written to `path`: false with `err` (EXIT_FILE) when a file is there that is no frozen or packed game, which -o
 * could only name by mistake, and when that cannot be known: its name is too long, or a folder of it is a file. */
bool snapshot_may_replace(const char *path, struct error *err);

/* Maps and checks a frozen file, or the one inside a packed game (pack.h). Fails (EXIT_FILE) with one sentence when it is missing, a
 * folder, truncated, damaged, or made by another version; `maker` says what this program is, NULL: any version will do, to look at it only.
 * Assets that are not packed are looked for in the folder the game had when it was frozen; where that is gone, and for a packed game,
 * beside the file. */
bool snapshot_open(struct snapshot *snapshot, const char *path, const struct snapshot_maker *maker, struct error *err);

/* Whether a program of `maker` can thaw an open one; false with `err` (EXIT_FILE) naming `path` and both versions. */
bool snapshot_fits(const struct snapshot *snapshot, const struct snapshot_maker *maker, const char *path, struct error *err);

/* Unmaps; nothing of it, the isolate thawed from it included, may be used afterwards. */
void snapshot_close(struct snapshot *snapshot);

/* Whether every module and asset on disk still is what was frozen, and what else was looked at is as it was. */
bool snapshot_fresh(const struct snapshot *snapshot);
