#include "watch.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <uv.h>

struct directory {
    uv_fs_event_t event; /* first: closed and freed as this */
    struct watch *watch;
    char *path;
    dev_t device;
    ino_t inode;
    bool wanted; /* by a file of the list, while that is set */
};

/* One file of the list with the place where its events come up: its own directory, or the nearest above that is there. */
struct watched {
    struct file file;
    struct directory *directory;
    bool alone; /* the directory is its own */
    bool dirty; /* something happened that may have changed it */
};

struct watch {
    uv_loop_t *loop;
    uv_timer_t *settle; /* on the heap: closing outlives this */
    struct directory **directories;
    int directory_count;
    struct watched *items;
    int count;
    struct file_list changed;
    uint64_t empty_since; /* uv_now when a file was first seen empty or gone; 0: none is */
    bool settled, moved;  /* moved: a directory itself may be another one now */
    bool any_dirty;
};

static void on_settled(uv_timer_t *timer) {
    ((struct watch *)timer->data)->settled = true;
}

static void stir(struct watch *watch, uint64_t ms) {
    watch->settled = false;
    uv_update_time(watch->loop);
    uv_timer_start(watch->settle, on_settled, ms, 0);
}

static const char *name_of(const char *path) {
    return strrchr(path, '/') + 1;
}

/* Whether `name` in a folder is the file of `path`, or the next folder on the way there: a folder far above a missing file, /tmp say, may
 * have much else going on in it. */
static bool is_on_the_way(const char *folder, const char *name, const char *path) {
    size_t above = strlen(folder), length = strlen(name);
    const char *next = path + above + (path[above] == '/');
    return strncmp(next, name, length) == 0 && (!next[length] || next[length] == '/');
}

static void on_event(uv_fs_event_t *event, const char *name, int events, int status) {
    struct directory *directory = event->data;
    struct watch *watch = directory->watch;
    (void)events;
    bool itself = !name || status < 0 || strcmp(name, name_of(directory->path)) == 0, mine = itself;
    for (int i = 0; i < watch->count; i++) {
        struct watched *item = &watch->items[i];
        if (item->directory == directory && (itself || is_on_the_way(directory->path, name, item->file.path)))
            mine = item->dirty = true;
    }
    watch->moved = watch->moved || itself;
    watch->any_dirty = watch->any_dirty || mine;
    if (mine)
        stir(watch, WATCH_SETTLE_MS);
}

static void on_directory_closed(uv_handle_t *handle) {
    struct directory *directory = handle->data;
    free(directory->path);
    free(directory);
}

static void drop_directory(struct watch *watch, int index) {
    struct directory *directory = watch->directories[index];
    watch->directories[index] = watch->directories[--watch->directory_count];
    for (int i = 0; i < watch->count; i++)
        if (watch->items[i].directory == directory)
            watch->items[i].directory = NULL;
    uv_close((uv_handle_t *)&directory->event, on_directory_closed);
}

/* The watch of a directory that is there, maybe made now (`fresh`); NULL when it cannot be watched. */
static struct directory *find_directory(struct watch *watch, const char *path, bool *fresh) {
    struct stat st;
    *fresh = false;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return NULL;
    for (int i = 0; i < watch->directory_count; i++)
        if (strcmp(watch->directories[i]->path, path) == 0)
            return watch->directories[i];
    struct directory *directory = base_alloc(sizeof *directory);
    *directory = (struct directory){.watch = watch, .path = base_strdup(path), .device = st.st_dev, .inode = st.st_ino};
    uv_fs_event_init(watch->loop, &directory->event);
    directory->event.data = directory;
    if (uv_fs_event_start(&directory->event, on_event, path, 0) != 0) {
        uv_close((uv_handle_t *)&directory->event, on_directory_closed);
        return NULL;
    }
    watch->directories = base_realloc(watch->directories, sizeof(void *) * (size_t)(watch->directory_count + 1));
    watch->directories[watch->directory_count++] = directory;
    *fresh = true;
    return directory;
}

/* Finds where the events of a file come up. */
static void place(struct watch *watch, struct watched *item) {
    char *path = base_strdup(item->file.path);
    bool fresh = false;
    item->directory = NULL;
    item->alone = true;
    for (char *slash; !item->directory && (slash = strrchr(path, '/'));) {
        *slash = 0;
        item->directory = find_directory(watch, *path ? path : "/", &fresh);
        if (!item->directory)
            item->alone = false;
        if (!*path)
            break;
    }
    free(path);
    if (fresh)
        item->dirty = true;
}

/* Directories that nobody wants any more, or that are others than when they were watched, go. */
static void drop_directories(struct watch *watch) {
    for (int i = 0; i < watch->directory_count; i++)
        watch->directories[i]->wanted = false;
    for (int i = 0; i < watch->count; i++)
        if (watch->items[i].directory)
            watch->items[i].directory->wanted = true;
    for (int i = watch->directory_count; i-- > 0;) {
        struct directory *directory = watch->directories[i];
        struct stat st;
        bool same = stat(directory->path, &st) == 0 && st.st_dev == directory->device && st.st_ino == directory->inode;
        if (!directory->wanted || !same)
            drop_directory(watch, i);
    }
}

/* Whether two paths name files of one directory. */
static bool are_neighbours(const char *a, const char *b) {
    size_t length = (size_t)(name_of(a) - a);
    return (size_t)(name_of(b) - b) == length && memcmp(a, b, length) == 0;
}

static void place_all(struct watch *watch) {
    for (int i = 0; i < watch->count; i++) {
        struct watched *item = &watch->items[i], *before = item - (i > 0);
        bool placed = item->directory && item->alone;
        if (!placed && before->directory && before->alone && are_neighbours(before->file.path, item->file.path)) {
            item->directory = before->directory;
            item->alone = true;
        } else if (!placed) {
            place(watch, item);
        }
        if (item->dirty) {
            watch->any_dirty = true;
            stir(watch, WATCH_SETTLE_MS);
        }
    }
}

struct watch *watch_create(struct uv_loop_s *loop) {
    struct watch *watch = base_alloc(sizeof *watch);
    *watch = (struct watch){.loop = loop, .settle = base_alloc(sizeof *watch->settle)};
    uv_timer_init(loop, watch->settle);
    watch->settle->data = watch;
    return watch;
}

static void clear_items(struct watch *watch) {
    for (int i = 0; i < watch->count; i++)
        free(watch->items[i].file.path);
    free(watch->items);
    watch->items = NULL;
    watch->count = 0;
}

static void on_timer_closed(uv_handle_t *handle) {
    free(handle);
}

void watch_destroy(struct watch *watch) {
    clear_items(watch);
    while (watch->directory_count)
        drop_directory(watch, watch->directory_count - 1);
    free(watch->directories);
    files_clear(&watch->changed);
    uv_close((uv_handle_t *)watch->settle, on_timer_closed);
    free(watch);
}

void watch_set(struct watch *watch, const struct file_list *files) {
    struct watched *before = watch->items;
    int before_count = watch->count;
    watch->items = base_alloc(sizeof *watch->items * (size_t)(files->count + 1));
    watch->count = files->count;
    struct file_list known = {0};
    for (int i = 0; i < before_count; i++)
        files_put(&known, &before[i].file);
    for (int i = 0; i < files->count; i++) {
        struct watched *item = &watch->items[i];
        *item = (struct watched){.file = files->items[i]};
        item->file.path = base_strdup(files->items[i].path);
        item->dirty = before_count > 0; /* what is new may have changed since it was read */
        int k = files_index(&known, &item->file);
        if (k >= 0) /* what is not told yet, is told later */
            item->dirty = before[k].dirty || memcmp(before[k].file.hash, item->file.hash, sizeof item->file.hash) != 0;
    }
    files_clear(&known);
    for (int i = 0; i < before_count; i++)
        free(before[i].file.path);
    free(before);
    place_all(watch);
    drop_directories(watch);
}

/* Whether the file is now other than known. `early`: it is empty or gone and was not. */
static bool has_changed(struct watched *item, bool *early) {
    uint64_t hash[2];
    bool empty = false, there = files_look(&item->file, hash, &empty);
    if (hash[0] == item->file.hash[0] && hash[1] == item->file.hash[1])
        return false;
    *early = *early || empty || !there;
    return true;
}

const struct file_list *watch_take(struct watch *watch) {
    if (!watch->settled)
        return NULL;
    watch->settled = false;
    if (watch->moved) {
        watch->moved = false;
        drop_directories(watch);
    }
    place_all(watch); /* a directory that was missing may be there now */
    uv_timer_stop(watch->settle);
    bool early = false;
    for (int i = 0; i < watch->count; i++)
        if (watch->items[i].dirty && !has_changed(&watch->items[i], &early))
            watch->items[i].dirty = false;
    uint64_t now = uv_now(watch->loop);
    if (early && !watch->empty_since)
        watch->empty_since = now ? now : 1;
    if (early && now - watch->empty_since < WATCH_EMPTY_MS) {
        stir(watch, WATCH_EMPTY_MS / 5);
        return NULL;
    }
    watch->empty_since = 0;
    watch->any_dirty = false;
    files_clear(&watch->changed);
    for (int i = 0; i < watch->count; i++) {
        struct watched *item = &watch->items[i];
        if (!item->dirty)
            continue;
        item->dirty = false;
        files_look(&item->file, item->file.hash, NULL);
        files_put(&watch->changed, &item->file);
    }
    return watch->changed.count ? &watch->changed : NULL;
}

bool watch_stirred(const struct watch *watch) {
    return watch->any_dirty;
}
