// SPDX-License-Identifier: MIT
// The time of day: the host's, as KVM or the boot block tells it, else the real-time clock's.
#include "arch/x86_64/cpu.h"
#include "base/base.h"
#include "base/plat.h"
#include "kvm/clock.h"
#include "uk/abi.h"

#define NANOSECONDS 1000000000ull

struct wall_clock { // Linux, Documentation/virt/kvm/x86/msr.rst: the host's time when the guest's clock was zero
    uint32_t version, seconds, nanoseconds;
};
_Static_assert(sizeof(struct wall_clock) == 12, "wall clock");

#define MSR_KVM_WALL_CLOCK 0x4b564d00
#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
enum { RTC_SECOND = 0, RTC_MINUTE = 2, RTC_HOUR = 4, RTC_DAY = 7, RTC_MONTH = 8, RTC_YEAR = 9, RTC_A = 10, RTC_B = 11 };
#define RTC_UPDATING 0x80 // in register A
#define RTC_BINARY 4      // in register B
#define RTC_24H 2

static uint8_t read_rtc(uint8_t reg)
{
    outb(CMOS_INDEX, reg);
    return inb(CMOS_DATA);
}

// Days from 1970-01-01 to a date of the years 2000 to 2099.
static uint64_t days(unsigned year, unsigned month, unsigned day)
{
    static const uint16_t before[12] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    unsigned leap_days = (year + 3) / 4 + (year % 4 == 0 && month > 2);
    return 10957 + year * 365ull + leap_days + before[(month + 11) % 12] + day - 1;
}

static unsigned decode(uint8_t value, uint8_t format)
{
    return format & RTC_BINARY ? value : (value >> 4) * 10u + (value & 15);
}

static uint64_t rtc_seconds(void)
{
    uint8_t format = read_rtc(RTC_B), hour = read_rtc(RTC_HOUR);
    unsigned h = decode(hour & 0x7f, format);
    if (!(format & RTC_24H))
        h = h % 12 + (hour & 0x80 ? 12 : 0);
    uint64_t d = days(decode(read_rtc(RTC_YEAR), format), decode(read_rtc(RTC_MONTH), format),
                      decode(read_rtc(RTC_DAY), format));
    return d * 86400 + h * 3600 + decode(read_rtc(RTC_MINUTE), format) * 60 + decode(read_rtc(RTC_SECOND), format);
}

// The clock may turn while it is read: the same twice, and no update on its way.
static uint64_t read_rtc_clock(void)
{
    uint64_t first, second;
    do {
        while (read_rtc(RTC_A) & RTC_UPDATING)
            ;
        first = rtc_seconds();
        second = rtc_seconds();
    } while (first != second);
    return first * NANOSECONDS;
}

static uint64_t read_kvm_clock(void)
{
    static volatile struct wall_clock clock;
    wrmsr(MSR_KVM_WALL_CLOCK, (uintptr_t)&clock);
    return clock.seconds * NANOSECONDS + clock.nanoseconds;
}

// What to add to plat_clock().
static uint64_t find_offset(void)
{
    uint64_t now = plat_clock();
    if (clock_kvm_features() & CLOCK_KVM_PVCLOCK)
        return read_kvm_clock();
    const void *cursor = NULL;
    uint32_t length;
    const uint64_t *start = boot_record(UK_BOOT_TIME, &cursor, &length);
    if (start && length == sizeof *start) // the cycle counter began at zero when the machine started
        return *start;
    return read_rtc_clock() - now;
}

uint64_t plat_wall_clock(void)
{
    static uint64_t offset;
    if (!offset)
        offset = find_offset();
    return offset + plat_clock();
}
