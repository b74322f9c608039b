/* The game's assets: which files scripts declared, what their headers say, and their bytes.
 *
 * Declared while the game is frozen (paths relative to the game's folder, headers read at once), listed in the frozen file's manifest, and
 * read again before load() of every run. An image's id is its place in the list (pool.h), so ids in a snapshot stay true. A file's bytes
 * come from the frozen file when they were packed into it, else from the game's folder. Main thread only. It knows no textures. */
#pragma once
#include "error.h"
#include "image.h"
#include <stddef.h>
#include <stdint.h>

enum { ASSET_LIMIT = 256 << 20, ASSET_FRAMES_LIMIT = 65536, ASSET_CANVAS_BYTES = 1 << 30, ASSET_CANVASES = 4096 };

enum asset_kind {
    ASSET_IMAGE = 1,  /* a texture: PNG or JPEG */
    ASSET_DATA = 2,   /* text, JSON or bytes that scripts read at freeze time */
    ASSET_SOUND = 3,  /* decoded whole: WAV or Ogg Vorbis */
    ASSET_MUSIC = 4,  /* decoded while it plays: the same */
    ASSET_FONT = 5,   /* TrueType */
    ASSET_CANVAS = 6, /* no file: a picture of its own that is drawn on, empty at every start */
};

/* Whether an image is filtered when it is scaled. */
enum asset_smooth {
    ASSET_HARD = 0,
    ASSET_SMOOTH = 1,
    ASSET_AS_GAME = 2, /* unless the game is pixelated */
};

struct asset {
    enum asset_kind kind;
    char *path;                    /* as declared: relative to the game's folder, "/" between parts */
    uint64_t hash[2];              /* XXH3-128 of the file's bytes */
    int width, height;             /* image: pixels of the whole sheet */
    int frame_width, frame_height; /* image: pixels of a frame; the sheet's own size when it has one frame */
    enum asset_smooth smooth;      /* image */
    double duration;               /* sound, music: seconds */
    const uint8_t *packed;         /* bytes inside the frozen file, viewed; NULL: read the file */
    size_t packed_size;
    struct typeface *typeface; /* font: what assets_typeface read */
};

struct assets;
struct typeface;

/* An empty list whose files lie under `root` (an absolute folder, copied). */
struct assets *assets_create(const char *root);
void assets_destroy(struct assets *list);

int assets_count(const struct assets *list);
const struct asset *assets_at(const struct assets *list, int index);

/* The absolute path of a declared one, malloc'd. */
char *assets_path(const struct assets *list, const char *path);

/* Appends an asset as a manifest tells it; copies `asset->path`, views `asset->packed`, which must outlive the list. */
void assets_add(struct assets *list, const struct asset *asset);

/* Declares an image, reading its header; the same path, frame and smooth again give the same index. frame_width and frame_height 0 mean the
 * whole sheet. Gives the index, or -1 with `err` (EXIT_SCRIPT): the path is absolute, missing, no PNG or JPEG, or smaller than a frame. */
int assets_image(struct assets *list, const char *path, int frame_width, int frame_height, enum asset_smooth smooth, struct error *err);

/* Declares a sound or a music (`kind`), reading its header; the same path again gives the same index. Gives the index, or -1 with `err`
 * (EXIT_SCRIPT): the path is absolute, missing, neither WAV nor Ogg Vorbis, damaged, or too long for a sound. */
int assets_sound(struct assets *list, const char *path, enum asset_kind kind, struct error *err);

/* Reads a data file whole and lists it; gives malloc'd bytes with a NUL behind them, or NULL with `err` (EXIT_SCRIPT). */
char *assets_data(struct assets *list, const char *path, size_t *size, struct error *err);

/* Declares a font, reading its tables; the same path again gives the same index. Gives the index, or -1 with `err` (EXIT_SCRIPT). */
int assets_font(struct assets *list, const char *path, struct error *err);

/* The font to measure with, read when it was not yet; a view until the list goes or the asset is refreshed. NULL with `err`. */
const struct typeface *assets_typeface(struct assets *list, int index, struct error *err);

/* Declares a canvas, always a new one, of 1 to IMAGE_LIMIT pixels a side; gives the index, or -1 with `err` when there are too many, or all
 * of them would take more than ASSET_CANVAS_BYTES. */
int assets_canvas(struct assets *list, int width, int height, enum asset_smooth smooth, struct error *err);

/* The bytes of an asset (a canvas has none), malloc'd, or NULL with `err` (EXIT_SCRIPT). */
char *assets_read(const struct assets *list, int index, size_t *size, struct error *err);

/* Decodes an image; fails when the file is gone or no longer of the declared size. */
bool assets_pixels(const struct assets *list, int index, struct image_pixels *pixels, struct error *err);

/* Takes the file's bytes as they are now for those that it was listed with. */
void assets_refresh(struct assets *list, int index);

/* Whether every file that is not packed still has the bytes it had when it was listed. */
bool assets_fresh(const struct assets *list);
