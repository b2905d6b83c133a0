#ifndef CLINUX_FILTER_H
#define CLINUX_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

// Writes a seccomp filter. The accumulator holds the number of the call between two rules: within a rule that loads an
// argument, every path ends with an action.

struct program {
    struct sock_filter code[1024];
    unsigned short length;
};

#define ACTION_ALLOW SECCOMP_RET_ALLOW
// The call returns this errno.
#define ACTION_REFUSE(number) (SECCOMP_RET_ERRNO | (number))
// The same, by way of a signal handler that notes the call; a thread that blocks the signal dies, and its process with it.
#define ACTION_NOTE(number) (SECCOMP_RET_TRAP | (number))

static inline unsigned short emit(struct program *program, unsigned short code, unsigned k, unsigned char jt,
                                  unsigned char jf) {
    program->code[program->length] = (struct sock_filter){.code = code, .jt = jt, .jf = jf, .k = k};
    return program->length++;
}

static inline void finish(struct program *program, unsigned action) {
    emit(program, BPF_RET | BPF_K, action, 0, 0);
}

static inline void load_argument(struct program *program, int argument) {
    // The kernel takes the low half only of all that is compared here; both architectures are little-endian.
    emit(program, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 8 * (unsigned)argument, 0, 0);
}

// Begins a rule about one call; ends with `end_rule`.
static inline unsigned short begin_rule(struct program *program, int call) {
    return emit(program, BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 0);
}

static inline void end_rule(struct program *program, unsigned short begin) {
    program->code[begin].jf = (unsigned char)(program->length - begin - 1);
}

// Ends the rule with an action when the accumulator has this value.
static inline void finish_if_equal(struct program *program, unsigned value, unsigned action) {
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    finish(program, action);
}

// Ends the rule with an action when the accumulator has one of these bits.
static inline void finish_if_any_bit(struct program *program, unsigned bits, unsigned action) {
    emit(program, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    finish(program, action);
}

static inline void refuse(struct program *program, int call, unsigned action) {
    unsigned short begin = begin_rule(program, call);
    finish(program, action);
    end_rule(program, begin);
}

static inline void refuse_values(struct program *program, int call, int argument, const unsigned *values,
                                 size_t count, unsigned action) {
    unsigned short begin = begin_rule(program, call);
    load_argument(program, argument);
    for (size_t index = 0; index < count; index++) finish_if_equal(program, values[index], action);
    finish(program, ACTION_ALLOW);
    end_rule(program, begin);
}

static inline void allow_values(struct program *program, int call, int argument, const unsigned *values, size_t count,
                                unsigned action) {
    unsigned short begin = begin_rule(program, call);
    load_argument(program, argument);
    for (size_t index = 0; index < count; index++) finish_if_equal(program, values[index], ACTION_ALLOW);
    finish(program, action);
    end_rule(program, begin);
}

static inline void refuse_bits(struct program *program, int call, int argument, unsigned bits, unsigned action) {
    unsigned short begin = begin_rule(program, call);
    load_argument(program, argument);
    finish_if_any_bit(program, bits, action);
    finish(program, ACTION_ALLOW);
    end_rule(program, begin);
}

#endif
