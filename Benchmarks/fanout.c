// The yardstick for fan-out: the plainest epoll loop that does it. It knows no HTTP beyond the end of a head and the first
// letter of a request: G opens a stream, P sends the rest of what was read to all of them, as one WebSocket frame.
//
//   fanout PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

static int streams[8192], count;

static void send_to_all(const char *text, size_t length) {
    static char frame[4096];
    frame[0] = (char)0x81;
    frame[1] = (char)length;
    memcpy(frame + 2, text, length);
    for (int index = 0; index < count; index++)
        if (write(streams[index], frame, length + 2) != (ssize_t)length + 2) exit(1);
}

static void serve(int descriptor) {
    static char buffer[65536];
    ssize_t got = read(descriptor, buffer, sizeof buffer - 1);
    if (got <= 0) {
        close(descriptor);
        return;
    }
    buffer[got] = 0;
    char *body = strstr(buffer, "\r\n\r\n");
    const char *answer = "HTTP/1.1 204 No Content\r\n\r\n";
    if (buffer[0] == 'G') {
        streams[count++] = descriptor;
        answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    } else if (body) {
        send_to_all(body + 4, strlen(body + 4));
    }
    if (write(descriptor, answer, strlen(answer)) < 0) exit(1);
}

int main(int argc, char **argv) {
    if (argc != 2) return fprintf(stderr, "usage: fanout PORT\n"), 2;
    struct rlimit limit = {8192, 8192};
    setrlimit(RLIMIT_NOFILE, &limit);
    struct sockaddr_in place = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(atoi(argv[1]))};
    int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&place, sizeof place) || listen(listener, 4096)) return perror("listen"), 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[512];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        int ready = epoll_wait(epoll, events, 512, -1);
        for (int index = 0; index < ready; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor != listener) {
                serve(descriptor);
                continue;
            }
            event.data.fd = accept4(listener, 0, 0, SOCK_CLOEXEC);
            epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
        }
    }
}
