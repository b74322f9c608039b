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
    uv_pipe_t log, report_pipe;
    uv_timer_t timer;
    int running; /* OPEN_ bits that have not ended */
    int closing; /* handles whose close callback has not come */
    bool timed_out;
    int64_t exit_status;
    int signal;
    struct builder_report report;
    size_t report_size;
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
        size_t room = sizeof builder->report - builder->report_size;
        size_t take = (size_t)size < room ? (size_t)size : room;
        memcpy((char *)&builder->report + builder->report_size, buffer->base, take);
        builder->report_size += take;
    } else if (size < 0) {
        builder->running &= ~OPEN_REPORT;
        uv_read_stop(stream);
    }
}

static void on_ended(uv_process_t *process, int64_t status, int signal) {
    struct builder *builder = process->data;
    builder->exit_status = status;
    builder->signal = signal;
    builder->running &= ~OPEN_EXIT;
    uv_timer_stop(&builder->timer);
}

static void on_budget(uv_timer_t *timer) {
    struct builder *builder = timer->data;
    builder->timed_out = true;
    uv_process_kill(&builder->process, SIGKILL);
}

static void on_closed(uv_handle_t *handle) {
    struct builder *builder = handle->data;
    builder->closing--;
}

static void close_handle(struct builder *builder, uv_handle_t *handle) {
    if (!uv_is_closing(handle)) {
        builder->closing++;
        uv_close(handle, on_closed);
    }
}

static int spawn(struct builder *builder, const struct builder_desc *desc, uint32_t budget) {
    char self[4096], budget_text[16];
    size_t size = sizeof self;
    int failed = uv_exepath(self, &size);
    snprintf(budget_text, sizeof budget_text, "%u", budget);
    char *args[] = {self, BUILDER_COMMAND, (char *)desc->entry, (char *)(desc->out ? desc->out : ""), desc->pack ? "pack" : "", budget_text,
                    NULL};
    uv_stdio_container_t stdio[4] = {
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = 1},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&builder->log},
        {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE, .data.stream = (uv_stream_t *)&builder->report_pipe},
    };
    uv_process_options_t options = {.exit_cb = on_ended, .file = self, .args = args, .stdio = stdio, .stdio_count = 4};
    return failed ? failed : uv_spawn(builder->loop, &builder->process, &options);
}

struct builder *builder_start(const struct builder_desc *desc, struct error *err) {
    struct builder *builder = base_alloc(sizeof *builder);
    memset(builder, 0, sizeof *builder);
    builder->loop = desc->loop;
    uv_pipe_init(desc->loop, &builder->log, 0);
    uv_pipe_init(desc->loop, &builder->report_pipe, 0);
    uv_timer_init(desc->loop, &builder->timer);
    builder->process.data = builder->log.data = builder->report_pipe.data = builder->timer.data = builder;
    uint32_t budget = desc->budget_ms ? desc->budget_ms : BUILDER_BUDGET_MS;
    int failed = spawn(builder, desc, budget);
    if (failed) {
        error_set(err, EXIT_FILE, "cannot start the process that freezes %s: %s", desc->entry, uv_strerror(failed));
        builder_destroy(builder);
        return NULL;
    }
    builder->running = OPEN_EXIT | OPEN_LOG | OPEN_REPORT;
    uv_read_start((uv_stream_t *)&builder->log, give_chunk, on_log);
    uv_read_start((uv_stream_t *)&builder->report_pipe, give_chunk, on_report);
    /* The child stops itself and tells where it was; this is for one that cannot. */
    uv_timer_start(&builder->timer, on_budget, budget + 5000, 0);
    return builder;
}

/* A child that ended without a report died inside V8, or was killed. */
static void explain_death(const struct builder *builder, struct builder_report *report) {
    *report = (struct builder_report){0};
    const char *words = builder->last_words[0] ? builder->last_words : "it left no word";
    if (builder->timed_out)
        snprintf(report->fault.message, sizeof report->fault.message, "freezing took too long and was stopped");
    else if ((builder->signal == SIGKILL || builder->signal == SIGTERM || builder->signal == SIGINT) && !builder->last_words[0])
        snprintf(report->fault.message, sizeof report->fault.message, "the freezing process was killed (signal %d)", builder->signal);
    else if (builder->signal)
        snprintf(report->fault.message, sizeof report->fault.message, "V8 cannot freeze this game (signal %d): %.800s", builder->signal,
                 words);
    else
        snprintf(report->fault.message, sizeof report->fault.message, "the freezing process ended with code %d: %.800s",
                 (int)builder->exit_status, words);
}

bool builder_done(const struct builder *builder, struct builder_report *report) {
    if (builder->running)
        return false;
    if (builder->report_size == sizeof *report && !builder->signal)
        *report = builder->report;
    else
        explain_death(builder, report);
    return true;
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
    if (builder->running & OPEN_EXIT)
        uv_process_kill(&builder->process, SIGKILL);
    if (builder->process.type == UV_PROCESS)
        close_handle(builder, (uv_handle_t *)&builder->process);
    close_handle(builder, (uv_handle_t *)&builder->log);
    close_handle(builder, (uv_handle_t *)&builder->report_pipe);
    close_handle(builder, (uv_handle_t *)&builder->timer);
    while (builder->closing)
        uv_run(builder->loop, UV_RUN_NOWAIT);
    free(builder);
}
