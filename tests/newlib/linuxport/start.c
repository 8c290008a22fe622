// SPDX-License-Identifier: MIT
// The platform of a static Linux process, to run newlib and its doors natively: start, memory, end. One thread, no interrupts.
#include "base/base.h"
#include "base/plat.h"
#include "mm/mm.h"
#include "uk/abi.h"

#include <elf.h>

#include "linux_call.h"

_Noreturn void uk_start_app(void);
_Noreturn void start(long *stack);

__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n\thlt\n");

unsigned preempt_depth;
bool preempt_wanted;
void (*preempt_switch)(bool from_interrupt);

static _Alignas(8) char block[UK_BOOT_MAX];

// Adds one record of the boot block for each string, up to the NULL.
static char **add_records(uint32_t type, char **strings)
{
    struct uk_boot_header *h = (void *)block;
    for (; *strings; strings++, h->count++) {
        struct uk_boot_record *r = (void *)(block + h->size);
        r->type = type;
        r->length = (uint32_t)__builtin_strlen(*strings) + 1;
        if (h->size + sizeof *r + r->length + 8 > sizeof block)
            panic("arguments and environment are too long");
        __builtin_memcpy(r + 1, *strings, r->length);
        h->size += (uint32_t)(sizeof *r + ALIGN_UP((size_t)r->length, 8));
    }
    return strings + 1;
}

static void make_boot_block(char **arguments)
{
    struct uk_boot_header *h = (void *)block;
    __builtin_memcpy(h->magic, UK_BOOT_MAGIC, sizeof h->magic);
    h->size = sizeof *h;
    add_records(UK_BOOT_ENV, add_records(UK_BOOT_ARG, arguments));
    boot_info.block = block;
    boot_info.block_size = h->size;
}

extern const Elf64_Ehdr __ehdr_start;
static _Alignas(64) char tls_area[8192];

// System V ABI, variant II: the TLS block ends at the thread pointer, fs:0 points to itself, the canary is at fs:0x28.
static no_stack_protector void set_up_tls(void)
{
    const Elf64_Phdr *p = (const void *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);
    uint64_t *tcb = (uint64_t *)(tls_area + sizeof tls_area - 64);
    for (int i = 0; i < __ehdr_start.e_phnum; i++)
        if (p[i].p_type == PT_TLS)
            __builtin_memcpy((char *)tcb - ALIGN_UP(p[i].p_memsz, p[i].p_align), (const void *)p[i].p_vaddr, p[i].p_filesz);
    tcb[0] = (uintptr_t)tcb;
    tcb[5] = 0x5bd1e995a3c5f700;
    linux_call(LINUX_arch_prctl, 0x1002, (long)tcb, 0, 0, 0, 0);
}

no_stack_protector void start(long *stack)
{
    set_up_tls();
    make_boot_block((char **)(stack + 1));
    uk_start_app();
}

// Alignment above a page: ask for more, and leave the rest unused.
void *page_alloc(size_t count, size_t align)
{
    long p = linux_call(LINUX_mmap, 0, (long)(count * PAGE_SIZE + align), 3, 0x22, -1, 0);
    return p < 0 && p > -4096 ? NULL : (void *)ALIGN_UP((uintptr_t)p, align);
}

void page_free(void *start, size_t count)
{
    linux_call(LINUX_munmap, (long)start, (long)(count * PAGE_SIZE), 0, 0, 0, 0);
}

bool page_extend(void *start, size_t count, size_t more)
{
    (void)start;
    (void)count;
    (void)more;
    return false;
}

void page_usage(size_t *largest, size_t *free, size_t *total)
{
    *largest = *free = *total = 1 << 20;
}

static void complain(const char *text)
{
    linux_call(LINUX_write, 2, (long)text, (long)__builtin_strlen(text), 0, 0, 0);
    linux_call(LINUX_write, 2, (long)"\n", 1, 0, 0, 0);
}

void log_line(const char *fmt, ...)
{
    complain(fmt);
}

void panic(const char *text)
{
    complain(text);
    plat_exit(134);
}

void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
    panic("stack smashed");
}

unsigned long plat_irq_save(void)
{
    return 0;
}

void plat_irq_restore(unsigned long flags)
{
    (void)flags;
}

void plat_exit(int status)
{
    for (;;)
        linux_call(LINUX_exit_group, status, 0, 0, 0, 0, 0);
}
