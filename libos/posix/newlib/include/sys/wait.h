// SPDX-License-Identifier: MIT
// newlib's <sys/wait.h> and the rest of POSIX's (XBD 14). There are no child processes: the functions fail.
#ifndef _UK_SYS_WAIT_H
#define _UK_SYS_WAIT_H

#include <newlib/sys/wait.h>
#include <signal.h>

__BEGIN_DECLS

#define WSTOPPED 2
#define WEXITED 4
#define WCONTINUED 8
#define WNOWAIT 0x01000000
#define WIFCONTINUED(status) ((status) == 0xffff)
#define WCOREDUMP(status) ((status) & 0x80)

typedef enum { P_ALL, P_PID, P_PGID } idtype_t;
int waitid(idtype_t, id_t, siginfo_t *, int);
#if __BSD_VISIBLE
struct rusage;
pid_t wait3(int *, int, struct rusage *);
pid_t wait4(pid_t, int *, int, struct rusage *);
#endif

__END_DECLS

#endif
