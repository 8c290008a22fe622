// SPDX-License-Identifier: MIT
// The C library's doors, one after the other. Exit status: how many checks failed; each is printed.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <regex.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static int failed;
#define CHECK(condition) ((condition) ? (void)0 : (void)(failed++, printf("line %d: %s (errno %d)\n", __LINE__, #condition, errno)))
#define FAILS(call, error) (errno = 0, CHECK((call) == -1), CHECK(errno == (error)))

static void descriptors(void)
{
    char text[32] = "";
    int fd = open("/file", O_CREAT | O_EXCL | O_RDWR, 0640), pipes[2];
    CHECK(fd >= 3);
    FAILS(open("/file", O_CREAT | O_EXCL | O_RDWR, 0640), EEXIST);
    FAILS(open("/none/file", O_RDONLY), ENOENT);
    CHECK(write(fd, "hello world", 11) == 11);
    CHECK(pread(fd, text, 5, 6) == 5 && !strcmp(text, "world"));
    CHECK(pwrite(fd, "W", 1, 6) == 1);
    CHECK(lseek(fd, 0, SEEK_CUR) == 11 && lseek(fd, -5, SEEK_END) == 6);
    struct iovec parts[2] = { { text, 2 }, { text + 2, 30 } };
    CHECK(readv(fd, parts, 2) == 5 && !memcmp(text, "World", 5));
    CHECK(ftruncate(fd, 3) == 0 && lseek(fd, 0, SEEK_END) == 3);
    CHECK(fsync(fd) == 0 && fdatasync(fd) == 0);
    struct flock lock = { F_WRLCK, SEEK_SET, 0, 0, 0 };
    CHECK(fcntl(fd, F_SETLK, &lock) == 0);
    CHECK(fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
    CHECK((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
    int copy = dup(fd);
    CHECK(copy > fd && dup2(fd, 40) == 40 && close(40) == 0 && close(copy) == 0 && close(fd) == 0);
    FAILS(close(fd), EBADF);
    FAILS(read(fd, text, 1), EBADF);
    CHECK(pipe(pipes) == 0 && write(pipes[1], "x", 1) == 1);
    struct pollfd ready = { pipes[0], POLLIN, 0 };
    CHECK(poll(&ready, 1, 0) == 1 && ready.revents == POLLIN);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(pipes[0], &set);
    struct timeval none = { 0, 0 };
    CHECK(select(pipes[0] + 1, &set, NULL, NULL, &none) == 1 && FD_ISSET(pipes[0], &set));
    CHECK(read(pipes[0], text, 9) == 1 && close(pipes[0]) == 0 && close(pipes[1]) == 0);
}

static void paths(void)
{
    char text[PATH_MAX];
    struct stat st;
    umask(022);
    CHECK(mkdir("/d", 0777) == 0 && stat("/d", &st) == 0 && S_ISDIR(st.st_mode) && (st.st_mode & 07777) == 0755);
    CHECK(chdir("/d") == 0 && getcwd(text, sizeof text) == text && !strcmp(text, "/d"));
    char *cwd = getcwd(NULL, 0);
    CHECK(cwd && !strcmp(cwd, "/d"));
    free(cwd);
    CHECK(getcwd(text, 2) == NULL && errno == ERANGE);
    CHECK(symlink("../file", "link") == 0 && readlink("link", text, 4) == 4 && !memcmp(text, "../f", 4));
    CHECK(lstat("link", &st) == 0 && S_ISLNK(st.st_mode) && stat("link", &st) == 0 && st.st_size == 3);
    CHECK(realpath("link", text) == text && !strcmp(text, "/file"));
    CHECK(realpath("./../d/./link/..", text) == NULL && errno == ENOTDIR);
    CHECK(realpath("/", text) && !strcmp(text, "/"));
    CHECK(symlink("loop", "loop") == 0 && realpath("loop", text) == NULL && errno == ELOOP);
    CHECK(access("link", R_OK) == 0);
    FAILS(access("none", F_OK), ENOENT);
    CHECK(link("/file", "hard") == 0 && stat("hard", &st) == 0 && st.st_nlink == 2);
    CHECK(rename("hard", "moved") == 0);
    FAILS(unlink("hard"), ENOENT);
    CHECK(chmod("moved", 0600) == 0 && stat("moved", &st) == 0 && (st.st_mode & 07777) == 0600);
    struct utimbuf times = { 1000, 2000 };
    CHECK(utime("moved", &times) == 0 && stat("moved", &st) == 0 && st.st_atime == 1000 && st.st_mtime == 2000);
    CHECK(truncate("moved", 100) == 0 && stat("moved", &st) == 0 && st.st_size == 100);
    FAILS(rmdir("/d"), ENOTEMPTY);
    CHECK(mkdir("sub", 0700) == 0 && remove("sub") == 0 && remove("moved") == 0);
    struct statvfs fs;
    CHECK(statvfs("/", &fs) == 0 && fs.f_bsize > 0 && pathconf("/", _PC_NAME_MAX) == 255);
}

static int no_dots(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void directories(void)
{
    struct dirent **list;
    for (int i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "/d/f%02d", i);
        int fd = creat(name, 0644);
        CHECK(fd >= 0 && close(fd) == 0);
    }
    CHECK(scandir("/d", &list, no_dots, alphasort) == 102 && !strcmp(list[99]->d_name, "f99"));
    CHECK(!strcmp(list[100]->d_name, "link") && list[100]->d_type == DT_LNK);
    DIR *d = opendir("/d");
    int count = 0;
    CHECK(d && dirfd(d) >= 3);
    for (struct dirent *e; d && (e = readdir(d));)
        count++;
    CHECK(count == 104);
    rewinddir(d);
    readdir(d), readdir(d), readdir(d);
    long here = telldir(d);
    struct dirent *fourth = readdir(d);
    char name[256];
    strcpy(name, fourth ? fourth->d_name : "");
    seekdir(d, here);
    fourth = readdir(d);
    CHECK(fourth && !strcmp(fourth->d_name, name) && closedir(d) == 0);
    CHECK(opendir("/file") == NULL && errno == ENOTDIR);
    glob_t found;
    CHECK(glob("/d/f1*", 0, NULL, &found) == 0 && found.gl_pathc == 10);
    CHECK(fnmatch("*.[ch]", "x.c", 0) == 0 && fnmatch("*.[ch]", "x.o", 0) != 0);
    regex_t regex;
    regmatch_t match;
    CHECK(regcomp(&regex, "b+c", REG_EXTENDED) == 0);
    CHECK(regexec(&regex, "abbcd", 1, &match, 0) == 0 && match.rm_so == 1 && match.rm_eo == 4);
    regfree(&regex);
    char path[] = "/usr/lib/x";
    CHECK(!strcmp(basename(path), "x") && !strcmp(dirname(path), "/usr/lib"));
}

static void streams(void)
{
    char line[64], *grown = NULL;
    size_t room = 0;
    FILE *f = fopen("/stream", "w+");
    CHECK(f && fprintf(f, "%d %s\nsecond line\n", 42, "text") > 0);
    CHECK(fseek(f, 0, SEEK_SET) == 0 && fgets(line, sizeof line, f) && !strcmp(line, "42 text\n"));
    CHECK(getline(&grown, &room, f) == 12 && !strcmp(grown, "second line\n") && getline(&grown, &room, f) == -1 && feof(f));
    free(grown);
    CHECK(ftell(f) == 20 && fclose(f) == 0);
    f = fopen("/stream", "a");
    CHECK(f && fputs("third\n", f) >= 0 && fclose(f) == 0);
    f = fopen("/stream", "r");
    CHECK(f && fseek(f, -6, SEEK_END) == 0 && fgets(line, sizeof line, f) && !strcmp(line, "third\n") && fclose(f) == 0);
    f = tmpfile();
    CHECK(f && fputs("x", f) >= 0 && fclose(f) == 0);
    CHECK(fopen("/none/x", "r") == NULL && errno == ENOENT);
    int n = 0;
    CHECK(sscanf("17 abc", "%d %3s", &n, line) == 2 && n == 17 && !strcmp(line, "abc"));
    flockfile(stdout), CHECK(ftrylockfile(stdout) == 0), funlockfile(stdout), funlockfile(stdout);
    char template[] = "/tmpXXXXXX";
    n = mkstemp(template);
    CHECK(n >= 0 && close(n) == 0 && unlink(template) == 0);
}

static void times_and_sleep(void)
{
    struct timespec before, after, part = { 0, 3000000 };
    struct timeval tv;
    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(nanosleep(&part, NULL) == 0 && usleep(1000) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >= 4000000);
    part.tv_nsec = 1000000000;
    FAILS(nanosleep(&part, NULL), EINVAL);
    CHECK(gettimeofday(&tv, NULL) == 0 && tv.tv_sec > 1600000000 && labs((long)time(NULL) - tv.tv_sec) <= 1);
    struct tm tm = { .tm_year = 124, .tm_mon = 1, .tm_mday = 29, .tm_hour = 12 };
    CHECK(timegm(&tm) == 1709208000 && tm.tm_wday == 4 && tm.tm_yday == 59);
    tm = (struct tm){ .tm_year = 69, .tm_mon = 11, .tm_mday = 31, .tm_hour = 23, .tm_min = 59, .tm_sec = 59 };
    CHECK(timegm(&tm) == -1);
    tm = (struct tm){ .tm_year = 100, .tm_mon = 14, .tm_mday = 1 };
    CHECK(timegm(&tm) == 983404800 && tm.tm_year == 101 && tm.tm_mon == 2);
    CHECK(clock() >= 0 && clock_getres(CLOCK_REALTIME, &part) == 0);
}

static volatile sig_atomic_t caught;
static void handler(int signal) { caught = signal; }

static void signals(void)
{
    struct sigaction action = { .sa_handler = handler }, old;
    sigset_t set, before;
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0 && sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == handler);
    CHECK(raise(SIGUSR1) == 0 && caught == SIGUSR1);
    CHECK(signal(SIGUSR2, handler) == SIG_DFL && kill(getpid(), SIGUSR2) == 0 && caught == SIGUSR2);
    FAILS(kill(4711, SIGTERM), ESRCH);
    FAILS(sigaction(SIGKILL, &action, NULL), EINVAL);
    CHECK(sigemptyset(&set) == 0 && sigaddset(&set, SIGUSR1) == 0 && sigismember(&set, SIGUSR1) == 1);
    FAILS(sigaddset(&set, 65), EINVAL);
    caught = 0;
    CHECK(sigprocmask(SIG_BLOCK, &set, &before) == 0 && raise(SIGUSR1) == 0 && caught == 0);
    sigjmp_buf env;
    if (sigsetjmp(env, 1) == 0) {
        CHECK(sigprocmask(SIG_SETMASK, &before, NULL) == 0 && caught == SIGUSR1);
        siglongjmp(env, 1);
    }
    CHECK(sigprocmask(SIG_BLOCK, NULL, &set) == 0 && sigismember(&set, SIGUSR1) == 1);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void services(void)
{
    struct utsname names;
    struct rlimit limit;
    struct rusage usage;
    struct winsize size;
    struct termios settings;
    unsigned char bytes[16];
    CHECK(getpid() == 1 && getuid() == 0 && uname(&names) == 0 && !strcmp(names.machine, "x86_64"));
    CHECK(sysconf(_SC_PAGESIZE) == 4096 && sysconf(_SC_NPROCESSORS_ONLN) == 1 && sysconf(_SC_CLK_TCK) == CLOCKS_PER_SEC);
    FAILS(sysconf(9999), EINVAL);
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > 3 && getrusage(RUSAGE_SELF, &usage) == 0);
    CHECK(getrandom(bytes, sizeof bytes, 0) == sizeof bytes);
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED && p[8191] == 0 && munmap(p, 8192) == 0);
    CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    CHECK(dlopen("libm.so", RTLD_NOW) == NULL && strstr(dlerror(), "libm.so") && dlerror() == NULL);
    struct group *g = getgrgid(0);
    CHECK(g && !strcmp(g->gr_name, "root") && getgrnam("users") == NULL && getpwnam("root") == NULL);
    CHECK(mkdir("/etc", 0755) == 0);
    FILE *f = fopen("/etc/group", "w");
    CHECK(f && fputs("root:x:0:\n# no group\nusers:x:100:ann,bob\n", f) >= 0 && fclose(f) == 0);
    g = getgrnam("users");
    CHECK(g && g->gr_gid == 100 && !strcmp(g->gr_mem[1], "bob") && g->gr_mem[2] == NULL && getgrgid(7) == NULL);
    f = fopen("/etc/passwd", "w");
    CHECK(f && fputs("root:x:0:0:Root:/root:/bin/sh\n", f) >= 0 && fclose(f) == 0);
    struct passwd *user = getpwnam("root");
    CHECK(user && user->pw_uid == 0 && !strcmp(user->pw_dir, "/root"));
    FAILS(fork(), ENOSYS);
    FAILS(waitpid(-1, NULL, WNOHANG), ECHILD);
    CHECK(system(NULL) == 0 && popen("ls", "r") == NULL && errno == ENOSYS);
    CHECK(isatty(0) == 0 && errno == ENOTTY);
    FAILS(tcgetattr(0, &settings), ENOTTY);
    FAILS(ioctl(0, TIOCGWINSZ, &size), ENOTTY);
    CHECK(posix_memalign((void **)&p, 64, 100) == 0 && (long)p % 64 == 0);
    free(p);
    CHECK(posix_memalign((void **)&p, 3, 100) == EINVAL && malloc(PTRDIFF_MAX) == NULL && errno == ENOMEM);
}

int main(void)
{
    descriptors();
    paths();
    directories();
    streams();
    times_and_sleep();
    signals();
    services();
    return failed;
}
