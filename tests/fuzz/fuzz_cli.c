/* libFuzzer: command lines, one word a line. */
#include "base.h"
#include "cli.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { WORDS = 40 };
    char *text = base_alloc(size + 1), *words[WORDS + 2] = {"thaw"};
    memcpy(text, data, size);
    text[size] = 0;
    int count = 1;
    for (char *word = text; word && count <= WORDS;) {
        char *end = strchr(word, '\n');
        if (end)
            *end++ = 0;
        words[count++] = word;
        word = end;
    }
    struct cli cli;
    struct error err = {0};
    if (cli_parse(&cli, count, words, &err))
        ASSERT(cli.command <= CLI_HELP && cli.frames >= 0 && cli.budget >= 0 && cli.script_limit >= 0 && cli.max_heap >= 0 &&
               cli.inspect.port >= 0 && cli.inspect.port <= 65535 && cli.game_argc >= 0 && cli.game_argc < count);
    else
        ASSERT(err.code == EXIT_USAGE && err.text[0]);
    free(text);
    return 0;
}
