#include "cli.h"
#include "base.h"
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *argument, *text;
    enum cli_command command;
} commands[] = {
    {"new", "DIR", "write a small game into a new folder, to begin with", CLI_NEW},
    {"run", "[PATH]", "play a game: a folder with main.js or main.ts, such a file, or a frozen .thaw file (default: this folder)", CLI_RUN},
    {"check", "PATH", "tell whether a game could be frozen, and play nothing", CLI_CHECK},
    {"freeze", "PATH -o FILE", "freeze a game with its assets into one file", CLI_FREEZE},
    {"pack", "PATH -o FILE", "make one program of a game, its assets and thaw; FILE.thaw: the frozen file alone", CLI_PACK},
    {"info", "[FILE]", "tell versions, drivers and places, or what a frozen or packed game holds", CLI_INFO},
    {"clean", "", "remove from the cache what was frozen of games that are gone", CLI_CLEAN},
};

enum kind { FLAG, TEXT, NUMBER, INSPECT, RENDERER };

#define OF(...) ((const int[]){__VA_ARGS__, -1})

static const struct {
    const char *name, *argument, *text;
    size_t offset;
    const int *commands; /* ended by -1 */
    int64_t least, most; /* NUMBER */
    enum kind kind;
} options[] = {
    {"-o", "FILE", "the file to write", offsetof(struct cli, out), OF(CLI_FREEZE, CLI_PACK), 0, 0, TEXT},
    {"--headless", NULL, "no window and no waiting: one update and one draw a frame, the same in every run", offsetof(struct cli, headless),
     OF(CLI_RUN), 0, 0, FLAG},
    {"--frames", "N", "end after N frames", offsetof(struct cli, frames), OF(CLI_RUN), 1, INT64_MAX, NUMBER},
    {"--screenshot", "FILE", "write the last frame as PNG", offsetof(struct cli, screenshot), OF(CLI_RUN), 0, 0, TEXT},
    {"--audio", "FILE", "headless: write what was heard as WAV", offsetof(struct cli, audio), OF(CLI_RUN), 0, 0, TEXT},
    {"--input", "FILE", "play input from a file: a frame, an event and its arguments a line", offsetof(struct cli, input), OF(CLI_RUN), 0,
     0, TEXT},
    {"--save", "FOLDER", "keep the game's saved data there (default: ~/.local/share/thaw)", offsetof(struct cli, save), OF(CLI_RUN), 0, 0,
     TEXT},
    {"--seed", "N", "seed Math.random (headless: 1 when not given)", offsetof(struct cli, seed), OF(CLI_RUN), 0, INT32_MAX, NUMBER},
    {"--budget", "N", "stop a top level that runs longer than N seconds (default 30)", offsetof(struct cli, budget),
     OF(CLI_RUN, CLI_FREEZE, CLI_PACK, CLI_CHECK), 1, 3600, NUMBER},
    {"--script-limit", "N", "stop a hook that runs longer than N seconds (default 5), 0: never", offsetof(struct cli, script_limit),
     OF(CLI_RUN), 0, 3600, NUMBER},
    {"--max-heap", "MB", "what the game's objects may use, and again its ArrayBuffers (default 1024)", offsetof(struct cli, max_heap),
     OF(CLI_RUN), 16, 1 << 16, NUMBER},
    {"--draw-hash", NULL, "print a hash of all that was drawn", offsetof(struct cli, draw_hash), OF(CLI_RUN), 0, 0, FLAG},
    {"--timings", NULL, "print how long freezing, thawing and loading took, and at the end all frames, as JSON lines on stderr",
     offsetof(struct cli, timings), OF(CLI_RUN), 0, 0, FLAG},
    {"--no-idle-gc", NULL, "let garbage be collected when V8 likes, and not in the time that frames leave; less memory",
     offsetof(struct cli, no_idle_gc), OF(CLI_RUN), 0, 0, FLAG},
    {"--inspect", "[=[HOST:]PORT]", "listen for debuggers on 127.0.0.1:9229, or there; port 0: any free one", offsetof(struct cli, inspect),
     OF(CLI_RUN), 0, 0, INSPECT},
    {"--inspect-wait", "[=...]", "and hold the game until one says go", offsetof(struct cli, inspect), OF(CLI_RUN), 0, 0, INSPECT},
    {"--inspect-brk", "[=...]", "and pause on its first statement then", offsetof(struct cli, inspect), OF(CLI_RUN), 0, 0, INSPECT},
    {"--restart-brk", NULL, "with a debugger: and on that of every game that follows a restart", offsetof(struct cli, restart_brk),
     OF(CLI_RUN), 0, 0, FLAG},
    {"--watch", NULL, "restart the game when a source changes, also when not on a terminal", offsetof(struct cli, watch), OF(CLI_RUN), 0, 0,
     FLAG},
    {"--no-watch", NULL, "do not", offsetof(struct cli, no_watch), OF(CLI_RUN), 0, 0, FLAG},
    {"--dev", NULL, "the keys of development (F1 F9 F10 F12), also where no source is watched", offsetof(struct cli, dev), OF(CLI_RUN), 0,
     0, FLAG},
    {"--no-live-edit", NULL, "freeze first, also where changed functions could be put into the running game at once",
     offsetof(struct cli, no_live_edit), OF(CLI_RUN), 0, 0, FLAG},
    {"--no-cache", NULL, "freeze anew although nothing changed", offsetof(struct cli, no_cache), OF(CLI_RUN), 0, 0, FLAG},
    {"--no-freeze", NULL, "evaluate the sources without a snapshot, to compare", offsetof(struct cli, no_freeze), OF(CLI_RUN), 0, 0, FLAG},
    {"--no-vsync", NULL, "do not wait for the display", offsetof(struct cli, no_vsync), OF(CLI_RUN), 0, 0, FLAG},
    {"--renderer", "NAME", "who draws into the window: gl, sdl (a graphics card), software (memory) or auto (default: what there is)",
     offsetof(struct cli, renderer), OF(CLI_RUN), 0, 0, RENDERER},
    {"--ts", NULL, "write it in TypeScript", offsetof(struct cli, ts), OF(CLI_NEW), 0, 0, FLAG},
    {"--json", NULL, "tell it as one JSON object", offsetof(struct cli, json), OF(CLI_INFO), 0, 0, FLAG},
};

void cli_help(FILE *out) {
    fprintf(out, "thaw runs games that are written in JavaScript and live in V8 snapshots.\n\nCommands\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        fprintf(out, "  thaw %-6s %-14s %s\n", commands[i].name, commands[i].argument, commands[i].text);
    fprintf(out, "\nOptions\n");
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        const char *argument = options[i].argument ? options[i].argument : "";
        int used = fprintf(out, "  %s%s%s", options[i].name, *argument && *argument != '[' ? " " : "", argument);
        fprintf(out, "%*s%s\n", used < 26 ? 27 - used : 1, "", options[i].text);
    }
    fprintf(out,
            "  --                       what follows is the game's own: game.args\n"
            "  --version, --help\n\n"
            "A packed game takes no options: all words behind its name are its own.\n"
            "Exit codes: 0 all well, 1 the game's scripts or assets are at fault, 2 the command line is, 3 a file or the machine is.\n");
}

/* Which of the names is near to `word`; "" when none is. */
static const char *nearest(const char *word, const char *best, const char *name, int *least) {
    int distance = base_edit_distance(word, name);
    if (distance > ((int)strlen(word) + 1) / 2 || distance >= *least)
        return best;
    *least = distance;
    return name;
}

static bool unknown_option(const char *word, struct error *err) {
    int least = 100;
    const char *best = "";
    for (size_t i = 0; i < COUNT_OF(options); i++)
        best = nearest(word, best, options[i].name, &least);
    best = nearest(word, best, "--version", &least);
    best = nearest(word, best, "--help", &least);
    return error_set(err, EXIT_USAGE, "unknown option %s%s%s%s (thaw --help lists them)", word, *best ? ": did you mean " : "", best,
                     *best ? "?" : "");
}

static bool unknown_command(const char *word, struct error *err) {
    int least = 100;
    const char *best = "";
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        best = nearest(word, best, commands[i].name, &least);
    if (*best)
        return error_set(err, EXIT_USAGE, "unknown command %s: did you mean thaw %s?", word, best);
    if (strchr(word, '/') || strchr(word, '.'))
        return error_set(err, EXIT_USAGE, "unknown command %s: did you mean thaw run %s?", word, word);
    return error_set(err, EXIT_USAGE, "unknown command %s (thaw --help lists them)", word);
}

static bool takes(const int *commands_of, enum cli_command command) {
    for (; *commands_of >= 0; commands_of++)
        if (*commands_of == (int)command)
            return true;
    return false;
}

static bool read_number(size_t option, const char *text, int64_t *value, struct error *err) {
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (!*text || *end || errno || number < options[option].least || number > options[option].most)
        return options[option].most == INT64_MAX
                   ? error_set(err, EXIT_USAGE, "%s must be a whole number from %lld, not \"%s\"", options[option].name,
                               (long long)options[option].least, text)
                   : error_set(err, EXIT_USAGE, "%s must be a whole number from %lld to %lld, not \"%s\"", options[option].name,
                               (long long)options[option].least, (long long)options[option].most, text);
    *value = number;
    return true;
}

/* "9229", "localhost:9229", "[::1]:9229" or "0.0.0.0", as Node takes them; `value` NULL: as it was. */
static bool read_inspect(const char *name, const char *value, struct cli_inspect *inspect, struct error *err) {
    inspect->on = true;
    inspect->wait = inspect->wait || strcmp(name, "--inspect-wait") == 0;
    inspect->brk = inspect->brk || strcmp(name, "--inspect-brk") == 0;
    if (!value)
        return true;
    const char *colon = strrchr(value, ':'), *port = colon && !strchr(colon, ']') ? colon + 1 : value;
    bool numeric = *port && port[strspn(port, "0123456789")] == 0;
    size_t host = port > value ? (size_t)(port - value) - 1 : numeric ? 0 : strlen(value);
    if (value[0] == '[' && host > 2 && value[host - 1] == ']') {
        value++;
        host -= 2;
    }
    if ((port > value && !numeric) || (numeric && (strlen(port) > 5 || atoi(port) > 65535)) || host >= sizeof inspect->host)
        return error_set(err, EXIT_USAGE, "%s takes [HOST:]PORT with a port from 0 to 65535, not \"%s\"", name, value);
    if (numeric)
        inspect->port = atoi(port);
    memcpy(inspect->host, value, host);
    inspect->host[host] = 0;
    return true;
}

/* Takes the option at argv[*at], and its value, from "--name=value" or the next word. */
static bool take_option(struct cli *cli, int argc, char **argv, int *at, struct error *err) {
    const char *word = argv[*at], *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        if (strlen(options[i].name) != length || strncmp(options[i].name, word, length) != 0)
            continue;
        if (!takes(options[i].commands, cli->command))
            return error_set(err, EXIT_USAGE, "%s is not for thaw %s", options[i].name, commands[cli->command].name);
        void *field = (char *)cli + options[i].offset;
        if (options[i].kind == INSPECT)
            return read_inspect(options[i].name, equals ? equals + 1 : NULL, field, err);
        if (options[i].kind == FLAG) {
            if (equals)
                return error_set(err, EXIT_USAGE, "%s takes no value", options[i].name);
            *(bool *)field = true;
            return true;
        }
        const char *value = equals ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
        if (!value || !*value || (!equals && strncmp(value, "--", 2) == 0))
            return error_set(err, EXIT_USAGE, "%s needs a value: %s %s", options[i].name, options[i].name, options[i].argument);
        if (options[i].kind == NUMBER)
            return read_number(i, value, field, err);
        if (options[i].kind == RENDERER)
            return render_choice(value, field) ||
                   error_set(err, EXIT_USAGE, "--renderer takes auto, gl, sdl or software, not \"%s\"", value);
        *(const char **)field = value;
        return true;
    }
    return unknown_option(word, err);
}

static bool read_command(struct cli *cli, const char *word, struct error *err) {
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        cli->command = CLI_HELP;
        return true;
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0) {
        cli->command = CLI_VERSION;
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (strcmp(word, commands[i].name) == 0) {
            cli->command = commands[i].command;
            return true;
        }
    return word[0] == '-' ? unknown_option(word, err) : unknown_command(word, err);
}

static bool check_complete(const struct cli *cli, struct error *err) {
    const char *name = commands[cli->command].name;
    if (cli->command == CLI_NEW && !cli->path)
        return error_set(err, EXIT_USAGE, "thaw new needs a name for the new game: thaw new mygame");
    if (cli->command != CLI_RUN && cli->command != CLI_INFO && cli->command != CLI_CLEAN && !cli->path)
        return error_set(err, EXIT_USAGE, "thaw %s needs the game's path: thaw %s %s", name, name, commands[cli->command].argument);
    if (cli->watch && cli->no_watch)
        return error_set(err, EXIT_USAGE, "--watch and --no-watch contradict each other");
    if (cli->audio && !cli->headless)
        return error_set(err, EXIT_USAGE, "--audio writes what a game without a window plays: give --headless too");
    if (cli->renderer != RENDER_AUTO && cli->headless)
        return error_set(err, EXIT_USAGE, "--renderer is for windows, and --headless plays without one");
    if (cli->restart_brk && !cli->inspect.on)
        return error_set(err, EXIT_USAGE, "--restart-brk needs a debugger: give --inspect too");
    if ((cli->command == CLI_FREEZE || cli->command == CLI_PACK) && !cli->out)
        return error_set(err, EXIT_USAGE, "thaw %s needs -o FILE, the %s to write", name,
                         cli->command == CLI_FREEZE ? "frozen file" : "program");
    return true;
}

static bool take_path(struct cli *cli, const char *path, struct error *err) {
    if (cli->command == CLI_CLEAN)
        return error_set(err, EXIT_USAGE, "thaw clean takes no path, and there is \"%s\"", path);
    if (!path[0])
        return error_set(err, EXIT_USAGE, "thaw %s takes a path, and \"\" is none", commands[cli->command].name);
    if (cli->path)
        return error_set(err, EXIT_USAGE, "thaw %s takes one path, and there are two: %s and %s", commands[cli->command].name, cli->path,
                         path);
    cli->path = path;
    return true;
}

/* What follows --version or --help: nothing, but `thaw help run` is understood. */
static bool check_alone(struct cli *cli, int argc, char **argv, struct error *err) {
    struct cli other;
    if (argc > 2 && (cli->command == CLI_VERSION || argc > 3 || !read_command(&other, argv[2], err)))
        return error_set(err, EXIT_USAGE, "thaw %s takes nothing more, and there is \"%s\"", argv[1], argv[argc > 3 ? 3 : 2]);
    return true;
}

static const struct cli usual = {.command = CLI_HELP, .seed = -1, .script_limit = 5, .inspect.port = 9229};

bool cli_parse(struct cli *cli, int argc, char **argv, struct error *err) {
    *cli = usual;
    if (argc < 2)
        return error_set(err, EXIT_USAGE, "which command? thaw run plays the game in this folder, thaw --help lists the rest");
    if (!read_command(cli, argv[1], err))
        return false;
    if (cli->command >= CLI_VERSION)
        return check_alone(cli, argc, argv, err);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            if (cli->command != CLI_RUN)
                return error_set(err, EXIT_USAGE, "-- is not for thaw %s", commands[cli->command].name);
            cli->game_argc = argc - i - 1;
            cli->game_argv = argv + i + 1;
            break;
        }
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            cli->command = CLI_HELP;
            return true;
        }
        bool option = argv[i][0] == '-' && argv[i][1];
        if (!(option ? take_option(cli, argc, argv, &i, err) : take_path(cli, argv[i], err)))
            return false;
    }
    return check_complete(cli, err);
}

void cli_packed(struct cli *cli, const char *path, int argc, char **argv) {
    *cli = usual;
    cli->command = CLI_RUN;
    cli->path = path;
    cli->packed = cli->no_watch = true;
    cli->game_argc = argc > 1 ? argc - 1 : 0;
    cli->game_argv = argv + 1;
}
