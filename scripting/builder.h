/* Freezing in a process of its own: V8 aborts on what it cannot freeze, and no game may die of another's snapshot.
 *
 * The child is this same program, started as `thaw @freeze PARENT ENTRY`. It brings V8 up, compiles what is there of the game, and waits: a
 * builder is started before it is needed, so that little is left to do when it is. A job comes through its stdin; it writes the frozen
 * file, sends one report through a pipe, fd 3, and ends. What it logs comes through the parent; V8's own last words are kept back and told
 * as the reason when it dies without a report. It ends with its parent, whatever ends that. Main thread, on the uv loop; the callbacks only
 * collect. */
#pragma once
#include "error.h"
#include "fault.h"
#include "files.h"
#include <stdbool.h>
#include <stdint.h>

struct builder;
struct uv_loop_s;

#define BUILDER_COMMAND "@freeze" /* argv[1] of the child */

enum { BUILDER_ARGC = 4 };

enum {
    BUILDER_JOB = 3 * 4096,    /* bytes of a job: two paths as long as they may be, and more */
    BUILDER_BUDGET_MS = 30000, /* a top level that takes longer is stopped and told where it was */
};

struct builder_job {
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

/* Starts the child, which then waits; NULL with `err` (EXIT_FILE) when no process can be made. `entry` is the module that it may compile
 * meanwhile; "": none. */
struct builder *builder_start(struct uv_loop_s *loop, const char *entry, struct error *err);

/* Gives it its one job; of one whose paths are too long the report tells. False when it has had one, or has died meanwhile: then only
 * builder_destroy is left. */
bool builder_begin(struct builder *builder, const struct builder_job *job);

/* Whether the child has ended; then the report is filled. */
bool builder_done(const struct builder *builder, struct builder_report *report);

/* What the game that could not be frozen was made of, as far as it was looked at; a view, empty when it could be. */
const struct file_list *builder_files(const struct builder *builder);

/* Serves the loop until it has ended. */
void builder_wait(struct builder *builder, struct builder_report *report);

/* What a report means to a caller: true, or false with `fault` (then err->text is empty) or `err`. */
bool builder_outcome(const struct builder_report *report, struct error *err, struct fault *fault);

/* Kills a child that still runs, and lets go; the loop frees the rest when the child has ended. */
void builder_destroy(struct builder *builder);

/* Serves the loop until every child that was let go has ended. */
void builder_wait_gone(struct uv_loop_s *loop);

/* The child's main, argv as builder_start made it; gives the process's exit code. */
int builder_child(int argc, char **argv);
