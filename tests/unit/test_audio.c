/* Voices and what they play while files change and games restart, stepped as headless games are; heard through the file it writes. */
#include "audio.h"
#include "base.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

static struct assets *list;
static struct audio *audio;
static struct error err;
static const struct audio_play plain = {.volume = 1, .rate = 1}, looped = {.volume = 1, .rate = 1, .loop = true};

/* A WAV of 8 bits, 48 kHz, mono, whose samples are all `value` (128 is silence). */
static void write_wav(const char *name, uint8_t value, uint32_t frames) {
    uint8_t *bytes = base_alloc(44 + frames);
    memcpy(bytes, "RIFF....WAVEfmt \20\0\0\0\1\0\1\0\x80\xbb\0\0\x80\xbb\0\0\1\0\10\0data", 40);
    memcpy(bytes + 40, &frames, 4);
    memset(bytes + 44, value, frames);
    scratch_write(name, bytes, 44 + frames);
    free(bytes);
}

static struct assets *declare(void) {
    struct assets *made = assets_create(scratch_folder);
    assert_int_equal(assets_sound(made, "short.wav", ASSET_SOUND, &err), 0);
    assert_int_equal(assets_sound(made, "long.wav", ASSET_SOUND, &err), 1);
    assert_int_equal(assets_sound(made, "music.wav", ASSET_MUSIC, &err), 2);
    return made;
}

static int set_up(void **state) {
    if (scratch_create(state) != 0)
        return -1;
    write_wav("short.wav", 192, 1000);
    write_wav("long.wav", 160, 48000);
    write_wav("music.wav", 144, 96000);
    list = declare();
    audio = audio_create(&(struct audio_desc){.stepped = true, .file = scratch("out.wav")}, &err);
    assert_non_null(audio);
    assert_true(audio_load_all(audio, list, &err));
    return 0;
}

static int tear_down(void **state) {
    audio_destroy(audio);
    assets_destroy(list);
    return scratch_destroy(state);
}

static void frames(int count) {
    for (int i = 0; i < count; i++)
        audio_frame(audio, 0.01, false); /* 480 frames */
}

/* The left samples of all that was mixed so far; the file is complete then. */
static float *heard(size_t *count) {
    size_t size;
    assert_true(audio_finish(audio, &err));
    char *bytes = base_read_file(scratch("out.wav"), 1 << 26, &size, &err);
    assert_non_null(bytes);
    *count = (size - 44) / 8;
    float *samples = base_alloc(sizeof *samples * *count);
    for (size_t i = 0; i < *count; i++)
        memcpy(&samples[i], bytes + 44 + 8 * i, sizeof *samples);
    free(bytes);
    return samples;
}

static void voices_end_in_time(void **state) {
    (void)state;
    uint64_t voice = audio_play(audio, 0, &plain);
    assert_true(voice && audio_playing(audio, voice));
    frames(2);
    assert_true(audio_playing(audio, voice));
    frames(1);
    assert_false(audio_playing(audio, voice));
    audio_stop(audio, voice, 0);
    audio_set(audio, voice, 1, 0, 1); /* a voice that is gone */
    size_t count;
    float *samples = heard(&count);
    assert_int_equal(count, 1440);
    assert_true(samples[0] == 0.5f && samples[999] == 0.5f && samples[1000] == 0);
    free(samples);
}

static void oldest_voice_that_does_not_loop_is_stolen(void **state) {
    (void)state;
    uint64_t voices[MIX_VOICES], looping = audio_play(audio, 1, &looped);
    voices[0] = looping;
    for (int i = 1; i < MIX_VOICES; i++)
        voices[i] = audio_play(audio, 1, &plain);
    frames(1);
    uint64_t more = audio_play(audio, 1, &plain);
    assert_true(audio_playing(audio, looping) && audio_playing(audio, more) && !audio_playing(audio, voices[1]));
    audio_stop(audio, voices[1], 0); /* stale: it must not touch the voice that is in its slot now */
    frames(1);
    assert_true(audio_playing(audio, more));
    audio_play(audio, 1, &plain);
    assert_true(!audio_playing(audio, voices[2]) && audio_playing(audio, voices[3]));
    for (int i = 0; i < MIX_VOICES; i++)
        audio_play(audio, 1, &looped);
    assert_true(audio_play(audio, 0, &plain) == 0); /* all loop: it is silent */
    assert_true(audio_playing(audio, looping));
    assert_true(audio_play(audio, 2, &plain) != 0); /* music has room of its own */
}

static void a_thousand_plays_in_a_frame_are_no_matter(void **state) {
    (void)state;
    uint64_t last = 0;
    for (int i = 0; i < 1000; i++)
        last = audio_play(audio, i % 3, &plain);
    for (int i = 0; i < 1000; i++)
        audio_set(audio, last, 0.5, 0, 1);
    frames(3);
    assert_true(audio_playing(audio, audio_play(audio, 0, &plain)));
    frames(300);
    assert_false(audio_playing(audio, last));
}

static void music_starts_anew(void **state) {
    (void)state;
    uint64_t first = audio_play(audio, 2, &looped);
    frames(10);
    uint64_t second = audio_play(audio, 2, &plain);
    assert_true(!audio_playing(audio, first) && audio_playing(audio, second));
    frames(199);
    assert_true(audio_playing(audio, second));
    frames(2);
    assert_false(audio_playing(audio, second));
}

static void changed_file_is_taken_while_it_plays(void **state) {
    (void)state;
    uint64_t once = audio_play(audio, 1, &plain), forever = audio_play(audio, 0, &looped);
    frames(10);
    write_wav("short.wav", 112, 1000); /* -0.125 */
    write_wav("long.wav", 128, 48000);
    write_wav("music.wav", 128, 500); /* another length: scripts know the old one */
    assert_true(audio_load(audio, list, 0, &err) && audio_load(audio, list, 1, &err));
    assert_false(audio_load(audio, list, 2, &err));
    assert_says(err.text, "cannot use the music \"music.wav\": it lasts 0.0104167 s and lasted 2 s");
    assert_true(!audio_playing(audio, once) && audio_playing(audio, forever));
    frames(10);
    size_t count;
    float *samples = heard(&count);
    assert_true(samples[4000] == 0.75f && samples[9000] == -0.125f);
    for (size_t i = 4001; i < count; i++)
        assert_true(fabsf(samples[i] - samples[i - 1]) < 0.15f); /* the new one starts where it starts; the old ones fade */
    free(samples);
}

static void restart_ends_all_within_20_ms(void **state) {
    (void)state;
    uint64_t voices[] = {audio_play(audio, 1, &looped), audio_play(audio, 2, &looped)};
    frames(10);
    uint64_t late = audio_play(audio, 0, &plain); /* and one that was not heard yet */
    scratch_text("other.txt", "");
    struct assets *after = assets_create(scratch_folder);
    size_t size;
    free(assets_data(after, "other.txt", &size, &err));
    assert_int_equal(assets_sound(after, "long.wav", ASSET_SOUND, &err), 1); /* all but this are gone */
    assert_true(audio_load_all(audio, after, &err));
    for (size_t i = 0; i < COUNT_OF(voices); i++)
        assert_false(audio_playing(audio, voices[i]));
    assert_false(audio_playing(audio, late));
    assert_true(audio_play(audio, 0, &plain) == 0 && audio_play(audio, 2, &plain) == 0 && audio_play(audio, -1, &plain) == 0);
    frames(10);
    assert_true(audio_playing(audio, audio_play(audio, 1, &plain)));
    size_t count;
    float *samples = heard(&count);
    assert_true(samples[4799] == 0.375f && samples[4800 + 960] == 0);
    for (size_t i = 4801; i < count; i++)
        assert_true(samples[i] <= samples[i - 1] && samples[i - 1] - samples[i] < 0.01f);
    free(samples);
    assets_destroy(after);
}

static void same_bytes_stay_decoded(void **state) {
    (void)state;
    struct assets *after = declare();
    assert_int_equal(remove(scratch("short.wav")), 0); /* what needs no reading is not missed */
    assert_true(audio_load_all(audio, after, &err));
    assert_true(audio_playing(audio, audio_play(audio, 0, &plain)));
    write_wav("short.wav", 128, 10);
    struct assets *changed = declare();
    assert_true(audio_load_all(audio, changed, &err));
    uint64_t voice = audio_play(audio, 0, &plain);
    frames(1);
    assert_false(audio_playing(audio, voice));
    assets_destroy(after);
    assets_destroy(changed);
}

static void damaged_file_is_refused(void **state) {
    (void)state;
    scratch_text("short.wav", "RIFF");
    assert_false(audio_load(audio, list, 0, &err));
    assert_says(err.text, "cannot use the sound \"short.wav\": it is neither a WAV nor an Ogg Vorbis file");
    assert_true(audio_playing(audio, audio_play(audio, 0, &plain))); /* the old one stays */
    assert_int_equal(assets_sound(list, "short.wav", ASSET_SOUND, &err), -1);
    assert_says(err.text, "cannot read the sound \"short.wav\": it is neither");
    assert_int_equal(assets_sound(list, "short.waw", ASSET_MUSIC, &err), -1);
    assert_says(err.text, "did you mean short.wav?");
}

static void file_that_cannot_be_written_is_told(void **state) {
    (void)state;
    struct error told;
    assert_null(audio_create(&(struct audio_desc){.stepped = true, .file = scratch("no/out.wav")}, &told));
    assert_says(told.text, "cannot write ");
    assert_null(audio_create(&(struct audio_desc){.stepped = true, .file = "/dev/full"}, &told));
    assert_says(told.text, "cannot write /dev/full: it is a device");
}

static void file_is_replaced_when_all_was_heard(void **state) {
    (void)state;
    scratch_subfolder("heard");
    scratch_text("heard/out.wav", "old");
    struct audio_desc desc = {.stepped = true, .file = scratch("heard/out.wav")};
    for (int finished = 0; finished < 2; finished++) {
        struct audio *audio = audio_create(&desc, &err);
        audio_frame(audio, 0.5, false);
        assert_true(!finished || audio_finish(audio, &err));
        audio_destroy(audio);
        size_t size;
        char *bytes = base_read_file(scratch("heard/out.wav"), 1 << 20, &size, &err);
        assert_int_equal(size, finished ? 44 + 24000 * 8 : 3);
        assert_int_equal(memcmp(bytes, finished ? "RIFF" : "old", finished ? 4 : 3), 0);
        free(bytes);
        assert_int_equal(scratch_entries(scratch("heard")), 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(voices_end_in_time),
        TEST(oldest_voice_that_does_not_loop_is_stolen),
        TEST(a_thousand_plays_in_a_frame_are_no_matter),
        TEST(music_starts_anew),
        TEST(changed_file_is_taken_while_it_plays),
        TEST(restart_ends_all_within_20_ms),
        TEST(same_bytes_stay_decoded),
        TEST(damaged_file_is_refused),
        TEST(file_that_cannot_be_written_is_told),
        TEST(file_is_replaced_when_all_was_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
