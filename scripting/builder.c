#include "builder.h"
#include "base.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { OPEN_EXIT = 1, OPEN_LOG = 2, OPEN_REPORT = 4 };

struct builder {
    uv_loop_t *loop;
    uv_process_t process;
    uv_pipe_t job, log, report_pipe;
    uv_timer_t timer;
    int running; /* OPEN_ bits that have not ended */
    int closing; /* handles whose close callback has not come */
    bool begun, abandoned, timed_out, refused;
    int64_t exit_status;
    int signal;
    char *report; /* struct builder_report, then files_pack's bytes */
    size_t report_size;
    struct file_list files;
    char line[8192]; /* the child's unfinished line of log */
    size_t line_size;
    bool passing;          /* the beginning of this line was already passed on */
    char waiting[64];      /* lines that may begin V8's banner */
    bool dying;            /* it did */
    char last_words[2048]; /* what the banner said */
    char chunk[65536];
};

static void give_chunk(uv_handle_t *handle, size_t size, uv_buf_t *buffer) {
    struct builder *builder = handle->data;
    (void)size;
    *buffer = uv_buf_init(builder->chunk, sizeof builder->chunk);
}

/* Before it aborts V8 writes an empty line, "#", "# Fatal error in …", "# Check failed: …" and more; everything else is the game's log
 * and goes on as it comes. Lines that may begin that banner wait until the next tells. */
static bool may_begin_banner(const char *line) {
    return !*line || strcmp(line, "#") == 0;
}

static void keep_last_words(struct builder *builder, const char *line) {
    static const char *const noise[] = {"Fatal error in", "FailureMessage"};
    const char *text = line + strspn(line, "# ");
    for (size_t i = 0; i < COUNT_OF(noise); i++)
        if (strncmp(text, noise[i], strlen(noise[i])) == 0)
            return;
    size_t used = strlen(builder->last_words);
    if (*text && line[0] == '#')
        snprintf(builder->last_words + used, sizeof builder->last_words - used, "%s%s", used ? "; " : "", text);
}

static void end_line(struct builder *builder, bool newline) {
    builder->line[builder->line_size] = 0;
    builder->line_size = 0;
    if (!builder->passing && strncmp(builder->line, "# Fatal", 7) == 0 && builder->waiting[0])
        builder->dying = true;
    if (builder->dying) {
        keep_last_words(builder, builder->line);
    } else if (!builder->passing && newline && may_begin_banner(builder->line) && strlen(builder->waiting) + 4 < sizeof builder->waiting) {
        strcat(strcat(builder->waiting, builder->line), "\n");
    } else {
        fprintf(stderr, "%s%s%s", builder->waiting, builder->line, newline ? "\n" : "");
        builder->waiting[0] = 0;
    }
    builder->passing = !newline;
}

static void on_log(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
    struct builder *builder = stream->data;
    for (ssize_t i = 0; i < size; i++) {
        if (buffer->base[i] == '\n')
            end_line(builder, true);
        else if (builder->line_size == sizeof builder->line - 1)
            end_line(builder, false);
        if (buffer->base[i] != '\n')
            builder->line[builder->line_size++] = buffer->base[i];
    }
    if (size < 0) {
        if (builder->line_size)
            end_line(builder, true);
        if (!builder->dying)
            fputs(builder->waiting, stderr);
        builder->running &= ~OPEN_LOG;
        uv_read_stop(stream);
    }
}

static void on_report(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
    struct builder *builder = stream->data;
    if (size > 0) {
        builder->report = base_realloc(builder->report, builder->report_size + (size_t)size);
        memcpy(builder->report + builder->report_size, buffer->base, (size_t)size);
        builder->report_size += (size_t)size;
    } else if (size < 0) {
        size_t head = sizeof(struct builder_report);
        if (builder->report_size > head)
            files_unpack(&builder->files, builder->report + head, builder->report_size - head);
        builder->running &= ~OPEN_REPORT;
        uv_read_stop(stream);
    }
}

static int living; /* builders whose child has not ended */

static void on_closed(uv_handle_t *handle) {
    struct builder *builder = handle->data;
    if (--builder->closing)
        return;
    files_clear(&builder->files);
    free(builder->report);
    free(builder);
    living--;
}

/* Frees all that is left, as soon as the loop has closed the handles. */
static void close_all(struct builder *builder) {
    uv_handle_t *handles[] = {(uv_handle_t *)&builder->process, (uv_handle_t *)&builder->job, (uv_handle_t *)&builder->log,
                              (uv_handle_t *)&builder->report_pipe, (uv_handle_t *)&builder->timer};
    for (size_t i = 0; i < COUNT_OF(handles); i++)
        builder->closing += handles[i]->type != UV_UNKNOWN_HANDLE;
    for (size_t i = 0; i < COUNT_OF(handles); i++)
        if (handles[i]->type != UV_UNKNOWN_HANDLE)
            uv_close(handles[i], on_closed);
}

static void on_ended(uv_process_t *process, int64_t status, int signal) {
    struct builder *builder = process->data;
    builder->exit_status = status;
    builder->signal = signal;
    builder->running &= ~OPEN_EXIT;
    uv_timer_stop(&builder->timer);
    if (builder->abandoned)
        close_all(builder);
}

static void on_budget(uv_timer_t *timer) {
    struct builder *builder = timer->data;
    builder->timed_out = true;
    uv_process_kill(&builder->process, SIGKILL);
}

static int spawn(struct builder *builder, const char *entry) {
    char self[4096], parent[16];
    size_t size = sizeof self;
    int failed = uv_exepath(self, &size);
    snprintf(parent, sizeof parent, "%d", (int)uv_os_getpid());
    char *args[] = {self, BUILDER_COMMAND, parent, (char *)entry, NULL};
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE, .data.stream = (uv_stream_t *)&builder->job},
        {.flags = UV_INHERIT_FD, .data.fd = 1},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&builder->log},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&builder->report_pipe},
    };
    uv_process_options_t options = {.exit_cb = on_ended, .file = self, .args = args, .stdio = stdio, .stdio_count = 4};
    return failed ? failed : uv_spawn(builder->loop, &builder->process, &options);
}

struct builder *builder_start(struct uv_loop_s *loop, const char *entry, struct error *err) {
    struct builder *builder = base_alloc(sizeof *builder);
    memset(builder, 0, sizeof *builder);
    builder->loop = loop;
    uv_pipe_init(loop, &builder->job, 0);
    uv_pipe_init(loop, &builder->log, 0);
    uv_pipe_init(loop, &builder->report_pipe, 0);
    uv_timer_init(loop, &builder->timer);
    builder->process.data = builder->job.data = builder->log.data = builder->report_pipe.data = builder->timer.data = builder;
    living++;
    int failed = spawn(builder, entry);
    if (failed) {
        error_set(err, EXIT_FILE, "cannot start the process that freezes games: %s", uv_strerror(failed));
        close_all(builder);
        return NULL;
    }
    builder->running = OPEN_EXIT | OPEN_LOG | OPEN_REPORT;
    uv_read_start((uv_stream_t *)&builder->log, give_chunk, on_log);
    uv_read_start((uv_stream_t *)&builder->report_pipe, give_chunk, on_report);
    return builder;
}

bool builder_begin(struct builder *builder, const struct builder_job *job) {
    if (builder->begun)
        return false;
    builder->begun = true;
    uint32_t budget = job->budget_ms ? job->budget_ms : BUILDER_BUDGET_MS;
    char budget_text[16], *job_text, *at;
    snprintf(budget_text, sizeof budget_text, "%u", budget);
    const char *words[] = {job->entry, job->out ? job->out : "", job->pack ? "pack" : "", budget_text};
    size_t size = 0;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        size += strlen(words[i]) + 1;
    if (size > BUILDER_JOB) {
        builder->refused = true;
        uv_process_kill(&builder->process, SIGKILL);
        return true;
    }
    at = job_text = base_alloc(size);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        at = stpcpy(at, words[i]) + 1;
    uv_buf_t buffer = uv_buf_init(job_text, (unsigned)size); /* less than a pipe holds */
    bool ok = (builder->running & OPEN_EXIT) && uv_try_write((uv_stream_t *)&builder->job, &buffer, 1) == (int)size;
    free(job_text);
    /* The child stops itself and tells where it was; this is for one that cannot. */
    if (ok)
        uv_timer_start(&builder->timer, on_budget, budget + 5000, 0);
    return ok;
}

/* A child that ended without a report died inside V8, or the machine ended it: somebody's kill, or no memory, which it has told. */
static void explain_death(const struct builder *builder, struct builder_report *report) {
    *report = (struct builder_report){0};
    char *message = report->fault.message;
    size_t room = sizeof report->fault.message;
    const char *words = builder->last_words[0] ? builder->last_words : "it left no word";
    bool killed = builder->signal == SIGKILL || builder->signal == SIGTERM || builder->signal == SIGINT;
    if (builder->refused)
        error_set(&report->error, EXIT_FILE, "cannot freeze the game: its path and that of the frozen file are too long together");
    else if (builder->timed_out)
        snprintf(message, room, "freezing took too long and was stopped");
    else if (killed && !builder->last_words[0])
        error_set(&report->error, EXIT_FILE, "the freezing process was killed (signal %d)", builder->signal);
    else if (builder->signal)
        snprintf(message, room, "V8 cannot freeze this game (signal %d): %.800s", builder->signal, words);
    else if (builder->exit_status == EXIT_FILE && !builder->last_words[0])
        error_set(&report->error, EXIT_FILE, "the process that freezes games has ended early");
    else
        snprintf(message, room, "the freezing process ended with code %d: %.800s", (int)builder->exit_status, words);
}

bool builder_done(const struct builder *builder, struct builder_report *report) {
    bool whole = builder->report_size >= sizeof *report;
    if (whole && !builder->signal)
        memcpy(report, builder->report, sizeof *report);
    else if (!builder->running)
        explain_death(builder, report);
    /* A good report is the last that a child has to say: its end need not be waited for. */
    return !builder->running || (whole && !builder->signal && report->ok);
}

const struct file_list *builder_files(const struct builder *builder) {
    return &builder->files;
}

void builder_wait(struct builder *builder, struct builder_report *report) {
    while (!builder_done(builder, report))
        uv_run(builder->loop, UV_RUN_ONCE);
}

bool builder_outcome(const struct builder_report *report, struct error *err, struct fault *fault) {
    if (report->ok)
        return true;
    *err = report->error;
    *fault = report->fault;
    if (fault->message[0])
        *err = (struct error){.code = EXIT_SCRIPT};
    return false;
}

void builder_destroy(struct builder *builder) {
    builder->abandoned = true;
    if (builder->running & OPEN_EXIT)
        uv_process_kill(&builder->process, SIGKILL); /* on_ended frees: a process that nobody waits for would stay a zombie */
    else
        close_all(builder);
}

void builder_wait_gone(struct uv_loop_s *loop) {
    while (living)
        uv_run(loop, UV_RUN_ONCE);
}
