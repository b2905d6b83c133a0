#include <stddef.h>
#include <stdint.h>

// libFuzzer's entry for programs with a main function of their own; see https://llvm.org/docs/LibFuzzer.html.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *data, size_t size));
