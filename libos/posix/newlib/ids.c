// SPDX-License-Identifier: MIT
// Who the program is: process 1, user 0, group 0, on a machine without names for others.
#include "posix/newlib/private.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static int as_int(long result)
{
    return (int)newlib_result(result);
}

pid_t getpid(void) { return uk_getpid(); }
pid_t getppid(void) { return uk_getppid(); }
pid_t getpgrp(void) { return uk_getpid(); }
uid_t getuid(void) { return uk_getuid(); }
uid_t geteuid(void) { return uk_getuid(); }
gid_t getgid(void) { return uk_getuid(); }
gid_t getegid(void) { return uk_getuid(); }
int issetugid(void) { return 0; }

static pid_t only_ours(pid_t pid)
{
    return as_int(pid == 0 || pid == uk_getpid() ? uk_getpid() : -UK_ESRCH);
}

pid_t getpgid(pid_t pid) { return only_ours(pid); }
pid_t getsid(pid_t pid) { return only_ours(pid); }
pid_t setsid(void) { return as_int(-UK_EPERM); } // it is a group leader already

int setpgid(pid_t pid, pid_t group)
{
    return only_ours(pid) < 0 || only_ours(group) < 0 ? -1 : 0;
}

int setpgrp(void) { return 0; }

int setuid(uid_t user) { return as_int(uk_setuid(user)); }
int seteuid(uid_t user) { return as_int(uk_setuid(user)); }
int setgid(gid_t group) { return as_int(uk_setuid(group)); }
int setegid(gid_t group) { return as_int(uk_setuid(group)); }

int setreuid(uid_t real, uid_t effective)
{
    return as_int(uk_setuid((real + 1 ? real : 0) | (effective + 1 ? effective : 0)));
}

int setregid(gid_t real, gid_t effective)
{
    return setreuid(real, effective);
}

int getgroups(int room, gid_t list[])
{
    if (room < 0)
        return as_int(-UK_EINVAL);
    if (room > 0)
        list[0] = 0;
    return 1;
}

int setgroups(int count, const gid_t *list)
{
    for (int i = 0; i < count; i++)
        if (list[i] != 0)
            return as_int(-UK_EPERM);
    return 0;
}

int initgroups(const char *user, gid_t group)
{
    (void)user;
    return as_int(uk_setuid(group));
}

int uname(struct utsname *out)
{
    _Static_assert(sizeof *out == sizeof(struct uk_utsname), "struct utsname is the libOS's own");
    return as_int(uk_uname((struct uk_utsname *)out));
}

int gethostname(char *to, size_t n)
{
    struct uk_utsname names;
    int error = uk_uname(&names);
    if (error)
        return as_int(error);
    size_t length = strlen(names.nodename) + 1;
    memcpy(to, names.nodename, length < n ? length : n);
    return as_int(length <= n ? 0 : -UK_ENAMETOOLONG);
}

static char login[] = "root";

char *getlogin(void) { return login; }

int getlogin_r(char *to, size_t n)
{
    return n < sizeof login ? ERANGE : (memcpy(to, login, sizeof login), 0);
}

char *ctermid(char *to)
{
    static char name[] = "/dev/console";
    return to ? strcpy(to, name) : name;
}

int ttyname_r(int fd, char *to, size_t n)
{
    static const char name[] = "/dev/console";
    int tty = uk_isatty(fd);
    if (tty < 0)
        return -tty;
    return n < sizeof name ? ERANGE : (memcpy(to, name, sizeof name), 0);
}

char *ttyname(int fd)
{
    static char name[16];
    int error = ttyname_r(fd, name, sizeof name);
    if (!error)
        return name;
    errno = error;
    return NULL;
}
