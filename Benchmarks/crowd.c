// Many clients with a stream each, for measuring a server.
//
//   crowd PORT PATH COUNT ROUNDS [HEADS SOCKET]
//
// Opens COUNT streams by GET PATH, from as many addresses of 127/8 as it takes for none to have over 200, and prints
// `open`. For each line on standard input it then does ROUNDS rounds: POSTs a message to /send, waits until it has come
// on every stream, and prints the median and the longest of the times to the last one, in microseconds. Ends with the
// input.
//
// With HEADS, a file of whole requests with a NUL behind each, the streams are opened by these, one after the other; and a
// round is a PATCH of PATH with another name, sent to the Unix socket SOCKET.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char message[] = "{\"id\":812,\"type\":\"area_updated\",\"at\":\"2026-11-20T10:30:00.000Z\",\"data\":{}}";

struct client {
    int descriptor;
    int heard; // messages
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int dial(int port, int number) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7F010001 + number / 200)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
    int yes = 1;
    setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&from, sizeof from)) fail("socket");
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to)) fail("connect");
    return descriptor;
}

static void say(int descriptor, const char *text) {
    if (write(descriptor, text, strlen(text)) != (ssize_t)strlen(text)) fail("write");
}

// Until the text has come; what is behind it in the same portion is lost.
static void hear(int descriptor, const char *wanted) {
    char buffer[4096];
    size_t filled = 0;
    while (filled < sizeof buffer - 1) {
        ssize_t count = read(descriptor, buffer + filled, sizeof buffer - 1 - filled);
        if (count <= 0) fail("a stream ended");
        filled += count;
        buffer[filled] = 0;
        if (!strstr(buffer, wanted)) continue;
        if (strncmp(buffer, "HTTP/1.1 2", 10) && strncmp(buffer, "HTTP/1.1 101", 12)) fail(buffer);
        return;
    }
    fail("no such answer");
}

static int dial_unix(const char *path) {
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&to, sizeof to)) fail("connect");
    return descriptor;
}

// Reads the first messages of the streams, until two seconds pass without any.
static void drain(int epoll, struct client *clients) {
    static char buffer[65536];
    struct epoll_event events[512];
    int ready;
    while ((ready = epoll_wait(epoll, events, 512, 2000)) > 0)
        for (int index = 0; index < ready; index++)
            if (read(clients[events[index].data.u32].descriptor, buffer, sizeof buffer) <= 0) fail("a stream ended");
}

// Makes the server send a message to all. With HEADS, each round sets another name.
static void write_request(char *request, size_t room, const char *path, int round) {
    char body[64];
    snprintf(body, sizeof body, "{\"name\": \"Round %d\"}", round);
    if (path)
        snprintf(request, room,
            "PATCH %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
            path, strlen(body), body);
    else
        snprintf(request, room, "POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s",
            strlen(message), message);
}

static double round_once(
    int epoll, int sender, const char *path, struct client *clients, int count, int round) {
    static char buffer[65536];
    struct epoll_event events[512];
    char request[512];
    write_request(request, sizeof request, path, round);
    int missing = count;
    double begin = now();
    say(sender, request);
    while (missing > 0) {
        int ready = epoll_wait(epoll, events, 512, 10000);
        if (ready <= 0) fail("a message did not come");
        for (int index = 0; index < ready; index++) {
            struct client *client = &clients[events[index].data.u32];
            ssize_t got = read(client->descriptor, buffer, sizeof buffer);
            if (got <= 0) fail("a stream ended");
            // Small messages come whole or not at all; heartbeats hold no brace.
            if (memchr(buffer, '}', got)) {
                client->heard++;
                if (client->heard == round) missing--;
            }
        }
    }
    double end = now();
    hear(sender, "\r\n\r\n");
    return end - begin;
}

static int rising(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(int argc, char **argv) {
    if (argc != 5 && argc != 7) return fprintf(stderr, "usage: crowd PORT PATH COUNT ROUNDS [HEADS SOCKET]\n"), 2;
    int port = atoi(argv[1]), count = atoi(argv[3]), rounds = atoi(argv[4]), done = 0;
    FILE *heads = argc == 7 ? fopen(argv[5], "r") : NULL;
    if (argc == 7 && !heads) fail(argv[5]);
    struct rlimit limit = {count + 64, count + 64};
    setrlimit(RLIMIT_NOFILE, &limit);
    struct client *clients = calloc(count, sizeof *clients);
    int epoll = epoll_create1(0);
    char line[64], *request = malloc(1024);
    size_t room = 1024;
    snprintf(request, room,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", argv[2]);
    for (int index = 0; index < count; index++) {
        if (heads && getdelim(&request, &room, 0, heads) <= 0) fail("too few heads");
        clients[index].descriptor = dial(port, index);
        say(clients[index].descriptor, request);
        hear(clients[index].descriptor, "\r\n\r\n");
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = index};
        epoll_ctl(epoll, EPOLL_CTL_ADD, clients[index].descriptor, &event);
    }
    int sender = heads ? dial_unix(argv[6]) : dial(port, count + 200);
    if (heads) drain(epoll, clients);
    printf("open\n");
    fflush(stdout);
    double *times = calloc(rounds, sizeof *times);
    while (fgets(line, sizeof line, stdin)) {
        for (int round = 0; round < rounds; round++)
            times[round] = round_once(epoll, sender, heads ? argv[2] : NULL, clients, count, ++done);
        qsort(times, rounds, sizeof *times, rising);
        printf("%.0f %.0f\n", times[rounds / 2], times[rounds - 1]);
        fflush(stdout);
    }
    return 0;
}
