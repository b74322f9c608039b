/* libFuzzer: what is read of JavaScript without V8: whether it is CommonJS, whether two versions differ in bodies only; and lists of files
 * out of a pipe. A NUL parts the two versions. */
#include "base.h"
#include "bodies.h"
#include "files.h"
#include "package_source.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = base_alloc(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    char *before = base_strdup(text), *after = base_strdup(strlen(text) < size ? text + strlen(text) + 1 : text);
    const char *why = NULL;
    struct error err;
    package_reads_common(before);
    ASSERT(bodies_differ_only(before, after, &why) || (why && *why));
    ASSERT(!package_refuse_common(before, &err) && err.text[0]);
    package_of_node(before);
    struct file_list list = {0};
    if (files_unpack(&list, text, size)) {
        size_t packed_size;
        char *packed = files_pack(&list, &packed_size);
        free(packed);
    }
    files_clear(&list);
    free(before);
    free(after);
    free(text);
    return 0;
}
