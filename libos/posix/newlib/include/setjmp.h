// SPDX-License-Identifier: MIT
// newlib's <setjmp.h>, with the POSIX forms: _setjmp() keeps no signal mask, sigsetjmp() does if asked to.
#ifndef _UK_SETJMP_H
#define _UK_SETJMP_H

#include <newlib/setjmp.h>
#include <sys/cdefs.h>

#if __POSIX_VISIBLE || __MISC_VISIBLE
#include <sys/_sigset.h>

__BEGIN_DECLS

int _setjmp(jmp_buf) __asm__("setjmp") __attribute__((__returns_twice__));
void _longjmp(jmp_buf, int) __asm__("longjmp") __attribute__((__noreturn__));

typedef struct {
    jmp_buf __registers;
    int __saved; // is __mask valid
    __sigset_t __mask;
} sigjmp_buf[1];

void __sigsetjmp_mask(sigjmp_buf, int);
#define sigsetjmp(env, save) (__sigsetjmp_mask(env, save), setjmp((env)->__registers))
void siglongjmp(sigjmp_buf, int) __attribute__((__noreturn__));

__END_DECLS
#endif

#endif
