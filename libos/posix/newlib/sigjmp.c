// SPDX-License-Identifier: MIT
// The signal mask of sigsetjmp() and siglongjmp() (POSIX XSH).
#include "posix/newlib/private.h"

#include <setjmp.h>

void __sigsetjmp_mask(sigjmp_buf env, int save)
{
    env->__saved = save;
    if (save)
        uk_sigprocmask(UK_SIG_BLOCK, NULL, &env->__mask);
}

void siglongjmp(sigjmp_buf env, int value)
{
    if (env->__saved)
        uk_sigprocmask(UK_SIG_SETMASK, &env->__mask, NULL);
    longjmp(env->__registers, value);
}
