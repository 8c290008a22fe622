// SPDX-License-Identifier: MIT
// The flags that make the host's compiler a cross compiler for images, for application code.
#include <string.h>

#include "cc/private.h"

// Interrupts and Xen's upcalls push frames at the current stack pointer: no red zone. Frame pointers, because the guest
// walks them for its backtrace. No unwind tables: nothing in C reads them, and gdb finds them in .debug_frame.
static const char *const code[] = {
    "-mno-red-zone", "-fstack-protector-strong", "-ffunction-sections", "-fdata-sections", "-fno-pie",
    "-fcf-protection=none", "-fno-omit-frame-pointer", "-fno-asynchronous-unwind-tables",
};

// A frame larger than a page touches each of its pages, so that it meets the guard page below the stack (Clang knows
// that only for hosted targets).
static const char *const gcc_words[] = {
    "-fstack-clash-protection", "-Ulinux", "-U__linux", "-U__linux__", "-U__gnu_linux__", "-D__unikernel__=1",
};

static const char *const clang_macros[] = {
    "-D__unikernel__=1", "-D__unix__=1", "-D__unix=1",
};

static void add_all(strv_t *argv, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        strv_add(argv, words[i]);
}

// The assembler reads the ABI note as one more input before the compiler's output (Clang's own assembler takes only one
// input, so Clang gets it as a header with an asm statement).
static void add_note(strv_t *argv, bool clang, bool nano)
{
    if (clang && nano)
        strv_add(argv, "-D__UK_LIBC_NANO__=1");
    strv_add(argv, clang ? "-include" : "-Xassembler");
    strv_addf(argv, "%s/libos/include/uk/%s", tree_dir(),
              clang ? "abi_note.h" : nano ? "abi_note_nano.s" : "abi_note.s");
}

void flags_application(strv_t *argv, const char *compiler, const char *libc, bool to_object)
{
    bool clang = !strcmp(compiler, "clang");
    strv_add(argv, compiler);
    if (clang)
        strv_add(argv, "--target=x86_64-unknown-none-elf");
    add_all(argv, code, COUNT(code));
    if (clang)
        add_all(argv, clang_macros, COUNT(clang_macros));
    else
        add_all(argv, gcc_words, COUNT(gcc_words));
    // After the user's -I and -isystem, as a compiler's own folders are; the compiler's before the C library's, which
    // has a <stdatomic.h> of its own that does not fit GCC's.
    strv_add(argv, "-nostdinc");
    strv_add(argv, "-idirafter");
    strv_add(argv, compiler_include_dir(compiler));
    strv_add(argv, "-idirafter");
    strv_add(argv, path_join(sysroot_dir(libc), "include"));
    strv_add(argv, "-idirafter");
    strv_add(argv, path_join(tree_dir(), "libos/include")); // <uk/...>
    if (to_object)
        add_note(argv, clang, !strcmp(libc, "nano"));
}
