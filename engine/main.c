/* Options → app + script → run → shut down. The only file of engine/ that knows scripting/script.h. */
#include "app.h"
#include "audio.h"
#include "base.h"
#include "cli.h"
#include "facts.h"
#include "info.h"
#include "new.h"
#include "script.h"
#include "sdl.h"
#include "signals.h"
#include "storage.h"
#include "welcome.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#ifdef __SANITIZE_ADDRESS__
enum { LEAVES = false }; /* leaks are looked for */
#else
enum { LEAVES = true };
#endif

/* What ties the frame to the game. */
struct play {
    const struct cli *cli;
    struct app *app;
    struct app_desc app_desc;
    struct script *script;
    struct bind_world world;
    struct overlay_fault overlay;
    char place[1200];
    uint64_t printed; /* hash of the fault that was printed last, so that each is printed once */
};

static int report(const struct error *err, const struct fault *fault) {
    if (fault && fault->message[0]) {
        fault_print(fault, stderr);
        return EXIT_SCRIPT;
    }
    fprintf(stderr, "thaw: %s\n", err->text);
    return err->code;
}

static struct app_config to_config(const struct snapshot_config *from) {
    struct app_config config;
    memset(&config, 0, sizeof config); /* configs are compared byte by byte */
    snprintf(config.title, sizeof config.title, "%s", from->title);
    config.width = (int)from->width;
    config.height = (int)from->height;
    config.scale = (float)from->scale;
    config.fps = from->fps;
    config.pixelated = from->pixelated != 0;
    config.background = (uint32_t)from->background;
    return config;
}

/* ── the game as app.h wants it ── */

static bool on_event(void *self, const struct event *event) {
    return script_event(((struct play *)self)->script, event);
}

static bool on_update(void *self, double dt_seconds) {
    return script_update(((struct play *)self)->script, dt_seconds);
}

static bool on_draw(void *self, double alpha) {
    return script_draw(((struct play *)self)->script, alpha);
}

static const char *on_notice(void *self) {
    return script_notice(((struct play *)self)->script);
}

static bool on_may_quit(void *self) {
    return script_may_quit(((struct play *)self)->script);
}

static void on_restart(void *self, const char *why, bool keep_state) {
    script_restart(((struct play *)self)->script, why, keep_state);
}

static void on_memory(void *self, struct app_memory *memory) {
    script_memory(((struct play *)self)->script, memory);
}

static uint64_t text_hash(const char *text) {
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static bool on_slack(void *self, uint64_t deadline_ns) {
    struct play *play = self;
    bool worked = script_slack(play->script, deadline_ns);
    if (play->world.storage)
        storage_pump(play->world.storage);
    const struct fault *fault = script_fault(play->script);
    uint64_t hash = fault ? text_hash(fault->message) + (uint64_t)fault->line : 0;
    if (fault && hash != play->printed)
        fault_print(fault, stderr);
    play->printed = hash;
    return worked;
}

static const struct overlay_fault *to_overlay(struct play *play, const struct fault *fault, const char *hint) {
    if (!fault)
        return NULL;
    fault_place(fault, play->place, sizeof play->place);
    play->overlay = (struct overlay_fault){
        .title = fault->message,
        .place = play->place,
        .first_line = fault->first_line,
        .fault_index = fault->first_line ? fault->line - fault->first_line : -1,
        .column = fault->source_column,
        .stack = fault->stack,
        .hint = hint,
    };
    for (int i = 0; i < fault->lines && i < OVERLAY_LINES; i++)
        play->overlay.lines[i] = fault->source[i];
    return &play->overlay;
}

static const struct overlay_fault *on_fault(void *self) {
    struct play *play = self;
    bool watches = script_watches(play->script);
    return to_overlay(play, script_fault(play->script),
                      watches ? "a saved file heals it · R restarts · Esc quits" : "R restarts · Esc quits");
}

static const struct overlay_fault *on_warning(void *self) {
    struct play *play = self;
    return to_overlay(play, script_warning(play->script), "the game before this change plays on");
}

/* The saved data of the game that is about to start; of the same name they stay open. */
static void open_storage(struct play *play, const struct snapshot_config *config, const struct assets *assets) {
    char *root = assets_path(assets, "");
    root[strlen(root) - 1] = 0; /* the slash */
    char *name = config->save[0] ? base_strdup(config->save) : storage_name_of(root);
    char *folder = play->cli->save ? base_strdup(play->cli->save) : storage_folder();
    struct storage *before = play->world.storage;
    if (!before || strcmp(storage_name(before), name) != 0) {
        if (before)
            storage_close(before);
        play->world.storage = storage_open(play->app_desc.loop, folder, name);
    }
    free(folder);
    free(name);
    free(root);
}

/* A game is about to start: its saved data, its window and its pictures. The first call opens the window. */
static bool on_prepare(void *self, const struct snapshot_config *from, const struct assets *assets, struct error *err) {
    struct play *play = self;
    struct app_config config = to_config(from);
    open_storage(play, from, assets);
    uint64_t started = base_now_ns();
    if (!app_configure(play->app, &config, err) || !app_load_images(play->app, assets, err) ||
        !audio_load_all(app_audio(play->app), assets, err))
        return false;
    if (play->cli->timings)
        fprintf(stderr, "{\"step\":\"prepare\",\"ms\":%.3f,\"audio\":\"%s\"}\n", (double)(base_now_ns() - started) / 1e6,
                audio_where(app_audio(play->app)));
    return true;
}

static bool on_reload(void *self, const struct assets *assets, int index, struct error *err) {
    struct app *app = ((struct play *)self)->app;
    switch (assets_at(assets, index)->kind) {
    case ASSET_IMAGE:
        return app_load_image(app, assets, index, err);
    case ASSET_SOUND:
    case ASSET_MUSIC:
        return audio_load(app_audio(app), assets, index, err);
    default:
        return error_set(err, EXIT_SCRIPT, "scripts have read \"%s\" already", assets_at(assets, index)->path);
    }
}

/* ── an end from within a library ── */

static struct play *playing; /* NULL: no frame is under way */
static pthread_t frame_thread;

/* Xlib calls exit() in the middle of a frame when the display goes away; another library's thread may do so at any moment, and then the
 * game cannot be asked for what it has not saved. */
static void on_exit_within(void) {
    if (!playing)
        return;
    fprintf(stderr, "thaw: the game ends, since its display has gone\n");
    if (pthread_equal(pthread_self(), frame_thread)) {
        script_save(playing->script);
        if (playing->world.storage)
            storage_close(playing->world.storage);
    }
    fflush(stdout);
    _exit(EXIT_FILE);
}

/* ── commands ── */

static int run_app(struct play *play) {
    struct app_game game = {play,     on_event,   on_update,  on_draw,   on_slack, on_may_quit,
                            on_fault, on_restart, on_warning, on_notice, on_memory};
    if (!script_start(play->script) && play->cli->headless && !play->cli->watch) {
        fault_print(script_fault(play->script), stderr);
        return EXIT_SCRIPT;
    }
    playing = play;
    int code = app_run(play->app, &game);
    playing = NULL;
    return code;
}

static int open_and_run(struct play *play, struct uv_loop_s *loop) {
    const struct cli *cli = play->cli;
    struct script_desc desc = {
        .path = cli->path ? cli->path : ".",
        .packed = cli->packed,
        .loop = loop,
        .world = &play->world,
        .no_cache = cli->no_cache,
        .no_freeze = cli->no_freeze,
        .watch = cli->watch || (!cli->no_watch && !cli->headless && isatty(STDERR_FILENO)),
        .live_edit = !cli->no_live_edit,
        .leaves = LEAVES,
        .timings = cli->timings,
        .no_idle_gc = cli->no_idle_gc,
        .budget_ms = (uint32_t)cli->budget * 1000,
        .script_limit_ms = (uint32_t)cli->script_limit * 1000,
        .inspect = cli->inspect.on,
        .inspect_wait = cli->inspect.wait,
        .inspect_brk = cli->inspect.brk,
        .restart_brk = cli->restart_brk,
        .inspect_host = cli->inspect.host[0] ? cli->inspect.host : NULL,
        .inspect_port = cli->inspect.port,
        .seed = cli->seed > 0                     ? (uint32_t)cli->seed
                : cli->seed == 0 || cli->headless ? 1
                                                  : 0,
        .prepare = on_prepare,
        .reload = on_reload,
        .self = play,
    };
    frame_thread = pthread_self();
    atexit(on_exit_within);
    struct error err;
    struct fault fault;
    play->script = script_open(&desc, &err, &fault);
    if (!play->script)
        return report(&err, &fault);
    play->app_desc.dev = cli->dev || cli->inspect.on || script_watches(play->script);
    play->app_desc.config = to_config(script_config(play->script));
    play->app = app_create(&play->app_desc, &err);
    int code;
    if (play->app) {
        play->world.app = play->app;
        play->world.draw = app_draw_list(play->app);
        play->world.input = app_input(play->app);
        app_keep_frames(play->app, cli->inspect.on);
        signals_begin();
        code = run_app(play);
    } else {
        code = report(&err, NULL);
    }
    script_close(play->script); /* before the memory that it shares */
    if (play->world.storage && !storage_close(play->world.storage) && code == EXIT_OK)
        code = EXIT_FILE;
    if (play->app) {
        signals_end();
        app_destroy(play->app);
    }
    return code;
}

static int run(const struct cli *cli, struct uv_loop_s *loop) {
    struct error err;
    struct play play = {.cli = cli,
                        .world = {.max_heap = (size_t)cli->max_heap << 20, .game_argc = cli->game_argc, .game_argv = cli->game_argv}};
    play.app_desc = (struct app_desc){
        .loop = loop,
        .headless = cli->headless,
        .paced = cli->inspect.on || cli->watch,
        .mends = cli->watch,
        .renderer = cli->renderer,
        .no_vsync = cli->no_vsync,
        .no_restart_key = cli->packed,
        .frames = cli->frames,
        .screenshot = cli->screenshot,
        .draw_hash = cli->draw_hash,
        .timings = cli->timings,
        .audio_file = cli->audio,
    };
    if (cli->input && !(play.app_desc.input = event_script_read(cli->input, &err)))
        return report(&err, NULL);
    bool welcome = !cli->path && !cli->headless && isatty(STDERR_FILENO) && !script_exists(".", &err);
    int code = welcome ? report(&err, NULL) : open_and_run(&play, loop);
    if (welcome)
        welcome_show(&play.app_desc, &err); /* where no window can be opened, the sentence above has said it */
    if (play.app_desc.input)
        event_script_destroy(play.app_desc.input);
    return code;
}

/* thaw freeze, thaw check and thaw pack */
static int freeze(const struct cli *cli, struct uv_loop_s *loop) {
    struct error err;
    struct fault fault;
    struct script_desc desc = {.path = cli->path, .loop = loop, .budget_ms = (uint32_t)cli->budget * 1000};
    bool (*write)(const struct script_desc *, const char *, struct error *, struct fault *) =
        cli->command == CLI_PACK ? script_pack : script_freeze;
    return write(&desc, cli->out, &err, &fault) ? EXIT_OK : report(&err, &fault);
}

/* What it tells is held back until nothing can fail any more. */
static int info(const struct cli *cli) {
    struct error err;
    struct facts facts;
    char *text = NULL;
    size_t size = 0;
    facts_begin(&facts, open_memstream(&text, &size), cli->json);
    if (!cli->path)
        info_versions(&facts);
    bool ok = script_info(cli->path, &facts, &err);
    if (ok && !cli->path)
        info_devices(&facts);
    facts_end(&facts);
    fclose(facts.out);
    if (ok)
        fwrite(text, 1, size, stdout);
    free(text);
    return ok ? EXIT_OK : report(&err, NULL);
}

static int clean(void) {
    struct error err;
    return script_clean(stdout, &err) ? EXIT_OK : report(&err, NULL);
}

static int new_game(const struct cli *cli) {
    struct error err;
    return new_write(cli->path, cli->ts, stdout, &err) ? EXIT_OK : report(&err, NULL);
}

static int command(const struct cli *cli, struct uv_loop_s *loop) {
    switch (cli->command) {
    case CLI_RUN:
        return run(cli, loop);
    case CLI_NEW:
        return new_game(cli);
    case CLI_FREEZE:
    case CLI_CHECK:
    case CLI_PACK:
        return freeze(cli, loop);
    case CLI_INFO:
        return info(cli);
    case CLI_CLEAN:
        return clean();
    case CLI_VERSION:
        printf("thaw " THAW_VERSION "\n");
        return EXIT_OK;
    case CLI_HELP:
        cli_help(stdout);
        return EXIT_OK;
    }
    return EXIT_USAGE;
}

#ifdef __SANITIZE_ADDRESS__
/* V8 frees what awaits a promise for a debugger only when the promise settles: Node under the same messages leaks it too. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:v8_inspector::InjectedScript::addPromiseCallback\n";
}
#endif

/* libuv aborts when a pipe of its own becomes 0, 1 or 2, so these are never left closed. */
static void open_standard_streams(void) {
    int fd;
    while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= STDERR_FILENO) {
    }
    if (fd >= 0)
        close(fd);
}

/* libuv aborts when it gets no pipe for its loop; before that it takes a descriptor, newer ones two. */
static bool descriptors_left(void) {
    int fds[2 + 2];
    bool left = true;
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        left &= (fds[i] = dup(STDERR_FILENO)) >= 0;
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
    return left;
}

int main(int argc, char **argv) {
    int code;
    open_standard_streams();
    struct error err;
    char *self = script_packed(&err);
    if (!self && err.text[0])
        return report(&err, NULL);
    if (!self && script_is_child(argc, argv, &code))
        return code;
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of that write, not our end */
    signal(SIGXFSZ, SIG_IGN); /* and so is a limit on the size of files */
    struct cli cli;
    if (self)
        cli_packed(&cli, self, argc, argv);
    else if (!cli_parse(&cli, argc, argv, &err))
        return report(&err, NULL);
    uv_loop_t loop;
    int failed = descriptors_left() ? uv_loop_init(&loop) : UV_EMFILE;
    if (failed) {
        fprintf(stderr, "thaw: cannot begin: %s\n", uv_strerror(failed));
        return EXIT_FILE;
    }
    code = command(&cli, &loop);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_loop_close(&loop);
    free(self);
    sdl_quit();
    if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_OK) {
        fprintf(stderr, "thaw: cannot write to standard output\n");
        code = EXIT_FILE;
    }
    if (signals_came())
        signals_raise(signals_came());
    if (LEAVES)
        _exit(code); /* what was not freed is not touched by destructors either */
    return code;
}
