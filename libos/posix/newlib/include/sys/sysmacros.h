// SPDX-License-Identifier: MIT
// major(), minor() and makedev() with Linux's layout of a dev_t.
#ifndef _SYS_SYSMACROS_H
#define _SYS_SYSMACROS_H

#define major(dev) ((unsigned)((((dev) >> 32) & 0xfffff000) | (((dev) >> 8) & 0xfff)))
#define minor(dev) ((unsigned)((((dev) >> 12) & 0xffffff00) | ((dev) & 0xff)))
#define makedev(major, minor) \
    ((((unsigned long)(major) & 0xfffff000) << 32) | (((unsigned long)(major) & 0xfff) << 8) | \
     (((unsigned long)(minor) & 0xffffff00) << 12) | ((unsigned long)(minor) & 0xff))

#endif
