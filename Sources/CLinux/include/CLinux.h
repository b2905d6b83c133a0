#ifndef CLINUX_H
#define CLINUX_H

#include <stdbool.h>
#include <stdint.h>

// What Linux offers to confine a process, as plain functions. Swift cannot call `syscall` and reads neither the kernel's
// macros nor its packed structures; Debian 12's headers also lack what newer kernels offer.
//
// Functions that can fail return 0 or a descriptor, or a negative errno.

// MARK: Landlock, https://docs.kernel.org/userspace-api/landlock.html

// Rights on files, in the order of the kernel's bits.
enum {
    CLINUX_EXECUTE = 1 << 0,
    CLINUX_WRITE_FILE = 1 << 1,
    CLINUX_READ_FILE = 1 << 2,
    CLINUX_READ_DIR = 1 << 3,
    CLINUX_REMOVE_DIR = 1 << 4,
    CLINUX_REMOVE_FILE = 1 << 5,
    CLINUX_MAKE_DIR = 1 << 7,
    CLINUX_MAKE_REG = 1 << 8,
    CLINUX_REFER = 1 << 13,
    CLINUX_TRUNCATE = 1 << 14,
};

// The version of the kernel's Landlock interface; 0 when there is none.
int clinux_landlock_version(void);

// Creates a set of rules that denies everything the kernel's version can deny; connections only when ports are limited.
int clinux_landlock_create(int version, bool limits_ports);

// Allows rights below a directory, or on a file. Rights that the version lacks or that do not fit the kind of file are left out.
int clinux_landlock_allow_path(int rules, int version, const char *path, uint64_t rights);

// Allows TCP connections to a port.
int clinux_landlock_allow_port(int rules, uint16_t port);

// Puts the calling thread, and all threads it starts from now on, under the rules.
int clinux_landlock_restrict(int rules);

// MARK: Privileges

// Calls a function with the path of each library that the loader has loaded.
void clinux_visit_libraries(void (*visit)(const char *path, void *context), void *context);

// The number of threads of this process; negative when unknown.
int clinux_thread_count(void);

// Closes all descriptors from this one on.
int clinux_close_from(unsigned first);

// Gives up all capabilities for good, and the way to get new ones by starting a program.
int clinux_drop_privileges(void);

// Keeps other processes of this user from reading this one's memory and environment, and prevents core files of it.
int clinux_hide_process(void);

// When memory runs out, the system kills this process before others.
void clinux_be_killed_first(void);

// Limits the size of files that this process writes; a write beyond it fails. A lower limit stays.
int clinux_limit_files(uint64_t bytes);

// Has this process killed when the thread that started it ends.
int clinux_die_with_parent(int parent);

// Has this process killed some time after its parent has ended, whatever it does, by a process that it starts for that. To be
// called before the process is confined, which then cannot reach the other.
int clinux_guard(int parent, int seconds);

// Has this process killed after this time on the clock, whatever it does.
int clinux_die_after(long seconds);

// MARK: seccomp, https://docs.kernel.org/userspace-api/seccomp_filter.html

struct clinux_filter {
    // Whether sockets of the internet can be created: TCP, and UDP for looking up names.
    bool tcp;
    bool udp;
    // Whether local sockets can be created, as those of ssh-agent.
    bool local_sockets;
    // Whether programs can be started.
    bool programs;
    // Whether files cannot be shortened by their path, which old versions of Landlock allow everywhere.
    bool refuses_truncate;
    // Whether programs cannot send signals, not even to themselves, which old versions of Landlock let through to every process.
    bool refuses_signals;
};

// Whether the kernel has seccomp filters.
bool clinux_has_seccomp(void);

// Refuses system calls from now on, in all threads.
int clinux_seccomp_restrict(struct clinux_filter filter);

// The name of a call that was refused since the last question, such as "execve"; NULL when there is none.
const char *clinux_next_refused_call(void);

#endif
