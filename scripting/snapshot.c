#include "snapshot.h"
#include "base.h"
#include "files.h"
#include "pack.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

static const char magic[8] = {'\x89', 'T', 'H', 'A', 'W', '\r', '\n', '\x1a'};

enum { HASH_END = offsetof(struct snapshot_header, hash) + sizeof(uint64_t[2]) };

/* XXH3-128 of a file's bytes with the hash field left out. */
static XXH128_hash_t file_hash(const void *bytes, size_t size) {
    XXH3_state_t *state = XXH3_createState();
    XXH3_128bits_reset(state);
    XXH3_128bits_update(state, bytes, offsetof(struct snapshot_header, hash));
    XXH3_128bits_update(state, (const char *)bytes + HASH_END, size - HASH_END);
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    return hash;
}

/* ── writing ── */

struct writer {
    char *bytes;
    size_t size, capacity;
};

static void put(struct writer *to, const void *bytes, size_t size) {
    if (to->size + size > to->capacity) {
        to->capacity = (to->size + size) * 2;
        to->bytes = base_realloc(to->bytes, to->capacity);
    }
    if (size)
        memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
}

static void put_number(struct writer *to, uint64_t value) {
    put(to, &value, sizeof value);
}

static void put_text(struct writer *to, const char *text) {
    put_number(to, strlen(text));
    put(to, text, strlen(text));
}

static void put_zeros(struct writer *to, size_t alignment) {
    static const char zeros[SNAPSHOT_PAGE];
    put(to, zeros, (alignment - to->size % alignment) % alignment);
}

static void put_table(struct writer *to, const struct snapshot *snapshot, const uint64_t *packed_sizes) {
    put(to, &snapshot->config, sizeof snapshot->config);
    put_text(to, snapshot->root);
    put_number(to, (uint64_t)snapshot->modules.count);
    for (int i = 0; i < snapshot->modules.count; i++) {
        const struct module *module = &snapshot->modules.items[i];
        put_text(to, module->url);
        put_text(to, module->path ? module->path : "");
        put_number(to, module->kind);
        put_text(to, module->mappings ? module->mappings : "");
        put_number(to, module->size);
        put(to, module->hash, sizeof module->hash);
    }
    int count = assets_count(snapshot->assets);
    put_number(to, (uint64_t)count);
    for (int i = 0; i < count; i++) {
        const struct asset *asset = assets_at(snapshot->assets, i);
        put_number(to, asset->kind);
        put_text(to, asset->path);
        put(to, asset->hash, sizeof asset->hash);
        put_number(to, (uint64_t)asset->width);
        put_number(to, (uint64_t)asset->height);
        put_number(to, (uint64_t)asset->frame_width);
        put_number(to, (uint64_t)asset->frame_height);
        put_number(to, asset->smooth);
        put(to, &asset->duration, sizeof asset->duration);
        put_number(to, packed_sizes ? packed_sizes[i] + 1 : 0); /* 0: not packed */
    }
    put_number(to, packed_sizes ? 0 : snapshot->looked_size);
    put(to, snapshot->looked, packed_sizes ? 0 : snapshot->looked_size);
}

/* The bytes of all assets, one after the other; false when one cannot be read. */
static bool gather(const struct assets *assets, struct writer *to, uint64_t *sizes, struct error *err) {
    for (int i = 0; i < assets_count(assets); i++) {
        size_t size;
        char *bytes = assets_read(assets, i, &size, err);
        if (!bytes)
            return false;
        put(to, bytes, size);
        sizes[i] = size;
        free(bytes);
    }
    return true;
}

bool snapshot_write(const char *path, const struct snapshot *snapshot, bool pack, struct error *err) {
    struct snapshot_header header = {
        .format = SNAPSHOT_FORMAT, .header_size = sizeof header, .maker = snapshot->maker, .blob_size = snapshot->blob_size};
    memcpy(header.magic, magic, sizeof magic);
    struct writer packed = {0}, file = {0};
    uint64_t *sizes = base_alloc(sizeof *sizes * ((size_t)assets_count(snapshot->assets) + 1));
    bool ok = !pack || gather(snapshot->assets, &packed, sizes, err);
    if (ok) {
        put(&file, &header, sizeof header);
        header.table_offset = file.size;
        put_table(&file, snapshot, pack ? sizes : NULL);
        header.table_size = file.size - header.table_offset;
        header.packed_offset = file.size;
        header.packed_size = packed.size;
        put(&file, packed.bytes, packed.size);
        put_zeros(&file, SNAPSHOT_PAGE);
        header.blob_offset = file.size;
        put(&file, snapshot->blob, snapshot->blob_size);
        header.file_size = file.size;
        memcpy(file.bytes, &header, sizeof header);
        XXH128_hash_t hash = file_hash(file.bytes, file.size);
        header.hash[0] = hash.low64;
        header.hash[1] = hash.high64;
        memcpy(file.bytes, &header, sizeof header);
        ok = base_write_file(path, file.bytes, file.size, err);
    }
    free(sizes);
    free(packed.bytes);
    free(file.bytes);
    return ok;
}

/* How many of the first bytes of a file there are, at most `size`; -1 with errno. */
static ssize_t read_start(const char *path, char *start, size_t size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t all = fd < 0 ? -1 : 0, got = 0;
    while (fd >= 0 && (size_t)all < size && ((got = read(fd, start + all, size - (size_t)all)) > 0 || (got < 0 && errno == EINTR)))
        all += got > 0 ? got : 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    errno = why;
    return got < 0 ? -1 : all;
}

bool snapshot_may_replace(const char *path, struct error *err) {
    struct stat st;
    char start[PACK_START] = "";
    if (stat(path, &st) != 0)
        return errno == ENOENT ||
               error_set(err, EXIT_FILE, "cannot write %.300s%s: %s", path, strlen(path) > 300 ? "…" : "", strerror(errno));
    if (!S_ISREG(st.st_mode) || st.st_size == 0)
        return true;
    ssize_t size = read_start(path, start, sizeof start);
    if (size < 0 && errno != EACCES) /* what may not be read is no game of this user's */
        return error_set(err, EXIT_FILE, "cannot write %s: it cannot be read: %s", path, strerror(errno));
    bool frozen = size >= (ssize_t)sizeof magic && memcmp(start, magic, sizeof magic) == 0;
    return frozen || (size > 0 && pack_is(start, (size_t)size)) ||
           error_set(err, EXIT_FILE, "cannot write %s: a file is there that is no frozen or packed game; name another or remove it", path);
}

/* ── reading: every length is checked, although the hash already vouches for the bytes ── */

struct reader {
    const char *at, *end;
    bool bad;
};

static void get(struct reader *from, void *out, size_t size) {
    if (from->bad || (size_t)(from->end - from->at) < size) {
        from->bad = true;
        memset(out, 0, size);
        return;
    }
    memcpy(out, from->at, size);
    from->at += size;
}

static uint64_t get_number(struct reader *from) {
    uint64_t value;
    get(from, &value, sizeof value);
    return value;
}

/* A malloc'd copy, "" when the table is broken. */
static char *get_text(struct reader *from) {
    uint64_t length = get_number(from);
    if (from->bad || length > (size_t)(from->end - from->at)) {
        from->bad = true;
        return base_strdup("");
    }
    char *text = base_alloc(length + 1);
    get(from, text, length);
    text[length] = 0;
    return text;
}

/* Bytes where they lie; NULL when the table is broken. */
static const char *get_view(struct reader *from, uint64_t size) {
    const char *view = from->at;
    from->bad |= size > (size_t)(from->end - from->at);
    if (from->bad)
        return NULL;
    from->at += size;
    return view;
}

/* Whether it is one that a game can have: import.meta and the search for the game's folder look for the "/" in a path. */
static bool module_holds(uint64_t kind, const char *path) {
    return kind <= MODULE_DATA && (path[0] == '/' || (!path[0] && kind == MODULE_SCRIPT));
}

static void get_modules(struct reader *from, struct module_list *modules) {
    for (uint64_t count = get_number(from); count && !from->bad; count--) {
        char *url = get_text(from), *path = get_text(from);
        int index = module_list_add(modules, url, path[0] ? path : NULL, NULL, 0);
        uint64_t kind = get_number(from);
        from->bad |= !module_holds(kind, path);
        modules->items[index].kind = (enum module_kind)kind;
        modules->items[index].mappings = get_text(from); /* "": it has none, and none is found in it */
        modules->items[index].size = get_number(from);
        get(from, modules->items[index].hash, sizeof modules->items[index].hash);
        free(url);
        free(path);
    }
}

static bool side(int pixels) {
    return pixels >= 0 && pixels <= IMAGE_LIMIT;
}

/* Whether it is one that bind_asset.c could have declared; `packed`: it brings bytes with it. */
static bool asset_holds(const struct asset *asset, bool packed) {
    bool canvas = asset->kind == ASSET_CANVAS;
    return asset->kind >= ASSET_IMAGE && asset->kind <= ASSET_CANVAS && side(asset->width) && side(asset->height) &&
           side(asset->frame_width) && side(asset->frame_height) && asset->smooth <= ASSET_AS_GAME &&
           (!canvas || (asset->width && asset->height && !packed));
}

static void get_assets(struct reader *from, struct assets *assets, const char *packed, size_t packed_size) {
    for (uint64_t count = get_number(from); count && !from->bad; count--) {
        struct asset asset = {.kind = (enum asset_kind)get_number(from), .path = get_text(from)};
        get(from, asset.hash, sizeof asset.hash);
        asset.width = (int)get_number(from);
        asset.height = (int)get_number(from);
        asset.frame_width = (int)get_number(from);
        asset.frame_height = (int)get_number(from);
        asset.smooth = (enum asset_smooth)get_number(from);
        get(from, &asset.duration, sizeof asset.duration);
        uint64_t size = get_number(from);
        from->bad |= !asset_holds(&asset, size > 1);
        if (size && size - 1 <= packed_size) {
            asset.packed = (const uint8_t *)packed;
            asset.packed_size = size - 1;
            packed += size - 1;
            packed_size -= size - 1;
        } else if (size) {
            from->bad = true;
        }
        assets_add(assets, &asset);
        free(asset.path);
    }
}

static bool inside(uint64_t offset, uint64_t size, uint64_t file_size) {
    return offset <= file_size && size <= file_size - offset;
}

static bool check_header(const struct snapshot_header *header, size_t size, const char *path, struct error *err) {
    if (size < sizeof *header || memcmp(header->magic, magic, sizeof magic) != 0)
        return error_set(err, EXIT_FILE, "cannot thaw %s: it is not a frozen game%s", path, size ? "" : ", it is empty");
    if (header->format != SNAPSHOT_FORMAT || header->header_size != sizeof *header)
        return error_set(err, EXIT_FILE, "cannot thaw %s: it has format %u and this thaw reads format %d; freeze it again", path,
                         header->format, SNAPSHOT_FORMAT);
    if (header->file_size > size)
        return error_set(err, EXIT_FILE, "cannot thaw %s: it is truncated (%zu of %llu bytes are left)", path, size,
                         (unsigned long long)header->file_size);
    if (header->file_size != size)
        return error_set(err, EXIT_FILE, "cannot thaw %s: it is damaged (%llu bytes too many)", path,
                         (unsigned long long)(size - header->file_size));
    return true;
}

bool snapshot_fits(const struct snapshot *snapshot, const struct snapshot_maker *maker, const char *path, struct error *err) {
    const char *made = snapshot->in_program ? "packed" : "frozen", *make = snapshot->in_program ? "pack" : "freeze";
    if (strncmp(snapshot->maker.v8_version, maker->v8_version, sizeof maker->v8_version) != 0)
        return error_set(err, EXIT_FILE, "cannot thaw %s: it was %s by V8 %.32s and this is V8 %.32s; %s it again", path, made,
                         snapshot->maker.v8_version, maker->v8_version, make);
    return snapshot->maker.build == maker->build ||
           error_set(err, EXIT_FILE, "cannot thaw %s: it was %s by another build of thaw; %s it again", path, made, make);
}

static bool check_contents(const struct snapshot_header *header, const char *path, struct error *err) {
    XXH128_hash_t hash = file_hash(header, header->file_size);
    if (hash.low64 != header->hash[0] || hash.high64 != header->hash[1])
        return error_set(err, EXIT_FILE, "cannot thaw %s: it is damaged (its contents do not match its hash)", path);
    if (!inside(header->table_offset, header->table_size, header->file_size) ||
        !inside(header->packed_offset, header->packed_size, header->file_size) ||
        !inside(header->blob_offset, header->blob_size, header->file_size) || header->blob_size > INT_MAX ||
        header->blob_offset % SNAPSHOT_PAGE)
        return error_set(err, EXIT_FILE, "cannot thaw %s: it is damaged (a part lies outside the file)", path);
    return true;
}

/* Maps the whole file; NULL with `err`. */
static void *map_file(const char *path, size_t *size, struct error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not block */
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        error_set(err, EXIT_FILE, "cannot thaw %s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    void *map = MAP_FAILED;
    if (!S_ISREG(st.st_mode))
        error_set(err, EXIT_FILE, "cannot thaw %s: it is %s, not a file", path, S_ISDIR(st.st_mode) ? "a folder" : "a device or a pipe");
    else if (st.st_size == 0)
        error_set(err, EXIT_FILE, "cannot thaw %s: it is not a frozen game, it is empty", path);
    else if ((uint64_t)st.st_size > SNAPSHOT_LIMIT)
        error_set(err, EXIT_FILE, "cannot thaw %s: it is larger than 2 GB", path);
    else if ((map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)) == MAP_FAILED)
        error_set(err, EXIT_FILE, "cannot thaw %s: cannot map it: %s", path, strerror(errno));
    *size = (size_t)st.st_size;
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

/* Whether the numbers are what js/host.js lets through: a hash is no proof of that, since anybody can make one. Written so that a NaN
 * fails. */
static bool config_holds(const struct snapshot_config *config) {
    return config->width >= 1 && config->width <= 8192 && config->height >= 1 && config->height <= 8192 && config->fps >= 1 &&
           config->fps <= 1000 && config->scale >= -2 && config->scale <= 100 && config->background >= 0 &&
           config->background <= UINT32_MAX && (config->pixelated == 0 || config->pixelated == 1);
}

static void read_table(struct snapshot *snapshot, const struct snapshot_header *header, const char *path, struct reader *table) {
    get(table, &snapshot->config, sizeof snapshot->config);
    snapshot->config.title[sizeof snapshot->config.title - 1] = 0;
    snapshot->config.save[sizeof snapshot->config.save - 1] = 0;
    table->bad |= !config_holds(&snapshot->config);
    snapshot->root = get_text(table);
    get_modules(table, &snapshot->modules);
    char beside[PATH_MAX];
    const char *root = snapshot->root;
    if ((snapshot->in_program || access(root, F_OK) != 0) && realpath(path, beside)) {
        *strrchr(beside, '/') = 0;
        root = beside;
    }
    snapshot->assets = assets_create(root);
    get_assets(table, snapshot->assets, (const char *)header + header->packed_offset, header->packed_size);
    snapshot->looked_size = get_number(table);
    snapshot->looked = get_view(table, snapshot->looked_size);
}

bool snapshot_open(struct snapshot *snapshot, const char *path, const struct snapshot_maker *maker, struct error *err) {
    *snapshot = (struct snapshot){0};
    snapshot->map = map_file(path, &snapshot->file_size, err);
    if (!snapshot->map)
        return false;
    size_t offset = 0, size = snapshot->file_size;
    snapshot->in_program = pack_is(snapshot->map, size);
    bool found = !snapshot->in_program || pack_find(snapshot->map, path, &offset, &size, err);
    const struct snapshot_header *header = (const void *)((const char *)snapshot->map + offset);
    bool ok = found && check_header(header, size, path, err) && check_contents(header, path, err);
    if (ok) {
        snapshot->maker = header->maker;
        ok = !maker || snapshot_fits(snapshot, maker, path, err);
    }
    if (!ok) {
        snapshot_close(snapshot);
        return false;
    }
    const char *bytes = (const char *)header;
    struct reader table = {bytes + header->table_offset, bytes + header->table_offset + header->table_size, false};
    snapshot->blob = bytes + header->blob_offset;
    snapshot->blob_size = header->blob_size;
    read_table(snapshot, header, path, &table);
    if (table.bad || table.at != table.end) {
        snapshot_close(snapshot);
        return error_set(err, EXIT_FILE, "cannot thaw %s: it is damaged (its table does not add up)", path);
    }
    return true;
}

void snapshot_close(struct snapshot *snapshot) {
    module_list_clear(&snapshot->modules);
    if (snapshot->assets)
        assets_destroy(snapshot->assets);
    free(snapshot->root);
    if (snapshot->map)
        munmap(snapshot->map, snapshot->file_size);
    *snapshot = (struct snapshot){0};
}

/* Whether what was looked at beside modules and assets is as it was; bytes that are no list of files never are. */
static bool looked_fresh(const struct snapshot *snapshot) {
    struct file file;
    for (const char *at = snapshot->looked, *end = at ? at + snapshot->looked_size : at; at < end;)
        if (!files_next(&at, end, &file) || !files_same(&file))
            return false;
    return true;
}

bool snapshot_fresh(const struct snapshot *snapshot) {
    for (int i = 0; i < snapshot->modules.count; i++) {
        const struct module *module = &snapshot->modules.items[i];
        struct error ignored;
        size_t size;
        char *source = module->path ? base_read_file(module->path, MODULE_LIMIT, &size, &ignored) : NULL;
        if (!module->path)
            continue;
        XXH128_hash_t hash = XXH3_128bits(source ? source : "", source ? size : 0);
        bool same = source && hash.low64 == module->hash[0] && hash.high64 == module->hash[1];
        free(source);
        if (!same)
            return false;
    }
    return assets_fresh(snapshot->assets) && looked_fresh(snapshot);
}
