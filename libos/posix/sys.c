// SPDX-License-Identifier: MIT
// What programs ask about the system and themselves: names, sizes, limits, use of resources.
#include "base/plat.h"
#include "mm/mm.h"
#include "posix/fd.h"

int uk_setuid(uint32_t id)
{
    return id == 0 ? 0 : -UK_EPERM;
}

int uk_uname(struct uk_utsname *out)
{
    static const struct uk_utsname names = {
        .sysname = "unikernel",
        .nodename = "localhost",
        .release = "1.0",
        .version = "uk-cc",
        .machine = "x86_64",
        .domainname = "(none)",
    };
    if (!out)
        return -UK_EFAULT;
    memcpy(out, &names, sizeof names);
    return 0;
}

static long pages(bool available)
{
    size_t largest, free_pages, total;
    page_usage(&largest, &free_pages, &total);
    return (long)(available ? free_pages : total);
}

long uk_sysconf(int name)
{
    switch (name) {
    case UK_SC_PAGESIZE:
        return PAGE_SIZE;
    case UK_SC_NPROCESSORS:
        return 1;
    case UK_SC_PHYS_PAGES:
    case UK_SC_AVPHYS_PAGES:
        return pages(name == UK_SC_AVPHYS_PAGES);
    case UK_SC_OPEN_MAX:
        return fd_limit;
    case UK_SC_CLK_TCK:
        return 100;
    case UK_SC_IOV_MAX:
        return UK_IOV_MAX;
    case UK_SC_ARG_MAX:
        return 128 * 1024;
    case UK_SC_HOST_NAME_MAX:
        return 64;
    case UK_SC_SYMLOOP_MAX:
        return UK_SYMLOOP_MAX;
    case UK_SC_VERSION:
        return 200809;
    default:
        return -UK_EINVAL;
    }
}

int uk_getrlimit(int what, struct uk_rlimit *out)
{
    if (what < 0 || what >= UK_RLIMIT_COUNT)
        return -UK_EINVAL;
    uint64_t most = UINT64_MAX;
    if (what == UK_RLIMIT_NOFILE)
        most = fd_limit;
    else if (what == UK_RLIMIT_NPROC)
        most = 1;
    else if (what == UK_RLIMIT_CORE)
        most = 0;
    *out = (struct uk_rlimit){ most, what == UK_RLIMIT_NOFILE ? FD_LIMIT_MAX : most };
    return 0;
}

int uk_setrlimit(int what, const struct uk_rlimit *in)
{
    if (what < 0 || what >= UK_RLIMIT_COUNT || in->rlim_cur > in->rlim_max)
        return -UK_EINVAL;
    if (what != UK_RLIMIT_NOFILE)
        return 0;
    if (in->rlim_cur > FD_LIMIT_MAX)
        return -UK_EPERM;
    fd_limit = (unsigned)in->rlim_cur;
    return 0;
}
