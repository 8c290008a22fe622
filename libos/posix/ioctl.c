// SPDX-License-Identifier: MIT
// ioctl(): the terminal's requests and those of any descriptor.
#include "base/plat.h"
#include "posix/fd.h"
#include "uk/abi.h"

// What a terminal of Linux starts with: cooked, echoing (the host's terminal does both), Ctrl-C and the rest in their
// places.
static struct uk_termios termios = {
    .c_iflag = 0x0500,  // ICRNL IXON
    .c_oflag = 0x0005,  // OPOST ONLCR
    .c_cflag = 0x00bf,  // B38400 CS8 CREAD
    .c_lflag = 0x8a3b,  // ISIG ICANON ECHO ECHOE ECHOK ECHOCTL ECHOKE IEXTEN
    .c_cc = { 3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0 },
};

static struct uk_winsize winsize;
static bool winsize_known;

// The host's terminal, as it was at start.
static struct uk_winsize *window(void)
{
    const void *cursor = NULL;
    uint32_t length;
    const uint16_t *size = winsize_known ? NULL : boot_record(UK_BOOT_WINSIZE, &cursor, &length);
    if (size && length >= 4) {
        winsize.ws_row = size[0];
        winsize.ws_col = size[1];
    }
    winsize_known = true;
    return &winsize;
}

static int terminal(unsigned long request, void *arg)
{
    switch (request) {
    case UK_TCGETS:
        memcpy(arg, &termios, sizeof termios);
        return 0;
    case UK_TCSETS:
    case UK_TCSETSW:
    case UK_TCSETSF:
        memcpy(&termios, arg, sizeof termios);
        return 0;
    case UK_TIOCGWINSZ:
        memcpy(arg, window(), sizeof winsize);
        return 0;
    case UK_TIOCSWINSZ:
        memcpy(window(), arg, sizeof winsize);
        return 0;
    case UK_TIOCGPGRP:
        *(int *)arg = uk_getpid();
        return 0;
    case UK_TIOCSPGRP:
        return 0;
    default:
        return -UK_ENOTTY;
    }
}

static int any_file(int fd, struct file *f, unsigned long request, void *arg)
{
    switch (request) {
    case UK_FIOCLEX:
    case UK_FIONCLEX:
        return (int)uk_fcntl(fd, UK_F_SETFD, request == UK_FIOCLEX ? UK_FD_CLOEXEC : 0);
    case UK_FIONBIO:
        return (int)uk_fcntl(fd, UK_F_SETFL, (f->flags & ~(unsigned)UK_O_NONBLOCK) | (*(int *)arg ? UK_O_NONBLOCK : 0));
    case UK_FIONREAD:
        if (f->inode && UK_S_ISREG(f->inode->mode)) {
            *(int *)arg = (int)(f->inode->size - f->offset);
            return 0;
        }
        return f->ops->ioctl ? f->ops->ioctl(f, request, arg) : -UK_ENOTTY;
    default:
        return file_is_tty(f) ? terminal(request, arg)
            : f->ops->ioctl ? f->ops->ioctl(f, request, arg) : -UK_ENOTTY;
    }
}

int uk_ioctl(int fd, unsigned long request, void *arg)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    bool needs_arg = request != UK_FIOCLEX && request != UK_FIONCLEX && request != UK_TIOCSPGRP;
    int err = needs_arg && !arg ? -UK_EFAULT : any_file(fd, f, request, arg);
    file_put(f);
    return err;
}
