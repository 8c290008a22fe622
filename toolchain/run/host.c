// SPDX-License-Identifier: MIT
// Finds out whether this host can run guests on KVM.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "run/private.h"

// Whether a line "flags : ..." of /proc/cpuinfo holds the word.
static bool has_flag(const char *flags, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = flags; (p = strstr(p, word)); p += n)
        if (p > flags && p[-1] == ' ' && (p[n] == ' ' || p[n] == '\0'))
            return true;
    return false;
}

// Whether the CPU has hardware virtualisation: Intel's vmx or AMD's svm.
static bool cpu_virtualises(void)
{
    FILE *f = fopen("/proc/cpuinfo", "re");
    char *line = NULL;
    size_t cap = 0;
    bool found = false;
    while (f && !found && getline(&line, &cap, f) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        found = starts_with(line, "flags") && (has_flag(line, "vmx") || has_flag(line, "svm"));
    }
    if (f)
        fclose(f);
    return found;
}

const char *kvm_unusable(bool forced)
{
    if (!forced && !cpu_virtualises())
        return "the CPU shows neither vmx nor svm";
    int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    int error = errno;
    if (fd >= 0) {
        close(fd);
        return NULL;
    }
    switch (error) {
    case ENOENT: return "there is no /dev/kvm (is the module kvm_intel or kvm_amd loaded?)";
    case EACCES: return "/dev/kvm may not be opened (add the user to the group kvm)";
    default: return xasprintf("/dev/kvm cannot be opened: %s", strerror(error));
    }
}
