// Functions of Linux that Swift's Glibc module lacks. Never define _GNU_SOURCE here: Glibc is built without it, and types
// that differ between two modules are errors. What needs it is declared below.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <malloc.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
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
#include <time.h>
#include <unistd.h>

// `struct ucred`, which SO_PEERCRED fills.
struct kith_peer_credentials {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

static inline int kith_accept(int listener) {
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    return accept4(listener, 0, 0, SOCK_CLOEXEC);
}

// Does not block, unlike the one above, and returns the address of the other side.
static inline int kith_accept_now(int listener, struct sockaddr *address, socklen_t *length) {
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    return accept4(listener, address, length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// `struct epoll_event` is packed and holds a union; two plain arrays are safer.
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

// The names of the limits are an enumeration in C. Whether they are numbers in Swift depends on the version.
static inline int kith_raise_descriptor_limit(uint64_t wanted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    if (limit.rlim_cur >= wanted) return 0;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit);
}

// Becomes another user for good: real, effective and saved ids, of all threads (the C library handles those).
static inline int kith_become(uid_t user, gid_t group, const char *name) {
    extern int setresgid(gid_t, gid_t, gid_t);
    extern int setresuid(uid_t, uid_t, uid_t);
    if ((name ? initgroups(name, group) : setgroups(1, &group)) != 0) return -1;
    if (setresgid(group, group, group) != 0) return -1;
    return setresuid(user, user, user);
}

// The program that is started keeps none of our files open from this number on.
static inline int kith_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

// Also where the system or a filter refuses the call that closes all of them.
static inline void kith_close_range(unsigned first, unsigned last) {
    extern int close_range(unsigned, unsigned, int);
    if (close_range(first, last, 0) == 0) return;
    struct rlimit limit;
    unsigned end = 1 << 20;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < end) end = (unsigned)limit.rlim_max;
    for (unsigned each = first; each <= last && each < end; each++) close((int)each);
}

// A second process of this program, for one that has a single thread: in it, of the descriptors above standard error only
// `kept` stay open; it is sorted. A pipe without a reader is an error of write(2) there, no signal. It has no terminal: it is
// about to belong to another user, who could type into root's. If that is not possible, it ends.
static inline pid_t kith_fork(const int *kept, size_t count) {
    // A parent that ignores the end of its children would not get to know it.
    signal(SIGCHLD, SIG_DFL);
    pid_t child = fork();
    if (child != 0) return child;
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (setsid() < 0) _exit(1);
    int nothing = open("/dev/null", O_RDWR);
    if (nothing < 0) _exit(1);
    for (int each = 0; each <= 2; each++) if (dup2(nothing, each) < 0) _exit(1);
    unsigned next = 3;
    for (size_t index = 0; index < count; index++) {
        unsigned keep = (unsigned)kept[index];
        if (keep > next) kith_close_range(next, keep - 1);
        if (keep >= next) next = keep + 1;
    }
    kith_close_range(next, ~0U);
    signal(SIGPIPE, SIG_IGN);
    return 0;
}

// The processes that the signals below end. 0 is none.
static inline volatile pid_t *kith_ended_by_signals(void) {
    static volatile pid_t processes[2];
    return processes;
}

static void kith_end_them(int number) {
    (void)number;
    int error = errno;
    for (int index = 0; index < 2; index++) {
        pid_t process = kith_ended_by_signals()[index];
        if (process > 0) kill(process, SIGKILL);
    }
    errno = error;
}

// Ctrl-C, a closed terminal and SIGTERM end these two processes. This one goes on, and tells what they have done.
static inline void kith_end_by_signals(pid_t first, pid_t second) {
    kith_ended_by_signals()[0] = first;
    kith_ended_by_signals()[1] = second;
    struct sigaction action = {.sa_handler = kith_end_them, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

// Before a process is waited for: its number may be that of another one afterwards.
static inline void kith_spare(pid_t process) {
    for (int index = 0; index < 2; index++) {
        if (kith_ended_by_signals()[index] == process) kith_ended_by_signals()[index] = 0;
    }
}

// Whether a group has this name, and no other members than the user of this name.
static inline int kith_is_group_of_one(gid_t group, const char *user) {
    struct group entry, *found = NULL;
    char text[4096];
    if (getgrgid_r(group, &entry, text, sizeof text, &found) != 0 || !found || strcmp(found->gr_name, user) != 0) return 0;
    for (char **member = found->gr_mem; *member; member++) if (strcmp(*member, user) != 0) return 0;
    return 1;
}

// How far the soft limit can be raised. If it cannot be read, returns the largest number: the kernel then refuses.
static inline uint64_t kith_hard_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return INT32_MAX;
    return limit.rlim_max < INT32_MAX ? limit.rlim_max : INT32_MAX;
}

// ioctl is variadic, which Swift cannot call.
static inline int kith_window_size(int terminal, uint16_t *columns, uint16_t *rows) {
    struct winsize size;
    if (ioctl(terminal, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

// Glibc's module has no sem_clockwait, and sem_timedwait waits by a clock that can be set. 0, or -1 if no signal came in time.
static inline int kith_semaphore_wait(sem_t *semaphore, int64_t milliseconds) {
    extern int sem_clockwait(sem_t *, clockid_t, const struct timespec *);
    const int64_t day = 24 * 60 * 60 * 1000;
    struct timespec end;
    if (milliseconds > day) milliseconds = day;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += milliseconds / 1000;
    end.tv_nsec += milliseconds % 1000 * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    int result;
    do result = sem_clockwait(semaphore, CLOCK_MONOTONIC, &end);
    while (result != 0 && errno == EINTR);
    return result;
}
