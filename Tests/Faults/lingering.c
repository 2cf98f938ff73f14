// Preloaded into kith: every thread lingers a little before it ends, and a process that exits while one still runs says so
// and ends with 99. A process that waits for its threads notices nothing.
//
// The threads are counted here. The kernel's list still names a thread for an instant after pthread_join has returned.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int running;

struct work {
    void *(*run)(void *);
    void *context;
};

static void *linger(void *context) {
    struct work work = *(struct work *)context;
    free(context);
    void *result = work.run(work.context);
    usleep(100 * 1000);
    atomic_fetch_sub(&running, 1);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context) {
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, "pthread_create");
    struct work *work = malloc(sizeof *work);
    *work = (struct work){run, context};
    atomic_fetch_add(&running, 1);
    int result = create(thread, attributes, linger, work);
    if (result != 0) {
        atomic_fetch_sub(&running, 1);
        free(work);
    }
    return result;
}

__attribute__((destructor)) static void look(void) {
    int count = atomic_load(&running);
    if (count == 0) return;
    dprintf(STDERR_FILENO, "%d threads still run while the process exits\n", count);
    _exit(99);
}
