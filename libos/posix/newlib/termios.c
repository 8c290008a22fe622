// SPDX-License-Identifier: MIT
// <termios.h> (POSIX XBD 11) on ioctl()'s TCGETS and TCSETS, whose structure is the kernel's, not the C library's.
#include "posix/newlib/private.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

_Static_assert(UK_NCCS <= NCCS, "the kernel's control characters fit the C library's");

int tcgetattr(int fd, struct termios *out)
{
    struct uk_termios in;
    int error = uk_ioctl(fd, UK_TCGETS, &in);
    if (error)
        return (int)newlib_result(error);
    *out = (struct termios){ in.c_iflag, in.c_oflag, in.c_cflag, in.c_lflag, in.c_line, { 0 }, B38400, B38400 };
    memcpy(out->c_cc, in.c_cc, sizeof in.c_cc);
    return 0;
}

int tcsetattr(int fd, int when, const struct termios *in)
{
    if (when < TCSANOW || when > TCSAFLUSH)
        return (int)newlib_result(-UK_EINVAL);
    struct uk_termios out = { in->c_iflag, in->c_oflag, in->c_cflag, in->c_lflag, in->c_line, { 0 } };
    memcpy(out.c_cc, in->c_cc, sizeof out.c_cc);
    return (int)newlib_result(uk_ioctl(fd, UK_TCSETS + (unsigned)when, &out));
}

// Output is with the device when write() returns, and input is not held back: the rest has nothing to do on a terminal.
static int on_terminal(int fd)
{
    int tty = uk_isatty(fd);
    return tty < 0 ? (int)newlib_result(tty) : 0;
}

static int on_terminal_if(bool valid, int fd)
{
    return valid ? on_terminal(fd) : (int)newlib_result(-UK_EINVAL);
}

int tcdrain(int fd) { return on_terminal(fd); }
int tcflush(int fd, int queue) { return on_terminal_if(queue >= TCIFLUSH && queue <= TCIOFLUSH, fd); }
int tcflow(int fd, int action) { return on_terminal_if(action >= TCOOFF && action <= TCION, fd); }
int tcsendbreak(int fd, int duration) { return (void)duration, on_terminal(fd); }

pid_t tcgetpgrp(int fd)
{
    return on_terminal(fd) < 0 ? -1 : uk_getpid();
}

int tcsetpgrp(int fd, pid_t group)
{
    return group == uk_getpid() ? on_terminal(fd) : (int)newlib_result(-UK_EPERM);
}

speed_t cfgetispeed(const struct termios *t) { return t->c_ispeed; }
speed_t cfgetospeed(const struct termios *t) { return t->c_ospeed; }
int cfsetispeed(struct termios *t, speed_t speed) { return t->c_ispeed = speed, 0; }
int cfsetospeed(struct termios *t, speed_t speed) { return t->c_ospeed = speed, 0; }

void cfmakeraw(struct termios *t)
{
    t->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    t->c_oflag &= ~(tcflag_t)OPOST;
    t->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    t->c_cflag = (t->c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    t->c_cc[VMIN] = 1;
    t->c_cc[VTIME] = 0;
}
