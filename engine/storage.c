#include "storage.h"
#include "base.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>
#include <xxhash.h>

/* What the thread needs, and what it has to tell. */
struct job {
    char *bytes;
    size_t size;
    int why; /* errno, 0: it is written */
};

struct storage {
    uv_work_t request;
    struct uv_loop_s *loop;
    char *name, *folder, *path, *aside; /* folder NULL: nothing is written */
    char *text;                         /* NULL: none */
    size_t size;
    bool unsaved, urgent; /* urgent: it does not wait for its second */
    bool writing;         /* `job` belongs to the thread */
    struct job job;
    uint64_t next_ns; /* when the next write may begin */
    bool failed;      /* and that was told */
};

enum { PERIOD_NS = 1000000000 };

/* ── the file: any thread ── */

static bool put(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t done = write(fd, bytes, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return fsync(fd) == 0;
}

/* The new name of a file is on the disk only when its folder is. */
static void sync_folder(const char *folder) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

/* Gives errno, 0 when all went well. */
static int write_file(const struct storage *storage, const struct job *job) {
    struct error err;
    errno = 0;
    if (!base_make_folders(storage->folder, &err))
        return errno ? errno : ENOTDIR;
    int fd = open(storage->aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666), why = 0;
    if (fd < 0)
        return errno;
    if (!put(fd, job->bytes, job->size))
        why = errno;
    if (close(fd) != 0 && !why)
        why = errno;
    if (!why && rename(storage->aside, storage->path) != 0)
        why = errno;
    if (why)
        unlink(storage->aside);
    else
        sync_folder(storage->folder);
    return why;
}

static void work(uv_work_t *request) {
    struct storage *storage = request->data;
    storage->job.why = write_file(storage, &storage->job);
}

/* ── reading ── */

/* What games that were killed while they wrote have left behind: files aside whose process is gone. */
static void clean_up(const struct storage *storage) {
    DIR *folder = opendir(storage->folder);
    char *prefix = base_format(".%s.json.", storage->name);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        int pid, used = 0;
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 || sscanf(entry->d_name + strlen(prefix), "%d.tmp%n", &pid, &used) != 1 ||
            !used || entry->d_name[strlen(prefix) + (size_t)used] || pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH)
            continue;
        unlinkat(dirfd(folder), entry->d_name, 0);
    }
    free(prefix);
    if (folder)
        closedir(folder);
}

static void forget(struct storage *storage) {
    free(storage->text);
    storage->text = NULL;
    storage->size = 0;
    storage->unsaved = storage->urgent = false;
}

void storage_broken(struct storage *storage, const char *why) {
    forget(storage);
    if (!storage->folder)
        return;
    char *broken = base_format("%s.broken", storage->path);
    bool moved = rename(storage->path, broken) == 0;
    fprintf(stderr, "thaw: the saved data in %s are damaged (%s): %s %s, and the game starts with none\n", storage->path, why,
            moved ? "they are now in" : "they cannot be moved to", broken);
    free(broken);
}

struct storage *storage_open(struct uv_loop_s *loop, const char *folder, const char *name) {
    struct storage *storage = base_alloc(sizeof *storage);
    *storage = (struct storage){.loop = loop, .name = base_strdup(name), .request.data = storage};
    if (!folder)
        return storage;
    storage->folder = base_strdup(folder);
    storage->path = base_format("%s/%s.json", folder, name);
    storage->aside = base_format("%s/.%s.json.%d.tmp", folder, name, (int)getpid());
    clean_up(storage);
    struct error err;
    storage->text = base_read_file(storage->path, STORAGE_LIMIT, &storage->size, &err);
    if (!storage->text && access(storage->path, F_OK) == 0)
        storage_broken(storage, err.text);
    return storage;
}

/* ── writing ── */

static void tell_failure(struct storage *storage, int why) {
    if (!storage->failed)
        fprintf(stderr, "thaw: cannot save the game's data to %s: %s; it goes on, and this is tried again\n", storage->path, strerror(why));
    storage->failed = true;
}

static void take_job(struct storage *storage, struct job *job) {
    job->bytes = memcpy(base_alloc(storage->size + 1), storage->text, storage->size);
    job->size = storage->size;
    storage->unsaved = storage->urgent = false;
}

static void end_job(struct storage *storage, struct job *job) {
    free(job->bytes);
    if (job->why) {
        tell_failure(storage, job->why);
        storage->unsaved = storage->text != NULL;
    } else {
        storage->failed = false;
    }
}

static void written(uv_work_t *request, int status) {
    struct storage *storage = request->data;
    (void)status;
    storage->writing = false;
    end_job(storage, &storage->job);
}

void storage_pump(struct storage *storage) {
    uint64_t now = base_now_ns();
    if (!storage->unsaved || storage->writing || !storage->folder || (!storage->urgent && now < storage->next_ns))
        return;
    storage->next_ns = now + PERIOD_NS;
    take_job(storage, &storage->job);
    storage->writing = uv_queue_work(storage->loop, &storage->request, work, written) == 0;
    if (!storage->writing) {
        storage->job.why = EAGAIN;
        end_job(storage, &storage->job);
    }
}

bool storage_due(const struct storage *storage) {
    return !storage->writing && base_now_ns() >= storage->next_ns;
}

void storage_set(struct storage *storage, const char *text, size_t size, bool now) {
    forget(storage);
    storage->text = memcpy(base_alloc(size + 1), text, size);
    storage->size = size;
    storage->unsaved = true;
    storage->urgent = now;
    if (!storage->folder && !storage->failed) {
        fprintf(stderr, "thaw: the game's data are not saved: HOME and XDG_DATA_HOME name no folder (--save FOLDER names one)\n");
        storage->failed = true;
    }
    storage_pump(storage);
}

void storage_close(struct storage *storage) {
    while (storage->writing)
        uv_run(storage->loop, UV_RUN_ONCE);
    if (storage->unsaved && storage->folder) {
        struct job job;
        take_job(storage, &job);
        job.why = write_file(storage, &job);
        end_job(storage, &job);
    }
    free(storage->text);
    free(storage->name);
    free(storage->folder);
    free(storage->path);
    free(storage->aside);
    free(storage);
}

const char *storage_name(const struct storage *storage) {
    return storage->name;
}

const char *storage_text(const struct storage *storage, size_t *size) {
    *size = storage->size;
    return storage->text;
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
