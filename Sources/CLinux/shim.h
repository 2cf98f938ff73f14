// What Linux offers beside Swift's Glibc module. Never define _GNU_SOURCE here: Glibc is built without it, and types
// that differ between two modules are errors. What stands behind it is declared below.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <termios.h>

// `struct ucred`, which SO_PEERCRED fills in.
struct kith_peer_credentials {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

static inline int kith_accept(int listener) {
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    return accept4(listener, 0, 0, SOCK_CLOEXEC);
}

// Not blocking, unlike the one above; and tells the address of the other side.
static inline int kith_accept_now(int listener, struct sockaddr *address, socklen_t *length) {
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    return accept4(listener, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// `struct epoll_event` is packed and holds a union; two plain arrays are easier to be sure of.
static inline int kith_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

#define KITH_EPOLL_BATCH 256

static inline int kith_epoll_wait(int epoll, uint64_t *tokens, uint32_t *events, int milliseconds) {
    struct epoll_event found[KITH_EPOLL_BATCH];
    int count = epoll_wait(epoll, found, KITH_EPOLL_BATCH, milliseconds);
    for (int index = 0; index < count; index++) {
        tokens[index] = found[index].data.u64;
        events[index] = found[index].events;
    }
    return count;
}

// The names of the limits are an enumeration in C and plain numbers in Swift, or not, by the version of either.
static inline int kith_raise_descriptor_limit(uint64_t wanted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    if (limit.rlim_cur >= wanted) return 0;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit);
}

// How far the soft limit can be raised. Where it cannot be asked, as many as anybody wants: the kernel then says no.
static inline uint64_t kith_hard_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return INT32_MAX;
    return limit.rlim_max < INT32_MAX ? limit.rlim_max : INT32_MAX;
}

// ioctl is variadic, which Swift does not call.
static inline int kith_window_size(int terminal, uint16_t *columns, uint16_t *rows) {
    struct winsize size;
    if (ioctl(terminal, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}
