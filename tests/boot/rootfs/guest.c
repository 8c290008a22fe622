// SPDX-License-Identifier: MIT
// Reads and changes the packed root filesystem that ./case made.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))

extern const char __rootfs_start[], __rootfs_end[];

int main(void)
{
    char line[64];
    struct stat st;
    long sum = 0;
    FILE *f = fopen("/etc/motd", "r");
    CHECK(f && fgets(line, sizeof line, f) && strcmp(line, "hello from the image\n") == 0 && fclose(f) == 0);
    CHECK(stat("/etc/motd", &st) == 0 && st.st_size == 21 && (st.st_mode & 07777) == 0640);
    CHECK((f = fopen("/share/link", "r")) && fgets(line, sizeof line, f) && line[0] == 'h' && fclose(f) == 0);
    CHECK((f = fopen("/share/big", "r")));
    while (fgets(line, sizeof line, f))
        sum += atol(line);
    CHECK(sum == 200010000 && fclose(f) == 0);

    int fd = open("/share/big", O_RDWR);
    CHECK(fd >= 0 && fstat(fd, &st) == 0 && st.st_size == 108894);
    const char *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    CHECK(map != MAP_FAILED && memcmp(map, "1\n2\n3\n", 6) == 0);
    CHECK(map >= __rootfs_start && map < __rootfs_end); // the image's own page
    CHECK(map[st.st_size] == 0);
    CHECK(mprotect((void *)map, 4096, PROT_READ | PROT_WRITE) == -1 && errno == EACCES);
    CHECK(pwrite(fd, "X", 1, 50000) == 1 && pread(fd, line, 3, 49999) == 3 && line[1] == 'X');
    CHECK(map[50000] != 'X'); // the image is as it was
    char *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    CHECK(copy != MAP_FAILED && copy[0] == '1' && (copy[0] = 'Y') && map[0] == '1');
    CHECK(munmap(copy, 4096) == 0 && munmap((void *)map, (size_t)st.st_size) == 0 && close(fd) == 0);

    CHECK(unlink("/etc/deep/empty") == 0 && rmdir("/etc/deep") == 0 && rename("/etc/motd", "/motd") == 0);
    CHECK((f = fopen("/motd", "r+")) && fputs("HELLO", f) >= 0 && fclose(f) == 0);
    CHECK((f = fopen("/motd", "r")) && fgets(line, sizeof line, f) && strcmp(line, "HELLO from the image\n") == 0);
    puts("all checks passed");
    return 0;
}
