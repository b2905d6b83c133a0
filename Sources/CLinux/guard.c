#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "include/CLinux.h"

enum { PIDFD_SEND_SIGNAL = 424, PIDFD_OPEN = 434, CLOSE_RANGE = 436 };

static int open_process(int process) { return (int)syscall(PIDFD_OPEN, process, 0); }

// Waits until the guarded process has ended, or the other one has and the time after it is over. It uses nothing of the process
// that it was copied from, neither its descriptors nor its locks.
static void guard(int guarded, int parent, int seconds) {
    struct pollfd ends[] = {{.fd = guarded, .events = POLLIN}, {.fd = parent, .events = POLLIN}};
    while (!ends[0].revents && !ends[1].revents) {
        if (poll(ends, 2, -1) < 0 && errno != EINTR) break;
    }
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    for (time_t end = now.tv_sec + seconds; now.tv_sec < end; clock_gettime(CLOCK_BOOTTIME, &now)) {
        if (poll(ends, 1, (int)(end - now.tv_sec) * 1000) > 0) return;
    }
    syscall(PIDFD_SEND_SIGNAL, guarded, SIGKILL, NULL, 0);
}

int clinux_guard(int parent, int seconds) {
    int process = getpid();
    int runner = open_process(parent);
    if (runner < 0) return -errno;
    // It may have ended before, and its number be in use again.
    if (getppid() != parent) {
        close(runner);
        return -ESRCH;
    }
    int self = open_process(process);
    int child = self < 0 ? -1 : fork();
    if (child == 0) {
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, NULL);
        // Whoever reads what the process prints, or talks with it, waits for its end and not for this one's.
        if (dup2(self, 0) < 0 || dup2(runner, 1) < 0) _exit(1);
        if (syscall(CLOSE_RANGE, 2u, ~0u, 0u) < 0) {
            for (int descriptor = 2; descriptor < 1024; descriptor++) close(descriptor);
        }
        clinux_drop_privileges();
        clinux_hide_process();
        guard(0, 1, seconds);
        _exit(0);
    }
    int failure = child < 0 ? -errno : 0;
    close(runner);
    if (self >= 0) close(self);
    return failure;
}
