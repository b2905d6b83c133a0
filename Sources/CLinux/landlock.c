#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/CLinux.h"

// The same numbers on all architectures.
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { RULE_PATH_BENEATH = 1, RULE_NET_PORT = 2 };
enum { CREATE_RULESET_VERSION = 1 };
enum { NET_BIND_TCP = 1 << 0, NET_CONNECT_TCP = 1 << 1 };
enum { SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1 };

// The kernel takes a structure that is longer than it knows when the rest is zero.
struct ruleset_attributes {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
};

struct path_attributes {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed));

struct port_attributes {
    uint64_t allowed_access;
    uint64_t port;
};

static int result(long value) { return value < 0 ? -errno : (int)value; }

static uint64_t rights_of(int version) {
    if (version >= 5) return (1 << 16) - 1;  // IOCTL_DEV
    if (version >= 3) return (1 << 15) - 1;  // TRUNCATE
    if (version >= 2) return (1 << 14) - 1;  // REFER
    return (1 << 13) - 1;
}

int clinux_landlock_version(void) {
    long version = syscall(CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

int clinux_landlock_create(int version, bool limits_ports) {
    struct ruleset_attributes attributes = {.handled_access_fs = rights_of(version)};
    if (version >= 4) {
        attributes.handled_access_net = NET_BIND_TCP | (limits_ports ? NET_CONNECT_TCP : 0);
    }
    if (version >= 6) attributes.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    size_t size = version >= 6   ? sizeof attributes
                  : version >= 4 ? offsetof(struct ruleset_attributes, scoped)
                                 : offsetof(struct ruleset_attributes, handled_access_net);
    return result(syscall(CREATE_RULESET, &attributes, size, 0));
}

int clinux_landlock_allow_path(int rules, int version, const char *path, uint64_t rights) {
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    struct stat status;
    struct path_attributes attributes = {.allowed_access = rights & rights_of(version), .parent_fd = descriptor};
    if (fstat(descriptor, &status) == 0 && !S_ISDIR(status.st_mode)) {
        attributes.allowed_access &= CLINUX_EXECUTE | CLINUX_WRITE_FILE | CLINUX_READ_FILE | CLINUX_TRUNCATE;
    }
    int outcome = result(syscall(ADD_RULE, rules, RULE_PATH_BENEATH, &attributes, 0));
    close(descriptor);
    return outcome;
}

int clinux_landlock_allow_port(int rules, uint16_t port) {
    struct port_attributes attributes = {.allowed_access = NET_CONNECT_TCP, .port = port};
    return result(syscall(ADD_RULE, rules, RULE_NET_PORT, &attributes, 0));
}

int clinux_landlock_restrict(int rules) { return result(syscall(RESTRICT_SELF, rules, 0)); }
