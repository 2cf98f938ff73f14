// Sets clocks of one process, by LD_PRELOAD: the clock on the wall is as many seconds later, or earlier, as the first number
// in the file $CLOCK_MOVED says, and the time since the machine was started by the second, where there is one. Other clocks go
// on as they are.
#define _GNU_SOURCE
#include <stdlib.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    int result = syscall(SYS_clock_gettime, clock, time);
    const char *name = getenv("CLOCK_MOVED");
    if (result != 0 || (clock != CLOCK_REALTIME && clock != CLOCK_BOOTTIME) || !name) return result;
    FILE *file = fopen(name, "re");
    long wall = 0, machine = 0;
    if (file && fscanf(file, "%ld %ld", &wall, &machine) >= 1) time->tv_sec += clock == CLOCK_REALTIME ? wall : machine;
    if (file) fclose(file);
    return result;
}
