// What Linux offers beside Swift's Glibc module. Never define _GNU_SOURCE here: Glibc is built without it, and types
// that differ between two modules are errors. What stands behind it is declared below.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/random.h>
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
