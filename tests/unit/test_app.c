/* The frame: a game in C, played headless and in SDL's window that nobody sees. */
#include "app.h"
#include "base.h"
#include "pool.h"
#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include <cmocka.h>

#include "scratch.h"

#include "c_game.h"

static uv_loop_t loop;
static struct error err;

static int set_up(void **state) {
    memset(&game, 0, sizeof game);
    return uv_loop_init(&loop) != 0 || scratch_create(state) != 0;
}

static int tear_down(void **state) {
    return uv_loop_close(&loop) != 0 || scratch_destroy(state) != 0;
}

static struct app_desc desc_of(int64_t frames) {
    return (struct app_desc){.loop = &loop,
                             .headless = true,
                             .frames = frames,
                             .config = {.title = "t", .width = 64, .height = 36, .fps = 60, .pixelated = true, .background = 0xff}};
}

/* Plays with a script of input, "" for none; gives the exit code. */
static int play(struct app_desc desc, const char *input) {
    desc.input = event_script_read(scratch_text("input.txt", input), &err);
    assert_non_null(desc.input);
    game.app = app_create(&desc, &err);
    if (!game.app)
        fail_msg("%s", err.text);
    game.windowed = !desc.headless;
    int code = app_run(game.app, &hooks);
    app_destroy(game.app);
    event_script_destroy(desc.input);
    return code;
}

static void frames_are_counted(void **state) {
    (void)state;
    assert_int_equal(play(desc_of(3), ""), EXIT_OK);
    assert_string_equal(game.calls, "udsudsuds");
    assert_true(game.dt == 1.0 / 60 && game.alpha == 1);
    assert_true(game.last_ms == 2 * 1000.0 / 60); /* the clock counts frames, the first is at 0 */
    memset(&game, 0, sizeof game);
    struct app_desc long_one = desc_of(1000);
    long_one.config.fps = 7; /* no multiple of anything: nothing may add up over time */
    play(long_one, "");
    assert_true(game.updates == 1000 && game.draws == 1000);
}

static void events_come_before_the_update(void **state) {
    (void)state;
    play(desc_of(4), "1 keydown KeyA\n1 pointermove 1 1\n1 pointermove 5 6\n2 keyup KeyA\n2 wheel 1\n3 blur\n");
    assert_string_equal(game.calls, "udseeudseeudseuds");
    assert_true(game.events[0].type == EVENT_KEYDOWN && game.events[0].key == 4);
    assert_true(game.events[1].type == EVENT_POINTERMOVE && game.events[1].x == 5 && game.events[1].y == 6);
    assert_true(game.events[2].type == EVENT_KEYUP && game.events[3].type == EVENT_WHEEL && game.events[4].type == EVENT_BLUR);
    assert_int_equal(game.pressed_at, 2); /* seen by the update of its frame and by no other */
}

static void quit_ends_with_this_frame(void **state) {
    (void)state;
    static const struct {
        char when;
        const char *calls;
    } rows[] = {{'e', "udses"}, {'u', "udseus"}, {'d', "udseuds"}, {'s', "udseuds"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        memset(&game, 0, sizeof game);
        game.when = rows[i].when;
        game.nth = rows[i].when == 'e' ? 1 : 2;
        game.act = quit_7;
        assert_int_equal(play(desc_of(9), "1 keydown KeyA\n"), 7);
        assert_string_equal(game.calls, rows[i].calls);
    }
}

static void close_button_asks(void **state) {
    (void)state;
    assert_int_equal(play(desc_of(9), "1 quit\n"), EXIT_OK);
    assert_string_equal(game.calls, "udsqs");
    memset(&game, 0, sizeof game);
    game.stays = true;
    assert_int_equal(play(desc_of(3), "1 quit\n"), EXIT_OK);
    assert_string_equal(game.calls, "udsqudsuds");
}

/* What the game said first stands. */
static void close_button_keeps_the_code(void **state) {
    (void)state;
    game.when = 'e', game.nth = 1, game.act = quit_7;
    assert_int_equal(play(desc_of(9), "1 keydown KeyA\n1 quit\n"), 7);
}

static void headless_fault_ends_the_run(void **state) {
    (void)state;
    static const struct {
        char when;
        const char *calls;
    } rows[] = {{'e', "udses"}, {'u', "udseus"}, {'d', "udseuds"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        memset(&game, 0, sizeof game);
        game.when = rows[i].when, game.nth = rows[i].when == 'e' ? 1 : 2, game.act = fault;
        assert_int_equal(play(desc_of(9), "1 keydown KeyA\n"), EXIT_SCRIPT);
        assert_string_equal(game.calls, rows[i].calls);
    }
}

/* The picture's pixel at x, y as 0xRRGGBBAA; `size` is checked. */
static uint32_t pixel(const char *name, int width, int height, int x, int y) {
    size_t size;
    struct image_pixels pixels;
    char *bytes = base_read_file(scratch(name), 1 << 20, &size, &err);
    if (!bytes)
        fail_msg("%s", err.text);
    assert_true(image_decode(bytes, size, name, &pixels, &err));
    assert_true(pixels.width == width && pixels.height == height);
    const uint8_t *p = pixels.rgba + 4 * (y * width + x);
    uint32_t color = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    free(bytes);
    image_free(&pixels);
    return color;
}

static void screenshot_shows_the_last_frame(void **state) {
    (void)state;
    struct app_desc desc = desc_of(5);
    desc.screenshot = scratch("last.png");
    assert_int_equal(play(desc, ""), EXIT_OK);
    assert_int_equal(pixel("last.png", 64, 36, 4, 2), 0xff0000ff); /* the fifth frame's rectangle: x from 4 */
    assert_int_equal(pixel("last.png", 64, 36, 3, 2), 0x204060ff);
    static const char whens[] = "ud";
    for (int i = 0; whens[i]; i++) { /* a game that ends itself */
        unlink(desc.screenshot);
        memset(&game, 0, sizeof game);
        game.when = whens[i], game.nth = 3, game.act = quit_7;
        desc.frames = 0;
        assert_int_equal(play(desc, ""), 7);
        assert_int_equal(pixel("last.png", 64, 36, whens[i] == 'u' ? 1 : 2, 2), 0xff0000ff);
    }
    desc.screenshot = scratch("no/such/folder.png");
    desc.frames = 1;
    memset(&game, 0, sizeof game);
    assert_int_equal(play(desc, ""), EXIT_FILE);
}

/* Timers, sockets and promises run in the slack, and may end the game too. */
static void quit_in_the_slack_leaves_a_screenshot(void **state) {
    (void)state;
    struct app_desc desc = desc_of(0);
    desc.screenshot = scratch("slack.png");
    game.when = 's', game.nth = 2, game.act = quit_7;
    assert_int_equal(play(desc, ""), 7);
    assert_int_equal(pixel("slack.png", 64, 36, 1, 2), 0xff0000ff);
}

static bool shoot(void) {
    char path[300];
    snprintf(path, sizeof path, "%s", scratch("asked.png"));
    app_screenshot(game.app, path);
    memset(path, 'x', sizeof path); /* it was copied */
    return true;
}

static void asked_screenshot_shows_its_frame(void **state) {
    (void)state;
    game.when = 'u', game.nth = 3, game.act = shoot;
    assert_int_equal(play(desc_of(6), ""), EXIT_OK);
    assert_int_equal(pixel("asked.png", 64, 36, 2, 2), 0xff0000ff);
    assert_int_equal(pixel("asked.png", 64, 36, 5, 2), 0x204060ff);
}

static bool shoot_more(void) {
    char path[300];
    for (int i = 0; i < 70; i++) {
        snprintf(path, sizeof path, "%s/%d.png", scratch_folder, i / 2 * 2); /* each twice */
        app_screenshot(game.app, path);
    }
    return shoot();
}

static bool shoot_too_many(void) {
    char path[300];
    for (int i = 0; i < 1000; i++) {
        snprintf(path, sizeof path, "%s/many-%d.png", scratch_folder, i);
        app_screenshot(game.app, path);
    }
    return true;
}

static void all_screenshots_of_a_frame_are_written(void **state) {
    (void)state;
    char name[32];
    game.when = 'u', game.nth = 3, game.act = shoot_more;
    assert_int_equal(play(desc_of(6), ""), EXIT_OK);
    assert_int_equal(pixel("asked.png", 64, 36, 2, 2), 0xff0000ff);
    for (int i = 0; i < 70; i += 2) {
        snprintf(name, sizeof name, "%d.png", i);
        assert_int_equal(pixel(name, 64, 36, 2, 2), 0xff0000ff);
    }
    memset(&game, 0, sizeof game);
    game.when = 'u', game.nth = 3, game.act = shoot_too_many;
    assert_int_equal(play(desc_of(6), ""), EXIT_OK); /* the first of them, and a line that says so */
    assert_int_equal(pixel("many-63.png", 64, 36, 2, 2), 0xff0000ff);
    assert_int_not_equal(access(scratch("many-64.png"), F_OK), 0);
}

/* What a run with draw_hash printed. */
static void hash_of(char *text, size_t size, int64_t frames, double fps) {
    struct app_desc desc = desc_of(frames);
    desc.draw_hash = true;
    desc.config.fps = fps;
    memset(&game, 0, sizeof game);
    fflush(stdout);
    int before = dup(1);
    assert_non_null(freopen(scratch("out.txt"), "w", stdout));
    play(desc, "");
    fflush(stdout);
    dup2(before, 1);
    close(before);
    size_t length;
    char *out = base_read_file(scratch("out.txt"), 1000, &length, &err);
    snprintf(text, size, "%s", out);
    free(out);
}

static void draw_hash_tells_runs_apart(void **state) {
    (void)state;
    char first[200], again[200], slower[200], longer[200];
    hash_of(first, sizeof first, 10, 60);
    hash_of(again, sizeof again, 10, 60);
    hash_of(slower, sizeof slower, 10, 30);
    hash_of(longer, sizeof longer, 11, 60);
    assert_int_equal(strncmp(first, "draw hash ", 10), 0);
    assert_says(first, " over 10 frames\n");
    assert_string_equal(first, again);
    assert_string_equal(first, slower); /* the same pictures */
    assert_int_not_equal(strncmp(first, longer, 26), 0);
}

static void images_and_configs_reach_the_renderer(void **state) {
    (void)state;
    uint8_t rgba[2 * 2 * 4];
    memset(rgba, 255, sizeof rgba);
    assert_true(image_write_png(scratch("a.png"), &(struct image_pixels){2, 2, rgba}, &err));
    struct assets *assets = assets_create(scratch_folder);
    struct app_desc desc = desc_of(1);
    desc.screenshot = scratch("big.png");
    game.app = app_create(&desc, &err);
    size_t size;
    scratch_text("notes.txt", "x");
    free(assets_data(assets, "notes.txt", &size, &err)); /* is passed over */
    assert_int_equal(assets_image(assets, "a.png", 0, 0, false, &err), 1);
    assert_true(app_load_images(game.app, assets, &err));
    assert_true(app_load_image(game.app, assets, 1, &err));
    assert_true(app_deterministic(game.app) && app_fps(game.app) == 60 && app_now_ms(game.app) == 0);
    desc.config.width = 80;
    desc.config.fps = 30;
    assert_true(app_configure(game.app, &desc.config, &err));
    assert_true(app_fps(game.app) == 30);
    unlink(scratch("a.png"));
    assert_false(app_load_images(game.app, assets, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_says(err.text, "a.png");
    assert_int_equal(app_run(game.app, &hooks), EXIT_OK);
    assert_true(game.dt == 1.0 / 30);
    assert_int_equal(pixel("big.png", 80, 36, 79, 35), 0x204060ff);
    app_destroy(game.app);
    assets_destroy(assets);
}

/* ── with a window: SDL's dummy driver ── */

static struct app_desc window_of(int64_t frames) {
    struct app_desc desc = desc_of(frames);
    desc.headless = false;
    desc.no_vsync = true;
    return desc;
}

static void window_stays_open_over_a_fault(void **state) {
    (void)state;
    game.when = 'u', game.nth = 1, game.act = fault;
    assert_int_equal(play(window_of(40), "20 keydown KeyA\n21 pointerdown 1 1\n30 keydown Escape\n"), EXIT_SCRIPT);
    assert_true(game.updates == 1 && game.counts['e'] == 0 && game.counts['r'] == 0 && game.counts['q'] == 0);
    memset(&game, 0, sizeof game);
    game.when = 'd', game.nth = 1, game.act = fault;
    assert_int_equal(play(window_of(40), "20 quit\n"), EXIT_SCRIPT); /* nobody is asked */
    assert_true(game.draws == 1 && game.counts['q'] == 0);
}

static void restart_brings_the_game_back(void **state) {
    (void)state;
    game.when = 'u', game.nth = 1, game.act = fault, game.heals = true;
    assert_int_equal(play(window_of(12), "5 keydown KeyR\n9 keydown KeyR\n"), EXIT_OK);
    assert_int_equal(game.counts['r'], 1);
    assert_int_equal(game.counts['e'], 1); /* the second R is the game's */
    assert_true(game.updates > 1 && game.draws > 1);
}

/* A picture of one colour, overwriting the one before. */
static void paint(uint8_t red, uint8_t green) {
    uint8_t rgba[16 * 16 * 4];
    for (size_t i = 0; i < sizeof rgba; i += 4)
        memcpy(rgba + i, (const uint8_t[]){red, green, 0, 255}, 4);
    assert_true(image_write_png(scratch("a.png"), &(struct image_pixels){16, 16, rgba}, &err));
}

static bool draw_image(void) {
    union draw_word *field = draw_push(app_draw_list(game.app), DRAW_IMAGE, 11);
    assert_non_null(field);
    static const float numbers[] = {0, 20, 10, 0, 0, 1, 1, 0, 0};
    for (int i = 1; i < 9; i++)
        field[i].f = numbers[i];
    field[0].u = pool_id(0, 1);
    field[3].u = 0;
    field[9].u = 0xffffffff;
    return true;
}

/* What the graphics card has lost is read and given to it again, which shows by the file's being another now. */
static void lost_textures_are_made_again(void **state) {
    (void)state;
    static const Uint32 losses[] = {SDL_RENDER_DEVICE_RESET, SDL_RENDER_TARGETS_RESET, 0};
    for (size_t i = 0; i < COUNT_OF(losses); i++) {
        memset(&game, 0, sizeof game);
        paint(255, 0);
        struct assets *assets = assets_create(scratch_folder);
        assert_int_equal(assets_image(assets, "a.png", 0, 0, ASSET_HARD, &err), 0);
        struct app_desc desc = window_of(3);
        desc.screenshot = scratch("reset.png");
        game.app = app_create(&desc, &err);
        game.windowed = true;
        assert_true(game.app && app_load_images(game.app, assets, &err));
        paint(0, 255);
        assets_refresh(assets, 0);
        if (losses[i])
            SDL_PushEvent(&(SDL_Event){.type = losses[i]});
        game.when = 'd', game.nth = 3, game.act = draw_image;
        assert_int_equal(app_run(game.app, &hooks), EXIT_OK);
        assert_int_equal(pixel("reset.png", 64, 36, 25, 15), losses[i] ? 0x00ff00ff : 0xff0000ff);
        app_destroy(game.app);
        assets_destroy(assets);
    }
}

/* Keys that the engine takes are its own until they are up. */
static void own_keys_are_taken_whole(void **state) {
    (void)state;
    struct app_desc desc = desc_of(9);
    game.heals = true;
    play(desc, "1 keydown F5\n2 keyup F5\n3 keydown F10\n3 keyup F10\n");
    assert_true(game.event_count == 2 && game.events[0].type == EVENT_KEYDOWN && game.events[1].type == EVENT_KEYUP);
    assert_int_equal(game.updates, 9);
    memset(&game, 0, sizeof game);
    desc.dev = true;
    play(desc, "3 keydown F10\n3 keyup F10\n5 keydown F10\n7 keydown KeyA\n8 keydown F9\n");
    assert_int_equal(game.updates, 5); /* 0 to 2, the step in 5, and 8 */
    assert_true(game.event_count == 1 && game.pressed_at == 5);
    memset(&game, 0, sizeof game);
    desc.headless = false;
    desc.no_vsync = true;
    game.when = 'u', game.nth = 2, game.act = fault, game.heals = true;
    play(desc, "3 keydown KeyA\n3 pointerdown 1 1\n4 keyup KeyA\n5 keydown KeyR\n6 keyup KeyR\n");
    assert_int_equal(game.event_count, 0); /* all of it was the fault screen's */
    assert_int_equal(game.pressed_at, 0);
}

static bool dawdle(void) {
    for (uint64_t until = base_now_ns() + 40000000; base_now_ns() < until;) {
    }
    game.updates = 0;
    return true;
}

/* After a stall of 40 updates' time the game is late rather than ever later. */
static void stall_is_not_made_up_for(void **state) {
    (void)state;
    struct app_desc desc = window_of(2);
    desc.config.fps = 1000;
    game.when = 'd', game.nth = 1, game.act = dawdle;
    assert_int_equal(play(desc, ""), EXIT_OK);
    assert_int_equal(game.updates, APP_UPDATES_PER_FRAME);
}

static uv_timer_t end;

static void end_now(uv_timer_t *timer) {
    uv_close((uv_handle_t *)timer, NULL);
    app_quit(game.app, EXIT_OK);
}

/* In the first slack; and in the second, where it is too soon again: that one waits, for a frame that is due in an hour. */
static bool hurry(void) {
    app_hurry(game.app);
    uv_timer_start(&end, end_now, game.nth == 2 ? 1 : 7200000, 0);
    game.nth = 2;
    return true;
}

static void hurried_frame_begins_at_once(void **state) {
    (void)state;
    struct app_desc desc = desc_of(9);
    desc.paced = true;
    desc.config.fps = 1 / 3600.0;
    uv_timer_init(&loop, &end);
    game.when = 's', game.nth = 1, game.act = hurry;
    assert_int_equal(play(desc, ""), EXIT_OK);
    uv_run(&loop, UV_RUN_DEFAULT); /* newer libuvs close a timer that has closed itself only in the next turn */
    assert_string_equal(game.calls, "udsuds");
}

/* In a window, too, it has its update: what is new is drawn as it is after one. */
static bool hurry_in_window(void) {
    app_hurry(game.app);
    game.when = 'd', game.nth = 2, game.act = quit_7;
    return true;
}

static void hurried_frame_has_an_update(void **state) {
    (void)state;
    struct app_desc desc = window_of(9);
    desc.config.fps = 1 / 3600.0;
    game.when = 's', game.nth = 1, game.act = hurry_in_window;
    assert_int_equal(play(desc, ""), 7);
    char *calls = game.calls + strspn(game.calls, "uds") - 4;
    assert_string_equal(calls, "suds");
}

int main(void) {
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_RENDER_DRIVER", "software", 1);
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(frames_are_counted),
        TEST(events_come_before_the_update),
        TEST(quit_ends_with_this_frame),
        TEST(close_button_asks),
        TEST(close_button_keeps_the_code),
        TEST(headless_fault_ends_the_run),
        TEST(screenshot_shows_the_last_frame),
        TEST(quit_in_the_slack_leaves_a_screenshot),
        TEST(asked_screenshot_shows_its_frame),
        TEST(all_screenshots_of_a_frame_are_written),
        TEST(draw_hash_tells_runs_apart),
        TEST(images_and_configs_reach_the_renderer),
        TEST(window_stays_open_over_a_fault),
        TEST(restart_brings_the_game_back),
        TEST(lost_textures_are_made_again),
        TEST(own_keys_are_taken_whole),
        TEST(stall_is_not_made_up_for),
        TEST(hurried_frame_begins_at_once),
        TEST(hurried_frame_has_an_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
