/* Non-blocking TCP sockets as bare descriptors: whoever has one watches it and closes it.
 *
 * Not libuv's streams, for three reasons: their write raises SIGPIPE on a peer that is gone, they keep what is unsent until the loop runs
 * again (V8 sends a whole heap snapshot within one call), and reading cannot be left off at one connection without losing its end. */
#pragma once
#include "error.h"
#include <stddef.h>
#include <sys/types.h>

enum { TCP_ADDRESS_SIZE = 80 };

/* Listens at the first address of `host` (a name is looked up, which may take its time) where `port` is free; 0: any. Gives the descriptor
 * and the numeric address, "127.0.0.1:9229" or "[::1]:9229"; -1 with `err` (EXIT_FILE). */
int tcp_listen(const char *host, int port, char address[TCP_ADDRESS_SIZE], struct error *err);

/* The next connection, sending at once (no Nagle) and noticing a dead peer (keep-alive); -1 with errno. */
int tcp_accept(int listener);

/* How many bytes came; 0: none now; -1: the other side ended or broke it. */
ssize_t tcp_read(int socket, void *bytes, size_t size);

/* How many bytes the kernel took; 0: none now; -1: broken. Never a signal. */
ssize_t tcp_write(int socket, const void *bytes, size_t size);
