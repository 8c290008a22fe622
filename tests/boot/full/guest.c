// SPDX-License-Identifier: MIT
// Fills the filesystem in RAM, three times over.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))

static long fill(int fd)
{
    static char block[10000];
    long total = 0;
    ssize_t n;
    memset(block, 'b', sizeof block);
    while ((n = write(fd, block, sizeof block)) > 0)
        total += n;
    CHECK(n == -1 && errno == ENOSPC);
    return total;
}

int main(void)
{
    long first = 0;
    char bytes[2];
    for (int round = 0; round < 3; round++) {
        int fd = open("/big", O_RDWR | O_CREAT | O_EXCL, 0644);
        CHECK(fd >= 0);
        long total = fill(fd);
        CHECK(total > 4 << 20);
        CHECK(lseek(fd, 0, SEEK_END) == total && pread(fd, bytes, 2, total - 1) == 1 && bytes[0] == 'b');
        CHECK(round == 0 || labs(total - first) < 100000); // nothing is lost from round to round
        first = total;
        CHECK(unlink("/big") == 0 && close(fd) == 0);
    }
    puts("all checks passed");
    return 0;
}
