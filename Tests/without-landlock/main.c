// Runs a program as on a kernel without Landlock: `without-landlock all PROGRAM ARGUMENT…`; or as in a container that lets rules be made
// and not applied: `without-landlock apply PROGRAM ARGUMENT…`.

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count < 3) return 64;
    // landlock_restrict_self
    const unsigned first = strcmp(arguments[1], "apply") == 0 ? 446 : 444;
    // landlock_create_ruleset, landlock_add_rule and landlock_restrict_self, on all architectures.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 446, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("without-landlock");
        return 70;
    }
    execv(arguments[2], arguments + 2);
    perror(arguments[2]);
    return 127;
}
