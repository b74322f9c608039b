/* The native API as tables: one row, one C function. bind_*.c hold the rows and know no V8; vm_bind.cc turns rows into functions, checks
 * and converts what scripts pass, and throws what rows refuse.
 *
 * Scripts never see these functions: the engine's own JavaScript half (scripting/js/) wraps them. To add one: a row in its table in
 * bind_*.c, its wrapper in js/, its line in thaw.d.ts. Main thread only. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;
struct assets;
struct draw;
struct file_list;
struct input;
struct storage;
struct vm;

enum { BIND_ARGS = 10 }; /* the most that a row takes */

enum bind_type {
    BIND_NOTHING, /* undefined */
    BIND_NUMBER,
    BIND_BOOLEAN,
    BIND_STRING,  /* UTF-8 in `text`, `size` bytes, NUL behind */
    BIND_BYTES,   /* `bytes` and `size`: as an argument a view of any typed array or ArrayBuffer, as a result copied into a Uint8Array */
    BIND_NUMBERS, /* result only: an array of `size` numbers */
    BIND_ANY,     /* any JavaScript value, in `any`, alive until the row returns; for rows that pass it on to vm.h */
};

struct bind_value {
    enum bind_type type;
    double number; /* BOOLEAN: 0 or 1 */
    const char *text;
    const void *bytes;
    size_t size;
    double numbers[5];
    void *any;
};

/* What native functions work on; filled by the program, shared by every isolate that it thaws. Any pointer but `root` may be NULL while a
 * game is frozen, when there is no screen. */
struct bind_world {
    struct app *app;
    struct draw *draw;
    struct input *input;
    struct assets *assets;
    struct storage *storage;   /* of the game that plays */
    struct file_list *touched; /* gets the modules that are loaded and the files that are missing; NULL: nobody asks */
    size_t max_heap;           /* bytes of a game's objects, and again of its ArrayBuffers; 0: the usual (vm.h) */
    int game_argc;             /* words behind "--" */
    char **game_argv;
    bool restart_asked; /* by game.restart(): done when no script runs */
};

/* The world of the game that plays, for rows of numbers: there is one in a process. Set by vm_bind.cc before any of them is called. */
extern struct bind_world *bind_world;

enum bind_throw { BIND_ERROR, BIND_TYPE_ERROR, BIND_RANGE_ERROR, BIND_SYNTAX_ERROR, BIND_PENDING /* thrown already, by vm.h */ };

struct bind_call {
    const struct bind_value *args; /* as many as the row's `args` names, of those types */
    struct bind_value result;      /* BIND_STRING and BIND_BYTES: malloc'd, taken and freed by the caller */
    struct bind_world *world;
    struct vm *vm;
    enum bind_throw thrown; /* the class of what is thrown when the row returns false */
    struct error *err;
};

enum bind_flags {
    BIND_DEVICE = 1, /* refused while the game is frozen: there is no screen, no input and no run yet */
};

/* Rows of numbers alone: plain C functions that take numbers and give a number, a boolean or nothing. V8's optimised code calls them with
 * nothing in between, in a few nanoseconds, so they cannot fail, run no script and touch no object of one. Yes and no come as 1 and 0,
 * since V8 would take anything for a boolean. The first argument is V8's own; what they work on is bind_world. */
#define BIND_SELF __attribute__((unused)) const void *self

struct bind_numbers {
    void (*call)(void); /* to be cast to what `shape` says; NULL: the row has a `call` of its own */
    int shape;          /* what it gives, a multiple of BIND_GIVES_NUMBER, and how many numbers it takes */
};

enum { BIND_GIVES_NOTHING = 0, BIND_GIVES_NUMBER = 8, BIND_GIVES_BOOLEAN = 16, BIND_NUMBERS_MOST = 6 };

/* The shape of a function, found by the compiler, which refuses all others. */
/* clang-format off */
#define BIND_SHAPES(gives, as)                                                          \
    gives (*)(BIND_SELF): (as), gives (*)(BIND_SELF, double): (as) + 1,                 \
    gives (*)(BIND_SELF, double, double): (as) + 2,                                     \
    gives (*)(BIND_SELF, double, double, double): (as) + 3,                             \
    gives (*)(BIND_SELF, double, double, double, double): (as) + 4,                     \
    gives (*)(BIND_SELF, double, double, double, double, double): (as) + 5,             \
    gives (*)(BIND_SELF, double, double, double, double, double, double): (as) + 6
#define BIND_SHAPE_OF(f) \
    _Generic((f), BIND_SHAPES(void, BIND_GIVES_NOTHING), BIND_SHAPES(double, BIND_GIVES_NUMBER), BIND_SHAPES(bool, BIND_GIVES_BOOLEAN))

/* A row of any kind, and a row of numbers. */
#define BIND_ROW(name, args, call, flags) {name, args, call, flags, {NULL, 0}}
#define BIND_NUMBERS_ROW(name, args, f, flags) {name, args, NULL, flags, {(void (*)(void))(f), BIND_SHAPE_OF(f)}}
/* clang-format on */

struct bind_row {
    const char *name;                     /* "asset.image", as errors name it */
    const char *args;                     /* "path:string width:number", types string number boolean bytes any, at most BIND_ARGS */
    bool (*call)(struct bind_call *call); /* false: throw `err`; NULL in a row of numbers */
    unsigned flags;
    struct bind_numbers numbers; /* of a row of numbers, whose `args` are all numbers */
};

struct bind_table {
    const struct bind_row *rows;
    int count;
};

extern const struct bind_table bind_asset, bind_game, bind_input, bind_screen, bind_sound, bind_storage, bind_web;

/* Row `index` of all tables in their fixed order; NULL behind the last. */
const struct bind_row *bind_row_at(int index);

/* A hash over all rows, the engine's JavaScript half and what else a frozen file depends on. */
uint64_t bind_hash(void);

/* The engine's JavaScript half: the source of "thaw:NAME", or NULL. */
const char *bind_script(const char *name, size_t *size);

/* False, for a row whose first argument is an asset's path: the file may come yet, and is remembered. In bind_asset.c. */
bool bind_missed(struct bind_call *call);

/* Result helpers, so that a row reads as `return bind_give_number(call, 1)`. All return true. */
bool bind_give_number(struct bind_call *call, double number);
bool bind_give_text(struct bind_call *call, char *text); /* takes */
