/* Nanoseconds of a call with two numbers, and of a draw record, both through the library of calls_library.c: the floor for scripts. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

union word {
    float f;
    uint32_t u;
};
double add_two(double a, double b);
void record_nine(union word *list, float x, float y, float rotation, float scale, float origin_x, float origin_y, uint32_t image,
                 uint32_t frame, uint32_t tint);

static double now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(void) {
    enum { CALLS = 50000000, RECORDS = 20000, FRAMES = 200 };
    static union word list[RECORDS * 10 + 1];
    double (*volatile pointer)(double, double) = add_two, sum = 0, began = now_ns();
    double (*call)(double, double) = pointer;
    for (int i = 0; i < CALLS; i++)
        sum = call(sum, i);
    printf("{\"name\":\"two numbers\",\"ns\":%f}\n", (now_ns() - began) / CALLS);
    began = now_ns();
    for (int frame = 0; frame < FRAMES; frame++) {
        list[0].u = 1;
        for (int i = 0; i < RECORDS; i++)
            record_nine(list, (float)i, -99.5f, 0.5f, 2, 0.5f, 0.5f, 1, 0, 0xffffffff);
    }
    printf("{\"name\":\"a record of 9 numbers\",\"ns\":%f}\n", (now_ns() - began) / FRAMES / RECORDS);
    return sum == 1;
}
