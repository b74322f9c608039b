/* Freezing in a process of its own: V8 aborts on what it cannot freeze, and no game may die of another's snapshot.
 *
 * The child is this same program, started as `thaw @freeze …`; it writes the frozen file and sends one report through a pipe, fd 3. What
 * it logs comes through the parent; V8's own last words are kept back and told as the reason when it dies without a report. Main thread, on
 * the uv loop; the callbacks only collect. */
#pragma once
#include "error.h"
#include "fault.h"
#include <stdbool.h>
#include <stdint.h>

struct builder;
struct uv_loop_s;

#define BUILDER_COMMAND "@freeze" /* argv[1] of the child */

enum { BUILDER_ARGC = 6 };

enum { BUILDER_BUDGET_MS = 30000 }; /* a top level that takes longer is stopped and told where it was */

struct builder_desc {
    struct uv_loop_s *loop;
    const char *entry;  /* absolute path of the entry module */
    const char *out;    /* frozen file to write; NULL: only check */
    bool pack;          /* asset files go into the frozen file */
    uint32_t budget_ms; /* 0: BUILDER_BUDGET_MS */
};

/* What came of it: a frozen file, an error of the author's (fault), or one of the machine's (error). Plain data. */
struct builder_report {
    bool ok;
    struct error error; /* when not ok and fault.message is empty */
    struct fault fault;
    int modules, assets;
    uint64_t blob_size;
    double evaluate_ms, freeze_ms; /* loading and evaluating; V8's CreateBlob and writing */
};

/* Starts the child; NULL with `err` (EXIT_FILE) when no process can be made. */
struct builder *builder_start(const struct builder_desc *desc, struct error *err);

/* Whether the child has ended; then the report is filled. */
bool builder_done(const struct builder *builder, struct builder_report *report);

/* Serves the loop until it has. */
void builder_wait(struct builder *builder, struct builder_report *report);

/* What a report means to a caller: true, or false with `fault` (then err->text is empty) or `err`. */
bool builder_outcome(const struct builder_report *report, struct error *err, struct fault *fault);

/* Kills a child that still runs, and frees. */
void builder_destroy(struct builder *builder);

/* The child's main, argv as builder_start made it; gives the process's exit code. */
int builder_child(int argc, char **argv);
