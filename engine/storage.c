#include "storage.h"
#include "base.h"
#include "replace.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>
#include <xxhash.h>

/* What the thread needs, and what it has to tell. */
struct job {
    char *bytes;
    size_t size;
    bool ok;
    struct error err;
};

struct text {
    char *bytes; /* NULL: none */
    size_t size;
    bool unsaved, urgent; /* urgent: it does not wait for its second */
};

struct storage {
    uv_work_t request;
    struct uv_loop_s *loop;
    char *name, *folder, *path; /* folder NULL: nothing is written */
    struct text text;
    struct text before; /* the text before what was set while it is held, if `changed` */
    bool held, changed;
    bool writing; /* `job` belongs to the thread */
    struct job job;
    uint64_t next_ns; /* when the next write may begin */
    bool failed;      /* and that was told */
    bool unreadable;  /* the file may be a good one: nothing is written over it */
};

enum { PERIOD_NS = 1000000000 };

/* ── the file: any thread ── */

static void write_file(const struct storage *storage, struct job *job) {
    job->ok = base_make_folders(storage->folder, &job->err) && base_write_file(storage->path, job->bytes, job->size, &job->err);
}

static void work(uv_work_t *request) {
    struct storage *storage = request->data;
    write_file(storage, &storage->job);
}

/* ── reading ── */

static void forget(struct text *text) {
    free(text->bytes);
    *text = (struct text){0};
}

void storage_broken(struct storage *storage, const char *why) {
    forget(&storage->text);
    if (!storage->folder)
        return;
    char *broken = base_format("%s.broken", storage->path);
    bool moved = rename(storage->path, broken) == 0;
    fprintf(stderr, "thaw: the saved data in %s are damaged (%s): %s %s, and the game starts with none\n", storage->path, why,
            moved ? "they are now in" : "they cannot be moved to", broken);
    free(broken);
}

static void read_file(struct storage *storage) {
    struct error err;
    storage->text.bytes = base_read_file(storage->path, STORAGE_LIMIT, &storage->text.size, &err);
    if (storage->text.bytes || errno == ENOENT || errno == ENOTDIR)
        return;
    storage->unreadable = storage->failed = errno != EFBIG && errno != EISDIR;
    if (storage->unreadable)
        fprintf(stderr, "thaw: the game starts without its saved data, and saves none over them: %s\n", err.text);
    else
        storage_broken(storage, err.text);
}

struct storage *storage_open(struct uv_loop_s *loop, const char *folder, const char *name) {
    struct storage *storage = base_alloc(sizeof *storage);
    *storage = (struct storage){.loop = loop, .name = base_strdup(name), .request.data = storage};
    if (!folder)
        return storage;
    storage->folder = base_strdup(folder);
    storage->path = base_format("%s/%s.json", folder, name);
    char *file = base_format("%s.json", name);
    replace_clean(folder, file);
    free(file);
    read_file(storage);
    return storage;
}

/* ── writing ── */

static void tell_failure(struct storage *storage, const struct error *err) {
    if (!storage->failed)
        fprintf(stderr, "thaw: cannot save the game's data: %s; it goes on, and this is tried again\n", err->text);
    storage->failed = true;
}

static bool writes(const struct storage *storage) {
    return storage->folder && !storage->unreadable;
}

static void take_job(struct storage *storage, struct job *job) {
    job->bytes = memcpy(base_alloc(storage->text.size + 1), storage->text.bytes, storage->text.size);
    job->size = storage->text.size;
    storage->text.unsaved = storage->text.urgent = false;
}

static void end_job(struct storage *storage, struct job *job) {
    free(job->bytes);
    struct text *of = storage->changed ? &storage->before : &storage->text;
    of->unsaved |= !job->ok && of->bytes;
    storage->failed &= !job->ok;
}

static void written(uv_work_t *request, int status) {
    struct storage *storage = request->data;
    (void)status;
    storage->writing = false;
    end_job(storage, &storage->job);
    if (!storage->job.ok)
        tell_failure(storage, &storage->job.err);
}

void storage_pump(struct storage *storage) {
    uint64_t now = base_now_ns();
    if (storage->held || !storage->text.unsaved || storage->writing || !writes(storage) ||
        (!storage->text.urgent && now < storage->next_ns))
        return;
    storage->next_ns = now + PERIOD_NS;
    take_job(storage, &storage->job);
    storage->writing = uv_queue_work(storage->loop, &storage->request, work, written) == 0;
    ASSERT(storage->writing); /* it fails only without a function to call */
}

bool storage_due(const struct storage *storage) {
    return !storage->writing && base_now_ns() >= storage->next_ns;
}

void storage_set(struct storage *storage, const char *text, size_t size, bool now) {
    if (storage->held && !storage->changed) {
        storage->before = storage->text;
        storage->changed = true;
    } else {
        forget(&storage->text);
    }
    storage->text = (struct text){memcpy(base_alloc(size + 1), text, size), size, true, now};
    if (!storage->folder && !storage->failed) {
        fprintf(stderr, "thaw: the game's data are not saved: HOME and XDG_DATA_HOME name no folder (--save FOLDER names one)\n");
        storage->failed = true;
    }
    storage_pump(storage);
}

void storage_hold(struct storage *storage) {
    storage->held = true;
}

void storage_keep(struct storage *storage) {
    forget(&storage->before);
    storage->held = storage->changed = false;
    storage_pump(storage);
}

void storage_undo(struct storage *storage) {
    if (storage->changed) {
        forget(&storage->text);
        storage->text = storage->before;
        storage->before = (struct text){0};
    }
    storage_keep(storage);
}

bool storage_close(struct storage *storage) {
    storage_keep(storage);
    while (storage->writing)
        uv_run(storage->loop, UV_RUN_ONCE);
    if (storage->text.unsaved && writes(storage)) {
        take_job(storage, &storage->job);
        write_file(storage, &storage->job);
        end_job(storage, &storage->job);
        if (storage->text.unsaved)
            fprintf(stderr, "thaw: the game's data are not saved: %s\n", storage->job.err.text);
    }
    bool saved = !storage->text.unsaved || !storage->folder;
    forget(&storage->text);
    free(storage->name);
    free(storage->folder);
    free(storage->path);
    free(storage);
    return saved;
}

const char *storage_name(const struct storage *storage) {
    return storage->name;
}

const char *storage_text(const struct storage *storage, size_t *size) {
    *size = storage->text.size;
    return storage->text.bytes;
}

char *storage_folder(void) {
    return base_own_folder("XDG_DATA_HOME", ".local/share");
}

char *storage_name_of(const char *game_folder) {
    const char *start = strrchr(game_folder, '/');
    char base[33];
    size_t length = 0;
    for (start = start ? start + 1 : game_folder; start[length] && length + 1 < sizeof base; length++) {
        char c = start[length];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        base[length] = plain ? c : '_';
    }
    base[length] = 0;
    return base_format("%s-%016" PRIx64, base, (uint64_t)XXH3_64bits(game_folder, strlen(game_folder)));
}
