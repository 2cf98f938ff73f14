// Preloaded into kith: every thread lingers a little before it ends, and a process that exits while one still runs says so
// and ends with 99. A process that waits for its threads notices nothing.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct work {
    void *(*run)(void *);
    void *context;
};

static void *linger(void *context) {
    struct work work = *(struct work *)context;
    free(context);
    void *result = work.run(work.context);
    usleep(100 * 1000);
    return result;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context) {
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = dlsym(RTLD_NEXT, "pthread_create");
    struct work *work = malloc(sizeof *work);
    *work = (struct work){run, context};
    return create(thread, attributes, linger, work);
}

__attribute__((destructor)) static void look(void) {
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    while (tasks && readdir(tasks)) count++;
    // Without "." and "..", and the one that exits.
    if (count <= 3) return;
    dprintf(STDERR_FILENO, "%d threads still run while the process exits\n", count - 3);
    _exit(99);
}
