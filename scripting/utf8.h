/* UTF-8 as the Encoding Standard reads it (encoding.spec.whatwg.org): what is whole, what is cut at the end. No state, any thread. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Whether the bytes are UTF-8 from beginning to end: no stray or missing bytes, no surrogates, nothing above
 * U+10FFFF, the shortest form. */
bool utf8_valid(const void *bytes, size_t size);

/* How many bytes at the end begin a letter that more bytes could complete: 0 to 3. */
size_t utf8_tail(const void *bytes, size_t size);
