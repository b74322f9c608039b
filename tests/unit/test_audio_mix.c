/* The mixer: what comes out of it, frame by frame; and that two threads may use it. */
#include "audio_mix.h"
#include "base.h"
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 4096 };
static const uint64_t one = (uint64_t)1 << 32; /* the step of the mixer's own rate */

static struct mix *mix;
static float out[2 * FRAMES], ramp[1000], ones[FRAMES];

static int set_up(void **state) {
    (void)state;
    mix = mix_create();
    for (int i = 0; i < 1000; i++)
        ramp[i] = (float)(i + 1) / 2000;
    for (int i = 0; i < FRAMES; i++)
        ones[i] = 0.5f;
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    mix_destroy(mix);
    return 0;
}

static struct mix_command play_of(const float *samples, uint64_t frames) {
    return (struct mix_command){
        .kind = MIX_PLAY, .id = 1, .source = {.samples = samples, .channels = 1, .frames = frames}, .volume = 1, .step = one, .fade = 1};
}

static void send(struct mix_command command) {
    assert_true(mix_send(mix, &command));
}

static void run(int frames) {
    assert_true(frames <= FRAMES);
    mix_run(mix, out, frames);
}

static float largest_jump(int frames, float before) {
    float most = 0;
    for (int i = 0; i < frames; before = out[2 * i++])
        most = fmaxf(most, fabsf(out[2 * i] - before));
    return most;
}

static void sound_comes_out_as_it_is(void **state) {
    (void)state;
    send(play_of(ramp, 1000));
    run(999);
    assert_int_equal(mix_ended(mix, 0), 0);
    for (int i = 0; i < 999; i++)
        assert_true(out[2 * i] == ramp[i] && out[2 * i + 1] == ramp[i]);
    run(10);
    assert_true(out[0] == ramp[999] && out[2] == 0 && out[18] == 0);
    assert_int_equal(mix_ended(mix, 0), 1);
    assert_int_equal(mix_time(mix), 1009);
}

static void stereo_keeps_its_sides(void **state) {
    (void)state;
    float samples[200];
    for (int i = 0; i < 100; i++) {
        samples[2 * i] = 0.25f;
        samples[2 * i + 1] = -0.5f;
    }
    struct mix_command command = play_of(samples, 100);
    command.source.channels = 2;
    send(command);
    run(100);
    for (int i = 0; i < 100; i++)
        assert_true(out[2 * i] == 0.25f && out[2 * i + 1] == -0.5f);
}

static void rates_change_the_length(void **state) {
    (void)state;
    struct mix_command command = play_of(ramp, 1000);
    command.step = 2 * one;
    send(command);
    run(600);
    for (int i = 0; i < 500; i++)
        assert_true(out[2 * i] == ramp[2 * i]);
    assert_true(out[1000] == 0);
    command.id = 2;
    command.step = one / 2;
    send(command);
    run(2100);
    for (int i = 0; i < 1998; i++)
        assert_true(fabsf(out[2 * i] - (ramp[i / 2] + (i % 2 ? 0.00025f : 0))) < 1e-6f);
    assert_true(out[2 * 1999] == ramp[999] && out[2 * 2000] == 0);
}

static void loop_has_no_seam(void **state) {
    (void)state;
    struct mix_command command = play_of(ramp, 1000);
    command.loop = true;
    send(command);
    run(3500);
    for (int i = 0; i < 3500; i++)
        assert_true(out[2 * i] == ramp[i % 1000]);
    assert_int_equal(mix_ended(mix, 0), 0);
}

static void volume_and_pan_are_applied_and_glide(void **state) {
    (void)state;
    struct mix_command command = play_of(ones, FRAMES);
    command.volume = 0.5f;
    command.pan = -0.5f;
    send(command);
    run(100);
    assert_true(out[0] == 0.25f && out[1] == 0.125f && out[198] == 0.25f);
    command.kind = MIX_SET;
    command.volume = 1;
    command.pan = 1;
    send(command);
    run(500);
    assert_true(largest_jump(500, 0.25f) <= 0.5f / MIX_GLIDE + 1e-6f);
    assert_true(out[998] == 0 && out[999] == 0.5f);
    mix_volume(mix, 0.5f);
    run(500);
    assert_true(out[1] == 0.5f && out[201] < 0.5f && out[201] > 0.25f && out[999] == 0.25f);
}

static void stops_and_fades_last_as_told(void **state) {
    (void)state;
    struct mix_command command = play_of(ones, FRAMES);
    command.fade = 1000;
    send(command);
    run(1000);
    assert_true(out[0] == 0 && fabsf(out[1000] - 0.25f) < 0.001f && fabsf(out[1998] - 0.5f) < 0.001f);
    command.kind = MIX_STOP;
    command.fade = 400;
    send(command);
    run(390);
    assert_int_equal(mix_ended(mix, 0), 0);
    assert_true(fabsf(out[400] - 0.25f) < 0.001f && out[2 * 389] > 0);
    run(20);
    assert_int_equal(mix_ended(mix, 0), 1);
    assert_true(out[2 * 19] == 0);
    assert_true(largest_jump(20, out[0]) < 0.01f);
}

static void stolen_slot_does_not_click(void **state) {
    (void)state;
    send(play_of(ones, FRAMES));
    run(100);
    struct mix_command command = play_of(ramp, 1000);
    command.id = 2;
    send(command);
    run(1000);
    assert_true(largest_jump(1000, 0.5f) < 0.01f);
    assert_true(fabsf(out[1998] - ramp[999]) < 1e-6f);
    assert_int_equal(mix_ended(mix, 0), 2);
}

static void commands_for_a_voice_that_is_gone_do_nothing(void **state) {
    (void)state;
    struct mix_command command = play_of(ones, FRAMES);
    command.id = 2;
    send(command);
    command.id = 1;
    command.kind = MIX_STOP;
    send(command);
    command.kind = MIX_SET;
    command.volume = 0;
    send(command);
    run(600);
    assert_true(out[1198] == 0.5f);
}

static void held_mixer_stands_still(void **state) {
    (void)state;
    send(play_of(ramp, 1000));
    run(128);
    mix_hold(mix, true);
    run(1024);
    assert_true(out[2 * 300] == 0 && out[2046] == 0);
    assert_true(largest_jump(1024, ramp[127]) < 0.01f);
    run(1024);
    assert_true(out[0] == 0 && out[2046] == 0);
    assert_int_equal(mix_time(mix), 128 + 2048);
    mix_hold(mix, false);
    run(600);
    assert_true(largest_jump(600, 0) < 0.01f);
    assert_true(out[2 * 599] == ramp[128 + 256 + 599]); /* it went on behind the 256 frames in which it became silent */
    struct mix_command command = play_of(ramp, 1000);
    mix_hold(mix, true);
    run(512);
    command.kind = MIX_STOP;
    command.fade = 480;
    send(command);
    run(1);
    assert_int_equal(mix_ended(mix, 0), 1); /* and what is stopped then is not heard again */
}

static void sum_stays_below_one(void **state) {
    (void)state;
    for (int i = 0; i < MIX_VOICES; i++) {
        struct mix_command command = play_of(ones, FRAMES);
        command.slot = i;
        command.volume = 4;
        send(command);
    }
    run(1000);
    for (int i = 0; i < 2000; i++)
        assert_true(out[i] > 0.99f && out[i] <= 1);
}

static void dropped_source_is_forgotten(void **state) {
    (void)state;
    float *samples = base_alloc(sizeof ones);
    memcpy(samples, ones, sizeof ones);
    struct mix_command command = play_of(samples, FRAMES);
    send(command);
    run(10);
    command.id = 2; /* the first is leaving now */
    send(command);
    command.kind = MIX_DROP;
    send(command);
    run(1);
    assert_true(mix_seen(mix) == mix_sent(mix));
    memset(samples, 0xff, sizeof ones); /* NaN, should it be read */
    free(samples);
    run(1000);
    assert_true(out[0] == 0 && out[1999] == 0);
    assert_int_equal(mix_ended(mix, 0), 2);
}

static void full_ring_refuses(void **state) {
    (void)state;
    struct mix_command command = play_of(ones, FRAMES);
    for (int i = 0; i < MIX_COMMANDS; i++)
        send(command);
    assert_false(mix_send(mix, &command));
    run(1);
    assert_true(mix_send(mix, &command));
}

/* Puts frames into a ring as a decoder would: the numbers from 1 to 1000, again and again, as thousandths of a half. */
static void feed(struct mix_ring *ring, uint64_t most) {
    uint64_t written = atomic_load(&ring->written), read = atomic_load(&ring->read);
    for (; most && written - read < MIX_RING; written++, most--)
        ring->samples[written % MIX_RING] = ramp[written % 1000];
    atomic_store(&ring->written, written);
}

static void music_waits_for_what_is_late(void **state) {
    (void)state;
    struct mix_ring ring = {.samples = base_alloc(sizeof(float) * MIX_RING), .channels = 1};
    struct mix_command command = play_of(NULL, 0);
    command.slot = MIX_VOICES;
    command.source = (struct mix_source){.channels = 1, .ring = &ring};
    send(command);
    run(100);
    assert_true(out[0] == 0 && out[198] == 0);
    feed(&ring, 500);
    run(600);
    assert_true(out[0] == ramp[0] && out[2 * 498] == ramp[498] && out[2 * 499] == 0); /* the last has no next yet */
    uint64_t played = 499;
    for (int turn = 0; turn < 100; turn++) { /* over the ring's seam */
        feed(&ring, 3000);
        run(2000);
        for (uint64_t i = 0; i < 2000; i++, played++)
            assert_true(out[2 * i] == ramp[played % 1000]);
    }
    atomic_store(&ring.finished, true);
    uint64_t left = atomic_load(&ring.written) - played;
    for (; left > 1000; left -= 1000)
        run(1000);
    run((int)left + 10);
    assert_int_equal(mix_ended(mix, MIX_VOICES), 1);
    assert_true(out[2 * (left - 1)] != 0 && out[2 * left] == 0);
    free(ring.samples);
}

static atomic_bool enough;

/* The device's thread: it mixes until it is told that it is enough. */
static void *device(void *unused) {
    static float heard[2 * 512];
    float most = 0;
    while (!atomic_load(&enough)) {
        mix_run(mix, heard, 512);
        for (int i = 0; i < 1024; i++)
            most = fmaxf(most, fabsf(heard[i]));
    }
    assert_true(most <= 1);
    return unused;
}

static void two_threads_share_it(void **state) {
    (void)state;
    struct mix_ring ring = {.samples = base_alloc(sizeof(float) * MIX_RING), .channels = 1};
    pthread_t thread;
    uint32_t random = 1;
    atomic_store(&enough, false);
    assert_int_equal(pthread_create(&thread, NULL, device, NULL), 0);
    struct mix_command music = play_of(NULL, 0);
    music.slot = MIX_VOICES;
    music.source = (struct mix_source){.channels = 1, .ring = &ring};
    send(music);
    for (uint64_t id = 1; id < 2000; id++) {
        random = random * 1664525 + 1013904223;
        float *samples = base_alloc(sizeof ramp);
        memcpy(samples, ramp, sizeof ramp);
        struct mix_command command = play_of(samples, 1000);
        command.slot = (int)(random >> 16) % 8;
        command.id = id;
        command.loop = random & 256;
        static const enum mix_kind kinds[] = {MIX_PLAY, MIX_SET, MIX_STOP, MIX_DROP};
        for (size_t i = 0; i < COUNT_OF(kinds); i++) {
            command.kind = kinds[i];
            while (!mix_send(mix, &command))
                sched_yield();
        }
        for (uint64_t sent = mix_sent(mix); mix_seen(mix) < sent;)
            sched_yield();
        memset(samples, 0xff, sizeof ramp); /* it is ours again */
        free(samples);
        mix_volume(mix, (float)(random >> 24) / 255);
        mix_hold(mix, (random & 0x3000) == 0);
        feed(&ring, 700);
    }
    atomic_store(&enough, true);
    pthread_join(thread, NULL);
    assert_true(atomic_load(&ring.read) <= atomic_load(&ring.written) && mix_time(mix) > 0);
    free(ring.samples);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(sound_comes_out_as_it_is),
        TEST(stereo_keeps_its_sides),
        TEST(rates_change_the_length),
        TEST(loop_has_no_seam),
        TEST(volume_and_pan_are_applied_and_glide),
        TEST(stops_and_fades_last_as_told),
        TEST(stolen_slot_does_not_click),
        TEST(commands_for_a_voice_that_is_gone_do_nothing),
        TEST(held_mixer_stands_still),
        TEST(sum_stays_below_one),
        TEST(dropped_source_is_forgotten),
        TEST(full_ring_refuses),
        TEST(music_waits_for_what_is_late),
        TEST(two_threads_share_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
