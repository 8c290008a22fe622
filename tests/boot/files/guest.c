// SPDX-License-Identifier: MIT
// Files through the C library, as a program on any POSIX system would use them. Says which line was wrong.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))
#define FAILS(what, error) (errno = 0, CHECK((what) == -1), CHECK(errno == (error)))

static void streams(void)
{
    char line[64];
    long sum = 0;
    FILE *f = fopen("/numbers", "w+");
    CHECK(f);
    for (int i = 0; i < 20000; i++)
        CHECK(fprintf(f, "%d\n", i) > 0);
    CHECK(fseek(f, 0, SEEK_SET) == 0);
    while (fgets(line, sizeof line, f))
        sum += atol(line);
    CHECK(sum == 199990000);
    CHECK(fseek(f, -6, SEEK_END) == 0 && fgets(line, sizeof line, f) && strcmp(line, "19999\n") == 0);
    CHECK(fclose(f) == 0);
    CHECK((f = fopen("/numbers", "a")) && fputs("end\n", f) >= 0 && fclose(f) == 0);
    struct stat st;
    CHECK(stat("/numbers", &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 108890 + 4);
    CHECK(st.st_mtime > 1500000000); // a clock is behind it
    CHECK((f = tmpfile()) && fputs("x", f) >= 0 && fclose(f) == 0);
    CHECK(remove("/numbers") == 0 && !fopen("/numbers", "r") && errno == ENOENT);
}

static void descriptors(void)
{
    char bytes[8] = "";
    struct stat st;
    int fd = open("f", O_RDWR | O_CREAT | O_EXCL, 0640);
    CHECK(fd >= 0);
    FAILS(open("f", O_CREAT | O_EXCL | O_RDWR, 0600), EEXIST);
    CHECK(write(fd, "hello", 5) == 5 && lseek(fd, 1 << 20, SEEK_SET) == 1 << 20 && write(fd, "!", 1) == 1);
    CHECK(fstat(fd, &st) == 0 && st.st_size == (1 << 20) + 1 && st.st_blocks < 100 && (st.st_mode & 0777) == 0640);
    CHECK(pread(fd, bytes, 5, 0) == 5 && strcmp(bytes, "hello") == 0);
    CHECK(pread(fd, bytes, 5, 70000) == 5 && memcmp(bytes, "\0\0\0\0\0", 5) == 0);
    CHECK(ftruncate(fd, 3) == 0 && lseek(fd, 0, SEEK_END) == 3);
    CHECK(unlink("f") == 0 && pread(fd, bytes, 8, 0) == 3); // open files stay
    CHECK(dup2(fd, 20) == 20 && close(fd) == 0 && lseek(20, 0, SEEK_CUR) == 3 && close(20) == 0);
    FAILS(close(20), EBADF);
    FAILS(open("/", O_WRONLY), EISDIR);
    FAILS(open("/none/x", O_RDONLY), ENOENT);
    FAILS(lseek(1, 0, SEEK_CUR), ESPIPE);
}

static void directories(void)
{
    char path[64];
    int seen = 0;
    struct stat st;
    CHECK(mkdir("/dir", 0755) == 0 && chdir("/dir") == 0 && mkdir("sub", 0755) == 0);
    CHECK(close(open("a", O_CREAT | O_WRONLY, 0644)) == 0 && link("a", "b") == 0 && symlink("a", "l") == 0);
    CHECK(stat("b", &st) == 0 && st.st_nlink == 2 && lstat("l", &st) == 0 && S_ISLNK(st.st_mode));
    CHECK(getcwd(path, sizeof path) && strcmp(path, "/dir") == 0);
    CHECK(realpath("sub/../l", path) && strcmp(path, "/dir/a") == 0);
    DIR *d = opendir(".");
    CHECK(d);
    for (struct dirent *e; (e = readdir(d));)
        seen += strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
    CHECK(seen == 4 && closedir(d) == 0);
    FAILS(rmdir("/dir"), ENOTEMPTY);
    FAILS(rename("/dir", "/dir/sub/x"), EINVAL);
    FAILS(unlink("sub"), EISDIR);
    FAILS(mkdir("a/x", 0755), ENOTDIR);
    CHECK(symlink("loop", "loop") == 0);
    FAILS(stat("loop", &st), ELOOP);
    CHECK(rename("a", "sub/a") == 0 && access("sub/a", R_OK | W_OK) == 0 && access("a", F_OK) == -1);
}

static void devices(void)
{
    char bytes[4] = "xxx";
    struct stat st;
    int fd = open("/dev/null", O_RDWR);
    CHECK(fd >= 0 && write(fd, "gone", 4) == 4 && read(fd, bytes, 4) == 0 && close(fd) == 0);
    CHECK((fd = open("/dev/zero", O_RDONLY)) >= 0 && read(fd, bytes, 4) == 4 && !bytes[0] && !bytes[3] && close(fd) == 0);
    CHECK((fd = open("/dev/urandom", O_RDONLY)) >= 0 && read(fd, bytes, 4) == 4 && close(fd) == 0);
    CHECK(stat("/dev/console", &st) == 0 && S_ISCHR(st.st_mode));
    CHECK((fd = open("/dev/stdout", O_WRONLY)) >= 0 && write(fd, "to stdout\n", 10) == 10 && close(fd) == 0);
}

int main(void)
{
    streams();
    descriptors();
    directories();
    devices();
    puts("all checks passed");
    return 0;
}
