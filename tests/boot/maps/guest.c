// SPDX-License-Identifier: MIT
// Maps of memory and of a file; with an argument, one forbidden access.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))
#define RW (PROT_READ | PROT_WRITE)

static char *map(size_t size, int prot)
{
    char *m = mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(m != MAP_FAILED);
    return m;
}

static void forbidden(const char *what)
{
    volatile char *m = map(8192, RW);
    m[0] = m[4096] = (char)0xc3; // ret
    if (strcmp(what, "write-read-only") == 0 && mprotect((void *)m, 4096, PROT_READ) == 0)
        m[0] = 1;
    if (strcmp(what, "read-none") == 0 && mprotect((void *)m, 8192, PROT_NONE) == 0)
        m[1] = m[4096];
    if (strcmp(what, "execute-data") == 0)
        ((void (*)(void))(size_t)m)();
    exit(3); // still here
}

static void anonymous(void)
{
    char *m = map(1 << 20, RW);
    for (int i = 0; i < 1 << 20; i += 500)
        CHECK(m[i] == 0);
    memset(m, 1, 1 << 20);
    CHECK(munmap(m + 4096, 8192) == 0 && m[0] == 1 && m[12288] == 1 && munmap(m, 1 << 20) == 0);
    CHECK(mmap(NULL, 4096, RW | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EACCES);
}

static void code(void)
{
    static const unsigned char bytes[] = { 0xb8, 42, 0, 0, 0, 0xc3 }; // mov $42, %eax; ret
    char *m = map(4096, RW);
    memcpy(m, bytes, sizeof bytes);
    CHECK(mprotect(m, 4096, PROT_READ | PROT_EXEC) == 0 && ((int (*)(void))(size_t)m)() == 42);
    CHECK(mprotect(m, 4096, RW) == 0 && (m[1] = 7) && munmap(m, 4096) == 0);
}

static void file(void)
{
    char bytes[8] = "";
    int fd = open("f", O_RDWR | O_CREAT, 0644);
    CHECK(fd >= 0 && ftruncate(fd, 40000) == 0);
    char *m = mmap(NULL, 32768, RW, MAP_SHARED, fd, 4096);
    CHECK(m != MAP_FAILED);
    strcpy(m + 10000, "mapped");
    CHECK(pread(fd, bytes, 7, 14096) == 7 && strcmp(bytes, "mapped") == 0);
    CHECK(pwrite(fd, "M", 1, 14096) == 1 && m[10000] == 'M' && msync(m, 32768, MS_SYNC) == 0);
    CHECK(close(fd) == 0 && unlink("f") == 0 && m[10001] == 'a' && munmap(m, 32768) == 0);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        forbidden(argv[1]);
    anonymous();
    code();
    file();
    puts("all checks passed");
    return 0;
}
