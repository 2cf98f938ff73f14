// Sets the clock on the wall of one process, by LD_PRELOAD: as many seconds later, or earlier, as the file $CLOCK_MOVED says.
// Other clocks, by which time is measured and not told, go on as they are.
#define _GNU_SOURCE
#include <stdlib.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = syscall(SYS_clock_gettime, clock, time);
    const char *name = getenv("CLOCK_MOVED");
    if (result != 0 || clock != CLOCK_REALTIME || !name) return result;
    FILE *file = fopen(name, "re");
    long seconds = 0;
    if (file && fscanf(file, "%ld", &seconds) == 1) time->tv_sec += seconds;
    if (file) fclose(file);
    return result;
}
