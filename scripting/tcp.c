#include "tcp.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { QUIET_S = 60, PROBE_S = 15, PROBES = 4 }; /* keep-alive: silence before the first probe, then between them */

static int listen_at(const struct addrinfo *at) {
    int on = 1, fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    /* else a game that restarts finds its port taken by its own old connections */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int failed = errno;
    close(fd);
    errno = failed;
    return -1;
}

static void tell_address(int fd, char address[TCP_ADDRESS_SIZE]) {
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    char host[64] = "", port[8] = "";
    getsockname(fd, (struct sockaddr *)&name, &size);
    getnameinfo((struct sockaddr *)&name, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(address, TCP_ADDRESS_SIZE, name.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

int tcp_listen(const char *host, int port, char address[TCP_ADDRESS_SIZE], struct error *err) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
    char text[16];
    snprintf(text, sizeof text, "%d", port);
    int failed = port < 0 || port > 65535 ? EAI_SERVICE : getaddrinfo(host, text, &hints, &found);
    if (failed) {
        const char *why = failed == EAI_SERVICE ? "no such port" : failed == EAI_SYSTEM ? strerror(errno) : gai_strerror(failed);
        error_set(err, EXIT_FILE, "cannot listen for debuggers at %s, port %d: %s", host, port, why);
        return -1;
    }
    int fd = -1;
    bool taken = false; /* a name may have two addresses: on the other one clients that try both would find the wrong game */
    for (const struct addrinfo *at = found; at && fd < 0 && !taken; at = at->ai_next) {
        fd = listen_at(at);
        taken = fd < 0 && errno == EADDRINUSE;
    }
    if (fd < 0)
        error_set(err, EXIT_FILE, "cannot listen for debuggers at %s, port %d: %s", host, port, strerror(errno));
    else
        tell_address(fd, address);
    freeaddrinfo(found);
    return fd;
}

int tcp_accept(int listener) {
    int fd, on = 1, quiet = QUIET_S, probe = PROBE_S, probes = PROBES;
    do
        fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &quiet, sizeof quiet);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &probe, sizeof probe);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    return fd;
}

ssize_t tcp_read(int socket, void *bytes, size_t size) {
    ssize_t got;
    do
        got = recv(socket, bytes, size, 0);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        return got;
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : -1;
}

ssize_t tcp_write(int socket, const void *bytes, size_t size) {
    ssize_t gone;
    do
        gone = send(socket, bytes, size, MSG_NOSIGNAL);
    while (gone < 0 && errno == EINTR);
    if (gone >= 0)
        return gone;
    return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
}
