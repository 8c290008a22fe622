// SPDX-License-Identifier: MIT
// fcntl(), dup() and locks: what can be asked of and done with a descriptor itself.
#include "posix/fd.h"

#define CHANGEABLE (UK_O_APPEND | UK_O_NONBLOCK | UK_O_DIRECT | UK_O_NOATIME)

static int duplicate(int fd, int lowest, bool exact, bool cloexec)
{
    struct file *f = fd_get(fd);
    return f ? fd_install(f, lowest, exact, cloexec) : -UK_EBADF;
}

int uk_dup(int fd)
{
    return duplicate(fd, 0, false, false);
}

int uk_dup3(int fd, int to, int flags)
{
    if (fd == to || (flags & ~UK_O_CLOEXEC))
        return -UK_EINVAL;
    if (to < 0)
        return -UK_EBADF;
    int err = duplicate(fd, to, true, flags & UK_O_CLOEXEC);
    return err == -UK_EMFILE ? -UK_EBADF : err; // POSIX: to is out of range
}

int uk_dup2(int fd, int to)
{
    if (fd != to)
        return uk_dup3(fd, to, 0);
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    file_put(f);
    return to;
}

// Who could hold a lock against us? There is one process: none. POSIX: F_GETLK then says F_UNLCK.
static int lock(int command, struct uk_flock *l)
{
    if (!l)
        return -UK_EFAULT;
    if (l->l_type < UK_F_RDLCK || l->l_type > UK_F_UNLCK || l->l_whence < UK_SEEK_SET || l->l_whence > UK_SEEK_END)
        return -UK_EINVAL;
    if (command == UK_F_GETLK || command == UK_F_OFD_GETLK)
        l->l_type = UK_F_UNLCK;
    return 0;
}

static void set_flags(struct file *f, unsigned flags)
{
    preempt_disable();
    f->flags = (f->flags & ~(unsigned)CHANGEABLE) | (flags & CHANGEABLE);
    preempt_enable();
}

static void set_cloexec(int fd, bool cloexec)
{
    preempt_disable();
    if ((unsigned)fd < fd_count)
        fd_table[fd].cloexec = cloexec;
    preempt_enable();
}

static bool cloexec_of(int fd)
{
    preempt_disable();
    bool cloexec = (unsigned)fd < fd_count && fd_table[fd].cloexec;
    preempt_enable();
    return cloexec;
}

static long control(int fd, struct file *f, int command, unsigned long arg)
{
    switch (command) {
    case UK_F_DUPFD:
    case UK_F_DUPFD_CLOEXEC:
        if (arg >= fd_limit)
            return -UK_EINVAL;
        return duplicate(fd, (int)arg, false, command == UK_F_DUPFD_CLOEXEC);
    case UK_F_GETFD:
        return cloexec_of(fd) ? UK_FD_CLOEXEC : 0;
    case UK_F_SETFD:
        set_cloexec(fd, arg & UK_FD_CLOEXEC);
        return 0;
    case UK_F_GETFL:
        return (long)f->flags;
    case UK_F_SETFL:
        set_flags(f, (unsigned)arg);
        return 0;
    case UK_F_GETLK:
    case UK_F_SETLK:
    case UK_F_SETLKW:
    case UK_F_OFD_GETLK:
    case UK_F_OFD_SETLK:
    case UK_F_OFD_SETLKW:
        return lock(command, (struct uk_flock *)arg);
    case UK_F_SETOWN:
    case UK_F_GETOWN:
        return 0;
    default:
        return -UK_EINVAL;
    }
}

long uk_fcntl(int fd, int command, unsigned long arg)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    long result = control(fd, f, command, arg);
    file_put(f);
    return result;
}

int uk_flock(int fd, int operation)
{
    int what = operation & ~UK_LOCK_NB;
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    file_put(f);
    return what == UK_LOCK_SH || what == UK_LOCK_EX || what == UK_LOCK_UN ? 0 : -UK_EINVAL;
}
