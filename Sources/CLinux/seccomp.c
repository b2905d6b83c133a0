#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "filter.h"
#include "include/CLinux.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the numbers of this architecture's system calls are unknown"
#endif

// Calls that the headers of Debian 12 lack, or whose number is the same on all architectures anyway.
enum {
    FIRST_UNKNOWN = 470,
    PIDFD_SEND_SIGNAL = 424,
    IO_URING_SETUP = 425,
    IO_URING_ENTER = 426,
    IO_URING_REGISTER = 427,
    OPEN_TREE = 428,
    MOVE_MOUNT = 429,
    FSOPEN = 430,
    FSCONFIG = 431,
    FSMOUNT = 432,
    FSPICK = 433,
    PIDFD_OPEN = 434,
    CLONE3 = 435,
    PIDFD_GETFD = 438,
    PROCESS_MADVISE = 440,
    MOUNT_SETATTR = 442,
    PROCESS_MRELEASE = 448,
    FCHMODAT2 = 452,
    LSM_SET_SELF_ATTR = 460,
    SETXATTRAT = 463,
    GETXATTRAT = 464,
    LISTXATTRAT = 465,
    REMOVEXATTRAT = 466,
    OPEN_TREE_ATTR = 467,
    FILE_SETATTR = 469,
};

struct call {
    int number;
    const char *name;
};

#define CALL(name) \
    { SYS_##name, #name }

// What no model has a reason to call: another process, another process's memory, the kernel's administration. Each is noted.
static const struct call noted[] = {
    CALL(ptrace),
    CALL(process_vm_readv),
    CALL(process_vm_writev),
    CALL(kcmp),
    CALL(bpf),
    CALL(perf_event_open),
    CALL(userfaultfd),
    CALL(add_key),
    CALL(request_key),
    CALL(keyctl),
    CALL(mount),
    CALL(umount2),
    CALL(pivot_root),
    CALL(chroot),
    CALL(unshare),
    CALL(setns),
    CALL(setsid),
    CALL(setpgid),
    // All calls, not only those that look something up: the numbers of queues, semaphores and memory can be guessed.
    CALL(shmget),
    CALL(shmat),
    CALL(shmctl),
    CALL(shmdt),
    CALL(semget),
    CALL(semop),
    CALL(semtimedop),
    CALL(semctl),
    CALL(msgget),
    CALL(msgsnd),
    CALL(msgrcv),
    CALL(msgctl),
    CALL(mq_open),
    CALL(mq_unlink),
    CALL(mq_timedsend),
    CALL(mq_timedreceive),
    CALL(mq_notify),
    CALL(mq_getsetattr),
    CALL(fanotify_init),
    CALL(name_to_handle_at),
    CALL(open_by_handle_at),
    CALL(move_pages),
    CALL(migrate_pages),
    CALL(personality),
    CALL(syslog),
    CALL(init_module),
    CALL(finit_module),
    CALL(kexec_load),
    CALL(reboot),
    {PIDFD_SEND_SIGNAL, "pidfd_send_signal"},
    {IO_URING_SETUP, "io_uring_setup"},
    {IO_URING_ENTER, "io_uring_enter"},
    {IO_URING_REGISTER, "io_uring_register"},
    {OPEN_TREE, "open_tree"},
    {MOVE_MOUNT, "move_mount"},
    {FSOPEN, "fsopen"},
    {FSCONFIG, "fsconfig"},
    {FSMOUNT, "fsmount"},
    {FSPICK, "fspick"},
    {PIDFD_OPEN, "pidfd_open"},
    {PIDFD_GETFD, "pidfd_getfd"},
    {PROCESS_MADVISE, "process_madvise"},
    {MOUNT_SETATTR, "mount_setattr"},
    {PROCESS_MRELEASE, "process_mrelease"},
    {LSM_SET_SELF_ATTR, "lsm_set_self_attr"},
    {OPEN_TREE_ATTR, "open_tree_attr"},
};

// Calls that start a process or a program.
static const struct call starting[] = {
    CALL(execve),
    CALL(execveat),
#ifdef SYS_fork
    CALL(fork),
    CALL(vfork),
#endif
    CALL(clone),
};

// Calls that signal or limit another process; their first argument names it.
static const struct call aimed[] = {
    CALL(kill), CALL(tgkill), CALL(rt_sigqueueinfo), CALL(rt_tgsigqueueinfo), CALL(tkill), CALL(prlimit64),
};

// Calls that change whose a file is and who can use it, which Landlock does not cover. Libraries try some of them, so they
// are refused without a note. Programs that we start give up without them, so there they succeed without doing anything.
static const int attributes[] = {
#ifdef SYS_chmod
    SYS_chmod,    SYS_chown,       SYS_lchown,       SYS_utime,       SYS_utimes,       SYS_futimesat,
#endif
    SYS_fchmodat, SYS_fchownat,    FCHMODAT2,        FILE_SETATTR,
};

// Libraries copy these to files they write, and give up when that fails. A model could also use them on files it only reads, so
// they succeed without doing anything.
static const int ignored[] = {SYS_fchmod, SYS_fchown};

// By a path, they are read without a right on the file, so only those of open files can be read.
static const int extended_attributes[] = {
    SYS_setxattr,    SYS_lsetxattr,    SYS_fsetxattr,    SETXATTRAT,    SYS_getxattr,  SYS_lgetxattr,  GETXATTRAT,
    SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, REMOVEXATTRAT, SYS_listxattr, SYS_llistxattr, LISTXATTRAT,
};

// MARK: Notes

static _Atomic bool refused[FIRST_UNKNOWN];

static void note(int signal, siginfo_t *info, void *context) {
    (void)signal;
    if (info->si_code != 1 /* SYS_SECCOMP */) return;
    if (info->si_syscall >= 0 && info->si_syscall < FIRST_UNKNOWN) refused[info->si_syscall] = true;
    ucontext_t *state = context;
#if defined(__x86_64__)
    state->uc_mcontext.gregs[REG_RAX] = -info->si_errno;
#else
    state->uc_mcontext.regs[0] = (unsigned long long)-(long long)info->si_errno;
#endif
}

static const char *next_of(const struct call *calls, size_t count) {
    for (size_t index = 0; index < count; index++) {
        if (atomic_exchange(&refused[calls[index].number], false)) return calls[index].name;
    }
    return NULL;
}

const char *clinux_next_refused_call(void) {
    const char *name = next_of(starting, COUNT(starting));
    if (!name) name = next_of(aimed, COUNT(aimed));
    return name ? name : next_of(noted, COUNT(noted));
}

// MARK: The filter

bool clinux_has_seccomp(void) {
    unsigned action = SECCOMP_RET_TRAP;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

// Only TCP and UDP themselves: Landlock's rules about ports cover no other protocol, such as MPTCP.
static void filter_sockets(struct program *program, struct clinux_filter filter) {
    unsigned short begin = begin_rule(program, SYS_socket);
    load_argument(program, 0);
    if (filter.local_sockets) finish_if_equal(program, AF_UNIX, ACTION_ALLOW);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 2, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 1, 0);
    finish(program, ACTION_REFUSE(EAFNOSUPPORT));
    const struct {
        bool allowed;
        unsigned type, protocol;
    } kinds[] = {{filter.tcp, SOCK_STREAM, 6}, {filter.udp, SOCK_DGRAM, 17}};
    for (size_t index = 0; index < COUNT(kinds); index++) {
        if (!kinds[index].allowed) continue;
        load_argument(program, 1);
        emit(program, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, kinds[index].type, 0, 6);
        load_argument(program, 2);
        finish_if_equal(program, 0, ACTION_ALLOW);
        finish_if_equal(program, kinds[index].protocol, ACTION_ALLOW);
        finish(program, ACTION_REFUSE(EACCES));
    }
    finish(program, ACTION_REFUSE(EACCES));
    end_rule(program, begin);

    // A pair of datagram sockets can send to, and be connected to, every local socket.
    begin = begin_rule(program, SYS_socketpair);
    load_argument(program, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0);
    finish(program, ACTION_REFUSE(EAFNOSUPPORT));
    load_argument(program, 1);
    emit(program, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
    finish_if_equal(program, SOCK_STREAM, ACTION_ALLOW);
    finish(program, ACTION_REFUSE(EACCES));
    end_rule(program, begin);

    refuse(program, SYS_listen, ACTION_REFUSE(EACCES));
    // A bound UDP socket receives from everybody. Nothing that looks up names or sends a request binds.
    refuse(program, SYS_bind, ACTION_REFUSE(EACCES));
    // A fast open connects without the check of ports.
    refuse_bits(program, SYS_sendto, 3, MSG_FASTOPEN, ACTION_REFUSE(EACCES));
    refuse_bits(program, SYS_sendmsg, 2, MSG_FASTOPEN, ACTION_REFUSE(EACCES));
    refuse_bits(program, SYS_sendmmsg, 3, MSG_FASTOPEN, ACTION_REFUSE(EACCES));
}

// Allows a call for process 0, which is the calling one, if its first argument says that the second is a process.
static void allow_own_process(struct program *program, int call, unsigned kind) {
    unsigned short begin = begin_rule(program, call);
    load_argument(program, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, kind, 1, 0);
    finish(program, ACTION_REFUSE(EPERM));
    load_argument(program, 1);
    finish_if_equal(program, 0, ACTION_ALLOW);
    finish(program, ACTION_REFUSE(EPERM));
    end_rule(program, begin);
}

// Requests to devices and file systems: a model has what libraries ask for, a program all but those that do harm.
static void filter_requests(struct program *program, struct clinux_filter filter) {
    const unsigned harmful[] = {0x5412 /* TIOCSTI */, 0x541C /* TIOCLINUX */, 0x8901 /* FIOSETOWN */,
                                0x8902 /* SIOCSPGRP */, 0x5452 /* FIOASYNC */,
                                // These change a file that is open for reading only.
                                0x40086602 /* FS_IOC_SETFLAGS */, 0x40046602 /* FS_IOC32_SETFLAGS */,
                                0x40087602 /* FS_IOC_SETVERSION */, 0x40086604 /* EXT4_IOC_SETVERSION */,
                                0x401c5820 /* FS_IOC_FSSETXATTR */, 0x40806685 /* FS_IOC_ENABLE_VERITY */};
    const unsigned useful[] = {0x5401 /* TCGETS */,       0x802c542a /* TCGETS2 */,    0x5413 /* TIOCGWINSZ */,
                               0x541B /* FIONREAD */,     0x5421 /* FIONBIO */,        0x5450 /* FIONCLEX */,
                               0x5451 /* FIOCLEX */,      0x8910 /* SIOCGIFNAME */,    0x8912 /* SIOCGIFCONF */,
                               0x8913 /* SIOCGIFFLAGS */, 0x8915 /* SIOCGIFADDR */,    0x8933 /* SIOCGIFINDEX */};
    if (filter.programs) {
        refuse_values(program, SYS_ioctl, 1, harmful, COUNT(harmful), ACTION_REFUSE(EPERM));
    } else {
        allow_values(program, SYS_ioctl, 1, useful, COUNT(useful), ACTION_REFUSE(EPERM));
    }
}

// What reaches other processes through a descriptor, a number or a terminal.
static void filter_reach(struct program *program, struct clinux_filter filter) {
    const unsigned commands[] = {F_SETOWN, F_SETOWN_EX, F_SETSIG, F_SETLEASE, F_NOTIFY};
    refuse_values(program, SYS_fcntl, 1, commands, COUNT(commands), ACTION_REFUSE(EPERM));
    filter_requests(program, filter);
    const unsigned options[] = {PR_SET_DUMPABLE, PR_SET_MM, PR_SET_PTRACER, PR_SET_PDEATHSIG};
    refuse_values(program, SYS_prctl, 0, options, COUNT(options), ACTION_REFUSE(EPERM));
    const unsigned self[] = {0};
    const int priorities[] = {SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr, SYS_sched_setaffinity};
    for (size_t index = 0; index < COUNT(priorities); index++) {
        allow_values(program, priorities[index], 0, self, COUNT(self), ACTION_REFUSE(EPERM));
    }
    // Zero also stands for all processes of the user.
    allow_own_process(program, SYS_setpriority, 0 /* PRIO_PROCESS */);
    allow_own_process(program, SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */);
    // A process that could change its timers could also live on.
    const int clocks[] = {SYS_timer_create, SYS_timer_settime, SYS_timer_delete, SYS_inotify_add_watch, SYS_seccomp};
    for (size_t index = 0; index < COUNT(clocks); index++) {
        refuse(program, clocks[index], ACTION_REFUSE(EPERM));
    }
}

static void filter_programs(struct program *program, struct clinux_filter filter) {
    // Its flags are in memory, where a filter cannot see them; libraries fall back to clone.
    refuse(program, CLONE3, ACTION_REFUSE(ENOSYS));
    if (filter.programs) {
        const unsigned namespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                    CLONE_NEWNET | 0x02000000 /* CLONE_NEWCGROUP */;
        refuse_bits(program, SYS_clone, 0, namespaces, ACTION_REFUSE(EPERM));
        // All that is started stays in the process group, with which it is killed. Compilers want groups for their children
        // and would not run without; nothing depends on getting one.
        refuse(program, SYS_setpgid, ACTION_REFUSE(0));
        refuse(program, SYS_setsid, ACTION_REFUSE(EPERM));
        for (size_t index = 0; index < COUNT(attributes); index++) {
            refuse(program, attributes[index], ACTION_REFUSE(0));
        }
        for (size_t index = 0; index < COUNT(ignored); index++) refuse(program, ignored[index], ACTION_REFUSE(0));
        refuse(program, SYS_utimensat, ACTION_REFUSE(0));
        for (size_t index = 0; index < COUNT(extended_attributes); index++) {
            refuse(program, extended_attributes[index], ACTION_REFUSE(EOPNOTSUPP));
        }
        // A filter does not know the numbers of the processes that a program starts, so only 0 can be allowed.
        const unsigned itself[] = {0};
        allow_values(program, SYS_prlimit64, 0, itself, COUNT(itself), ACTION_REFUSE(EPERM));
        for (size_t index = 0; filter.refuses_signals && index < COUNT(aimed); index++) {
            if (aimed[index].number == SYS_prlimit64) continue;
            refuse(program, aimed[index].number, ACTION_REFUSE(EPERM));
        }
        return;
    }
    for (size_t index = 0; index < COUNT(starting); index++) {
        unsigned short begin = begin_rule(program, starting[index].number);
        if (starting[index].number == SYS_clone) {
            load_argument(program, 0);
            finish_if_any_bit(program, CLONE_THREAD, ACTION_ALLOW);
        }
        finish(program, ACTION_NOTE(EPERM));
        end_rule(program, begin);
    }
    const unsigned process[] = {(unsigned)getpid(), 0};
    for (size_t index = 0; index < COUNT(aimed); index++) {
        // Zero is this process's group to `kill`, and this process to the others.
        size_t count = aimed[index].number == SYS_prlimit64 ? 2 : 1;
        allow_values(program, aimed[index].number, 0, process, count, ACTION_NOTE(EPERM));
    }
    for (size_t index = 0; index < COUNT(attributes); index++) {
        refuse(program, attributes[index], ACTION_REFUSE(EPERM));
    }
    for (size_t index = 0; index < COUNT(ignored); index++) refuse(program, ignored[index], ACTION_REFUSE(0));
    for (size_t index = 0; index < COUNT(extended_attributes); index++) {
        refuse(program, extended_attributes[index], ACTION_REFUSE(EOPNOTSUPP));
    }
    // Without a path, it is about an open file.
    unsigned short begin = begin_rule(program, SYS_utimensat);
    load_argument(program, 1);
    finish_if_equal(program, 0, ACTION_REFUSE(0));
    finish(program, ACTION_REFUSE(EPERM));
    end_rule(program, begin);
}

static void write_filter(struct program *program, struct clinux_filter filter) {
    emit(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    finish(program, SECCOMP_RET_KILL_PROCESS);
    emit(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
#if defined(__x86_64__)
    // The numbers of x32, which are other names of the same calls.
    emit(program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    finish(program, SECCOMP_RET_KILL_PROCESS);
#endif
    // What is newer than this list is refused: what it would do is unknown.
    emit(program, BPF_JMP | BPF_JGE | BPF_K, FIRST_UNKNOWN, 0, 1);
    finish(program, ACTION_REFUSE(ENOSYS));
    filter_programs(program, filter);
    if (filter.refuses_truncate) refuse(program, SYS_truncate, ACTION_REFUSE(EACCES));
    filter_sockets(program, filter);
    filter_reach(program, filter);
    for (size_t index = 0; index < COUNT(noted); index++) {
        // A program that is started later has no handler.
        refuse(program, noted[index].number, filter.programs ? ACTION_REFUSE(EPERM) : ACTION_NOTE(EPERM));
    }
    finish(program, ACTION_ALLOW);
}

int clinux_seccomp_restrict(struct clinux_filter filter) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = note;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    if (sigaction(SIGSYS, &action, NULL) != 0) return -errno;
    struct program program = {.length = 0};
    write_filter(&program, filter);
    struct sock_fprog code = {.len = program.length, .filter = program.code};
    long outcome = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &code);
    // A positive number is a thread that cannot take the filter.
    return outcome == 0 ? 0 : outcome > 0 ? -EBUSY : -errno;
}
