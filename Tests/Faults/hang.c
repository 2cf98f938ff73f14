// Makes the database hang, by LD_PRELOAD: as long as the file $HANG_WHILE is there, no lock on it is granted, and no caller gets an error
// why. So does a disk that does not answer.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

int fcntl64(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    const char *file = getenv("HANG_WHILE");
    while (command == F_SETLK && file && access(file, F_OK) == 0) usleep(20000);
    return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl64"))(descriptor, command, argument);
}
