/* The protocol methods that are the engine's own, beside V8's: Page.reload, Network.loadNetworkResource, IO.read, IO.close. Main thread
 * only. */
#pragma once
#include "protocol.h"
#include "resource.h"
#include <stdbool.h>

/* The answer to a message whose head is `head`, malloc'd JSON; NULL: the method is not the engine's. `*reload` is set for Page.reload. */
char *answer_make(struct resources *resources, uint32_t client, const struct module_list *modules, const struct protocol_head *head,
                  const char *json, size_t size, bool *reload);
