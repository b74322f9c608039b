/* The command line: every command, option and mistake. */
#include "base.h"
#include "cli.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

static struct cli cli;
static struct error err;
static char line[512], *words[32];
static int count;

/* Parses a command line whose words are parted by blanks; "''" stands for an empty word. */
static bool parse(const char *text) {
    snprintf(line, sizeof line, "thaw %s", text);
    count = 0;
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
        words[count++] = strcmp(word, "''") == 0 ? "" : word;
    words[count] = NULL;
    memset(&cli, 0xaa, sizeof cli);
    memset(&err, 0, sizeof err);
    return cli_parse(&cli, count, words, &err);
}

static void defaults_are_those_of_the_header(void **state) {
    (void)state;
    assert_true(parse("run"));
    assert_int_equal(cli.command, CLI_RUN);
    assert_null(cli.path);
    assert_true(!cli.packed && !cli.json);
    assert_true(!cli.out && !cli.screenshot && !cli.input && cli.frames == 0 && cli.seed == -1 && cli.budget == 0);
    assert_true(!cli.headless && !cli.draw_hash && !cli.timings && !cli.no_cache && !cli.no_freeze && !cli.no_vsync);
    assert_true(cli.game_argc == 0);
}

static void commands_are_known(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum cli_command command;
        const char *path;
    } rows[] = {
        {"run game", CLI_RUN, "game"},
        {"check game", CLI_CHECK, "game"},
        {"freeze game -o a.thaw", CLI_FREEZE, "game"},
        {"new game", CLI_NEW, "game"},
        {"new --ts game", CLI_NEW, "game"},
        {"pack game -o game.bin", CLI_PACK, "game"},
        {"info", CLI_INFO, NULL},
        {"info --json", CLI_INFO, NULL},
        {"clean", CLI_CLEAN, NULL},
        {"info a.thaw --json", CLI_INFO, "a.thaw"},
        {"help new", CLI_HELP, NULL},
        {"--help pack", CLI_HELP, NULL},
        {"info a.thaw", CLI_INFO, "a.thaw"},
        {"--version", CLI_VERSION, NULL},
        {"version", CLI_VERSION, NULL},
        {"--help", CLI_HELP, NULL},
        {"help", CLI_HELP, NULL},
        {"-h", CLI_HELP, NULL},
        {"run --help", CLI_HELP, NULL},
        {"freeze --help", CLI_HELP, NULL},
        {"check --help", CLI_HELP, NULL},
        {"run -", CLI_RUN, "-"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(parse(rows[i].text));
        assert_int_equal(cli.command, rows[i].command);
        if (rows[i].path)
            assert_string_equal(cli.path, rows[i].path);
        else
            assert_null(cli.path);
    }
}

static void run_takes_all_its_options(void **state) {
    (void)state;
    static const char *const spellings[] = {
        "run --headless --frames 7 --screenshot s.png --input i.txt --seed 0 --budget 3600 --draw-hash --timings --no-cache --no-freeze "
        "--no-vsync game",
        "run game --seed=0 --frames=7 --input=i.txt --screenshot=s.png --budget=3600 --headless --draw-hash --timings --no-cache "
        "--no-freeze "
        "--no-vsync",
    };
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        assert_true(parse(spellings[i]));
        assert_true(cli.headless && cli.draw_hash && cli.timings && cli.no_cache && cli.no_freeze && cli.no_vsync);
        assert_true(cli.frames == 7 && cli.seed == 0 && cli.budget == 3600);
        assert_string_equal(cli.screenshot, "s.png");
        assert_string_equal(cli.input, "i.txt");
        assert_string_equal(cli.path, "game");
    }
    assert_true(parse("run --input=a=b.txt"));
    assert_string_equal(cli.input, "a=b.txt");
    assert_true(parse("run --frames 1 --frames 2 --seed 2147483647"));
    assert_true(cli.frames == 2 && cli.seed == 2147483647); /* the last one counts */
    assert_true(parse("freeze -o out.thaw game --budget 5"));
    assert_true(cli.budget == 5);
    assert_string_equal(cli.out, "out.thaw");
    assert_true(parse("check game --budget=1"));
    assert_true(parse("run"));
    assert_true(cli.renderer == RENDER_AUTO);
    assert_true(parse("run --renderer sdl --renderer=software"));
    assert_true(cli.renderer == RENDER_SOFTWARE);
    assert_true(parse("run --renderer sdl"));
    assert_true(cli.renderer == RENDER_SDL);
}

static void words_behind_the_dashes_are_the_games(void **state) {
    (void)state;
    assert_true(parse("run game --headless -- --frames x -- y"));
    assert_int_equal(cli.game_argc, 4);
    assert_string_equal(cli.game_argv[0], "--frames");
    assert_string_equal(cli.game_argv[2], "--");
    assert_string_equal(cli.game_argv[3], "y");
    assert_true(cli.frames == 0);
    assert_true(parse("run --"));
    assert_int_equal(cli.game_argc, 0);
    assert_null(cli.path);
    assert_true(parse("run -- --help"));
    assert_int_equal(cli.command, CLI_RUN);
}

static void mistakes_are_told(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"", "which command?"},
        {"''", "unknown command"},
        {"run --renderer vulkan", "--renderer takes auto, gl, sdl or software, not \"vulkan\""},
        {"run --renderer", "--renderer needs a value: --renderer NAME"},
        {"run --headless --renderer sdl", "--renderer is for windows"},
        {"rum", "unknown command rum: did you mean thaw run?"},
        {"Freeze x", "did you mean thaw freeze?"},
        {"chek x", "did you mean thaw check?"},
        {"inof", "did you mean thaw info?"},
        {"demo/01-hello", "did you mean thaw run demo/01-hello?"},
        {"main.js", "did you mean thaw run main.js?"},
        {"xyzzy", "unknown command xyzzy (thaw --help lists them)"},
        {"--headless", "--headless"},
        {"--hlep", "did you mean --help?"},
        {"--versoin", "did you mean --version?"},
        {"run --headles", "unknown option --headles: did you mean --headless?"},
        {"run --screen-shot=x", "did you mean --screenshot?"},
        {"run --frame 3", "did you mean --frames?"},
        {"run --nocache", "did you mean --no-cache?"},
        {"run --zzzzzzzzzz", "unknown option --zzzzzzzzzz (thaw --help lists them)"},
        {"run a b", "thaw run takes one path, and there are two: a and b"},
        {"info a b", "thaw info takes one path"},
        {"freeze", "thaw freeze needs the game's path"},
        {"freeze -o x", "thaw freeze needs the game's path"},
        {"freeze game", "thaw freeze needs -o FILE"},
        {"check", "thaw check needs the game's path"},
        {"new", "thaw new needs a name for the new game: thaw new mygame"},
        {"new a b", "thaw new takes one path, and there are two: a and b"},
        {"new ''", "thaw new takes a path, and \"\" is none"},
        {"new a --headless", "--headless is not for thaw new"},
        {"pack", "thaw pack needs the game's path: thaw pack PATH -o FILE"},
        {"pack game", "thaw pack needs -o FILE, the program to write"},
        {"pack a b -o c", "thaw pack takes one path"},
        {"pack game -o c --seed 3", "--seed is not for thaw pack"},
        {"run ''", "thaw run takes a path"},
        {"clean x", "thaw clean takes no path, and there is \"x\""},
        {"clean --headless", "--headless is not for thaw clean"},
        {"run --ts", "--ts is not for thaw run"},
        {"run --json", "--json is not for thaw run"},
        {"info --json=1", "--json takes no value"},
        {"check game -- a", "-- is not for thaw check"},
        {"info -- a", "-- is not for thaw info"},
        {"freeze game -o x --", "-- is not for thaw freeze"},
        {"--version a", "thaw --version takes nothing more, and there is \"a\""},
        {"version run", "thaw version takes nothing more"},
        {"--help x", "thaw --help takes nothing more, and there is \"x\""},
        {"help run x", "thaw help takes nothing more, and there is \"x\""},
        {"run -o x", "-o is not for thaw run"},
        {"check game -o x", "-o is not for thaw check"},
        {"info --headless", "--headless is not for thaw info"},
        {"freeze game -o x --frames 3", "--frames is not for thaw freeze"},
        {"check game --seed 1", "--seed is not for thaw check"},
        {"info --budget 3", "--budget is not for thaw info"},
        {"run --headless=1", "--headless takes no value"},
        {"run --no-cache=", "--no-cache takes no value"},
        {"freeze game -o", "-o needs a value: -o FILE"},
        {"run --screenshot", "--screenshot needs a value: --screenshot FILE"},
        {"run --screenshot=", "--screenshot needs a value"},
        {"run --input ''", "--input needs a value"},
        {"run --frames", "--frames needs a value: --frames N"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_false(parse(rows[i][0]));
        assert_int_equal(err.code, EXIT_USAGE);
        assert_says(err.text, rows[i][1]);
    }
    assert_false(cli_parse(&cli, 0, (char *[]){NULL}, &err));
}

static void numbers_are_checked(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"--frames", "0"},
        {"--frames", "-1"},
        {"--frames", "1.5"},
        {"--frames", "1e3"},
        {"--frames", "abc"},
        {"--frames", "3x"},
        {"--frames", "0x10"},
        {"--seed", "-1"},
        {"--seed", "x"},
        {"--seed", "2147483648"},
        {"--seed", "99999999999999999999"},
        {"--budget", "0"},
        {"--budget", "3601"},
        {"--budget", "ten"},
        {"--budget", "-5"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        char text[64];
        snprintf(text, sizeof text, "run %s %s", wrong[i][0], wrong[i][1]);
        assert_false(parse(text));
        assert_int_equal(err.code, EXIT_USAGE);
        assert_says(err.text, wrong[i][0]);
        assert_says(err.text, wrong[i][1]);
    }
    assert_true(parse("run --frames 9223372036854775807"));
    assert_true(cli.frames == INT64_MAX);
}

static void numbers_past_64_bits_are_told(void **state) {
    (void)state;
    assert_false(parse("run --frames 9223372036854775808"));
    assert_int_equal(err.code, EXIT_USAGE);
}

/* "from 0" would not help who wrote a number that is too large. */
static void largest_number_is_told(void **state) {
    (void)state;
    assert_false(parse("run --seed 2147483648"));
    assert_says(err.text, "2147483647");
    assert_false(parse("run --budget 3601"));
    assert_says(err.text, "3600");
}

static void forgotten_value_is_no_file_name(void **state) {
    (void)state;
    assert_false(parse("run --screenshot --headless"));
    assert_says(err.text, "--screenshot needs a value");
    assert_false(parse("run --input -- x"));
    assert_says(err.text, "--input needs a value");
}

static void short_help_works_behind_a_command(void **state) {
    (void)state;
    assert_true(parse("run -h"));
    assert_int_equal(cli.command, CLI_HELP);
}

static void words_of_a_packed_game_are_its_own(void **state) {
    (void)state;
    memset(&cli, 0xaa, sizeof cli);
    cli_packed(&cli, "/games/play", 4, (char *[]){"play", "--help", "--", "@freeze", NULL});
    assert_int_equal(cli.command, CLI_RUN);
    assert_string_equal(cli.path, "/games/play");
    assert_true(cli.packed && cli.no_watch && !cli.watch && !cli.inspect.on && !cli.headless && cli.seed == -1 && cli.frames == 0);
    assert_int_equal(cli.game_argc, 3);
    assert_string_equal(cli.game_argv[0], "--help");
    assert_string_equal(cli.game_argv[2], "@freeze");
    cli_packed(&cli, "/games/play", 0, (char *[]){NULL});
    assert_int_equal(cli.game_argc, 0);
}

static void long_words_are_safe(void **state) {
    (void)state;
    char *word = base_alloc(100001);
    memset(word, 'x', 100000);
    word[100000] = 0;
    assert_false(cli_parse(&cli, 2, (char *[]){"thaw", word, NULL}, &err));
    memcpy(word, "--", 2);
    assert_false(cli_parse(&cli, 3, (char *[]){"thaw", "run", word, NULL}, &err));
    assert_false(cli_parse(&cli, 4, (char *[]){"thaw", "run", "--frames", word, NULL}, &err));
    assert_int_equal(err.code, EXIT_USAGE);
    free(word);
}

static void help_lists_everything(void **state) {
    (void)state;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    cli_help(out);
    fclose(out);
    static const char *const parts[] = {
        "thaw new ",    "thaw run ",      "thaw check ",  "thaw freeze ", "thaw pack ", "thaw info ",     "thaw clean ",   "-o ",
        "--headless ",  "--frames ",      "--screenshot", "--input ",     "--seed ",    "--draw-hash ",   "--timings ",    "--no-cache ",
        "--no-freeze ", "--no-vsync ",    "--budget ",    "--inspect[",   "--watch ",   "--inspect-wait", "--inspect-brk", "--restart-brk",
        "--no-watch ",  "--no-live-edit", "--json ",      "--ts ",        "  -- ",      "--version",      "--help",        "Exit codes",
        "--no-idle-gc",
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        assert_says(text, parts[i]);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_those_of_the_header),
        cmocka_unit_test(commands_are_known),
        cmocka_unit_test(run_takes_all_its_options),
        cmocka_unit_test(words_behind_the_dashes_are_the_games),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(numbers_are_checked),
        cmocka_unit_test(numbers_past_64_bits_are_told),
        cmocka_unit_test(largest_number_is_told),
        cmocka_unit_test(forgotten_value_is_no_file_name),
        cmocka_unit_test(short_help_works_behind_a_command),
        cmocka_unit_test(words_of_a_packed_game_are_its_own),
        cmocka_unit_test(long_words_are_safe),
        cmocka_unit_test(help_lists_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
