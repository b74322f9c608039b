/* Files that a debugger's front end may read through the protocol (Network.loadNetworkResource, IO.read, IO.close): the game's own modules
 * as they are on disk, and the source maps beside them; nothing else. Streams belong to the client that opened them. Main thread only. */
#pragma once
#include "module.h"
#include <stdbool.h>
#include <stdint.h>

struct resources; /* the open streams */

struct resources *resources_create(void);
void resources_destroy(struct resources *resources);

/* Opens the file of this URL; gives the stream's number, 0 when it is none of the game's files, cannot be read, or when its client has
 * 4,096 streams or 64 MB open already. */
int resources_open(struct resources *resources, uint32_t client, const struct module_list *modules, const char *url);

/* The next bytes of a stream, at most `most`; a view until the stream is closed. False: no such stream of that client. */
bool resources_read(struct resources *resources, uint32_t client, int stream, size_t most, const char **bytes, size_t *size, bool *end);

/* Closes one stream of a client, or with `stream` 0 all of them. */
void resources_close(struct resources *resources, uint32_t client, int stream);
