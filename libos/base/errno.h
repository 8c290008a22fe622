// SPDX-License-Identifier: MIT
// Error numbers inside the libOS: Linux's values, always used negative. Each libc's door translates at its edge.
#ifndef BASE_ERRNO_H
#define BASE_ERRNO_H

enum {
    UK_EPERM = 1, UK_ENOENT = 2, UK_ESRCH = 3, UK_EINTR = 4, UK_EIO = 5, UK_ENXIO = 6, UK_E2BIG = 7, UK_ENOEXEC = 8,
    UK_EBADF = 9, UK_ECHILD = 10, UK_EAGAIN = 11, UK_ENOMEM = 12, UK_EACCES = 13, UK_EFAULT = 14, UK_EBUSY = 16,
    UK_EEXIST = 17, UK_EXDEV = 18, UK_ENODEV = 19, UK_ENOTDIR = 20, UK_EISDIR = 21, UK_EINVAL = 22, UK_ENFILE = 23,
    UK_EMFILE = 24, UK_ENOTTY = 25, UK_EFBIG = 27, UK_ENOSPC = 28, UK_ESPIPE = 29, UK_EROFS = 30, UK_EMLINK = 31,
    UK_EPIPE = 32, UK_EDOM = 33, UK_ERANGE = 34, UK_EDEADLK = 35, UK_ENAMETOOLONG = 36, UK_ENOSYS = 38,
    UK_ENOTEMPTY = 39, UK_ELOOP = 40, UK_EOVERFLOW = 75, UK_EOPNOTSUPP = 95, UK_ETIMEDOUT = 110,
};

#endif
