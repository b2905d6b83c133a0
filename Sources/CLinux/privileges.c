#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "include/CLinux.h"

static int result(long value) { return value < 0 ? -errno : 0; }

struct visitor {
    void (*visit)(const char *path, void *context);
    void *context;
};

static int pass_on(struct dl_phdr_info *library, size_t size, void *context) {
    (void)size;
    struct visitor *visitor = context;
    visitor->visit(library->dlpi_name, visitor->context);
    return 0;
}

void clinux_visit_libraries(void (*visit)(const char *path, void *context), void *context) {
    struct visitor visitor = {visit, context};
    dl_iterate_phdr(pass_on, &visitor);
}

int clinux_thread_count(void) {
    struct stat status;
    // Each thread is a directory, and so a link of this one.
    return stat("/proc/self/task", &status) == 0 ? (int)status.st_nlink - 2 : -1;
}

int clinux_close_from(unsigned first) {
    enum { CLOSE_RANGE = 436 };
    return result(syscall(CLOSE_RANGE, first, ~0U, 0));
}

int clinux_drop_privileges(void) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    return result(syscall(SYS_capset, &header, none));
}

int clinux_hide_process(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -errno;
    return result(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

void clinux_be_killed_first(void) {
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    ssize_t written = write(file, "1000", 4);
    (void)written;
    close(file);
}

int clinux_limit_files(uint64_t bytes) {
    // Otherwise such a write ends the process.
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return -errno;
    if (limit.rlim_max > bytes) limit.rlim_max = bytes;
    limit.rlim_cur = limit.rlim_max;
    return result(setrlimit(RLIMIT_FSIZE, &limit));
}

int clinux_die_with_parent(int parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -errno;
    // It may have ended before.
    return getppid() == parent ? 0 : -ESRCH;
}

int clinux_die_after(long seconds) {
    struct sigevent event;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGKILL;
    // The kernel's own number of the timer; glibc would start a thread for nothing here.
    int timer;
    if (syscall(SYS_timer_create, CLOCK_BOOTTIME, &event, &timer) != 0) return -errno;
    struct itimerspec time = {.it_value = {.tv_sec = seconds}};
    return result(syscall(SYS_timer_settime, timer, 0, &time, NULL));
}
