// Disturbs a process at its N-th write or sync of a file whose path contains $FAULT_FILE, by LD_PRELOAD.
//
//   FAULT=kill:N           SIGKILL just before the N-th write or sync
//   FAULT=write:N:ENOSPC   from the N-th write on, the disk is full
//   FAULT=write:N:EIO      from the N-th write on, the disk is broken
//   FAULT=sync:N:EIO       from the N-th sync on, the disk is broken
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int calls;

static int concerns(int descriptor) {
    char link[64], path[512];
    const char *wanted = getenv("FAULT_FILE");
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0 || !wanted) return 0;
    path[length] = 0;
    return strstr(path, wanted) != 0;
}

static int strikes(const char *call, int descriptor) {
    const char *fault = getenv("FAULT");
    char kind[16] = "", code[16] = "";
    int number = 0;
    if (!fault || sscanf(fault, "%15[^:]:%d:%15s", kind, &number, code) < 2 || !concerns(descriptor)) return 0;
    if (!strcmp(kind, "kill")) {
        if (atomic_fetch_add(&calls, 1) + 1 == number) kill(getpid(), SIGKILL);
        return 0;
    }
    if (strcmp(kind, call) || atomic_fetch_add(&calls, 1) + 1 < number) return 0;
    errno = !strcmp(code, "ENOSPC") ? ENOSPC : EIO;
    return 1;
}

#define NEXT(type, name) ((type)dlsym(RTLD_NEXT, name))

int fsync(int d) { return strikes("sync", d) ? -1 : NEXT(int (*)(int), "fsync")(d); }
int fdatasync(int d) { return strikes("sync", d) ? -1 : NEXT(int (*)(int), "fdatasync")(d); }
ssize_t write(int d, const void *b, size_t n) {
    return strikes("write", d) ? -1 : NEXT(ssize_t (*)(int, const void *, size_t), "write")(d, b, n);
}
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) {
    return strikes("write", d) ? -1 : NEXT(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64")(d, b, n, o);
}
ssize_t pwrite(int d, const void *b, size_t n, off_t o) { return pwrite64(d, b, n, o); }
