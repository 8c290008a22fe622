// SPDX-License-Identifier: MIT
// What every room of the toolchain stands on: errors with exit codes, growing arrays, strings, files, processes.
//
// Memory: uk-cc is a short-lived program. x-functions end the program (exit code 3) when memory is out; what they
// return is the caller's, and need not be freed. A library that must live long (kconfig) frees what it owns.
#ifndef UTIL_UTIL_H
#define UTIL_UTIL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// error.c ------------------------------------------------------------------------------------------------------------

// What the program's exit status says (docs/design.md, Commands).
enum exit_code {
    EXIT_OK = 0,
    EXIT_USER = 1,      // the user's input is at fault
    EXIT_USAGE = 2,     // the command line is at fault
    EXIT_ENV = 3,       // the host is at fault: a missing tool, no space, no permission
    EXIT_RUN = 125,     // run and debug: a failure of their own
    EXIT_INTERNAL = 70, // a defect of uk-cc
};

// Prints "uk-cc: error: MESSAGE" (and "  hint: HINT" if hint is not NULL) on stderr, runs the clean-ups registered with
// cleanup_add(), and exits with code. A message that starts with "file:line: " is printed with that first, as compilers
// do.
_Noreturn void fatal(enum exit_code code, const char *hint, const char *fmt, ...) PRINTF_LIKE(3, 4);
_Noreturn void fatal_at(const char *file, unsigned line, const char *hint, const char *fmt, ...)
    PRINTF_LIKE(4, 5); // EXIT_USER
_Noreturn void fatal_errno(const char *fmt, ...) PRINTF_LIKE(1, 2); // appends strerror(errno); EXIT_ENV, or EXIT_USER for ENOENT
_Noreturn void internal_error(const char *fmt, ...) PRINTF_LIKE(1, 2); // EXIT_INTERNAL, asks for a report
void warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
void note(const char *fmt, ...) PRINTF_LIKE(1, 2); // "uk-cc: ..." on stderr

// A path to unlink (a directory: to remove with its content) if the program ends by fatal() or by a signal; forget
// takes it back once the file has its final name.
// Who ends by one of these writes its exit code, a byte, to the descriptor whose number this variable holds.
#define BUILD_STATUS "UK_BUILD_STATUS_FD"

void cleanup_add(const char *path);
void cleanup_forget(const char *path);
void cleanup_run(void);
void cleanup_on_signals(void); // SIGINT, SIGTERM, SIGHUP, SIGPIPE: clean up, then die by the same signal

// vec.c --------------------------------------------------------------------------------------------------------------

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size); // overflow-checked
void *xrealloc(void *p, size_t count, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF_LIKE(1, 2);

// A growing array of T: VEC(char *) names = {0}; vec_push(&names, s); names.data[i], names.len.
#define VEC(T) struct { T *data; size_t len, cap; }
#define vec_push(v, item)                                                                                              \
    (vec_grow((void **)&(v)->data, &(v)->cap, (v)->len + 1, sizeof *(v)->data), (v)->data[(v)->len++] = (item))
void vec_grow(void **data, size_t *cap, size_t need, size_t item_size);

// A list of strings, the form of every argv: always ends with NULL once strv_argv() was called.
typedef VEC(const char *) strv_t;
void strv_add(strv_t *v, const char *s); // keeps the pointer
void strv_addf(strv_t *v, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strv_addv(strv_t *v, const strv_t *more);
bool strv_has(const strv_t *v, const char *s);
const char *const *strv_argv(strv_t *v); // appends the NULL (not counted in len)
void strv_split(strv_t *v, const char *line); // at blanks; "..." and '...' and \ as a POSIX shell quotes

// Growing text.
typedef struct { char *s; size_t len, cap; } buf_t;
void buf_add(buf_t *b, const void *bytes, size_t n); // b->s is always NUL-terminated after a call
void buf_puts(buf_t *b, const char *s);
void buf_printf(buf_t *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

// map.c --------------------------------------------------------------------------------------------------------------

// A hash table from string to pointer. Keys are not copied: they must outlive the table.
struct map_entry { const char *key; void *value; uint64_t hash; };
typedef struct { struct map_entry *slots; size_t len, cap; } map_t;
void *map_get(const map_t *m, const char *key);              // NULL if absent
void **map_slot(map_t *m, const char *key);                  // the value's place, made (NULL) if absent
bool map_next(const map_t *m, size_t *i, struct map_entry *out); // iterate: size_t i = 0; while (map_next(...)); hash order
void map_free(map_t *m);

// str.c --------------------------------------------------------------------------------------------------------------

char *bytes_text(uint64_t bytes); // "12,345 bytes"
bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);
const char *base_name(const char *path); // after the last '/'
char *dir_name(const char *path);        // "." if there is none
char *path_join(const char *dir, const char *name); // name alone if it is absolute
char *shell_quote(const char *s);        // as it must be typed in a POSIX shell
char *ninja_quote(const char *s);        // $-escapes for a path in build.ninja
const char *nearest(const char *word, const strv_t *choices); // by edit distance, for "did you mean"; NULL if none is near

// file.c -------------------------------------------------------------------------------------------------------------

struct file { const char *path; const uint8_t *data; size_t size; };
int file_map(const char *path, struct file *f); // read-only, private; 0 or -errno; a directory gives -EISDIR
void file_unmap(struct file *f);
char *file_read(const char *path, size_t *size); // whole file, NUL-terminated, or NULL with errno set
// Writes through a temporary name beside path and renames; does nothing when the content is the same already
// (*changed = false then; changed may be NULL). A device or FIFO is written to, never replaced. Fatal on failure, with the
// reason.
void file_write(const char *path, const void *data, size_t size, bool *changed);
bool file_exists(const char *path);
bool dir_exists(const char *path);
bool is_special_file(const char *path); // there, and neither a regular file nor a directory: as /dev/null
void special_write(const char *path, const void *data, size_t size); // into what is_special_file(); fatal on failure
void make_dirs(const char *path); // mkdir -p; fatal on failure
void remove_tree(const char *path); // rm -rf, never follows a symbolic link; fatal on failure
char *temp_dir(void);             // a fresh directory under TMPDIR, registered with cleanup_add()
char *self_dir(void);             // the directory of the running program (/proc/self/exe)
// Where things lie that uk-cc can make again: cache/ beside the program, or uk-cc/ in the user's cache where that cannot
// be written. It may not exist yet.
char *cache_dir(void);
int lock_file(const char *path, bool wait); // an flock()ed descriptor, -EWOULDBLOCK when taken and !wait

// hash.c -------------------------------------------------------------------------------------------------------------

struct hash { uint64_t a, b; };   // 128 bits, not cryptographic; for cache keys
#define HASH_INIT { 0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu }
void hash_add(struct hash *h, const void *bytes, size_t n);
void hash_str(struct hash *h, const char *s); // with its NUL
char *hash_hex(const struct hash *h);         // 32 digits

// proc.c: the only file that starts processes ------------------------------------------------------------------------

// Runs argv[0] (searched in PATH) and waits. Returns its exit status 0-255, or 128+N if it died by signal N.
// A program that cannot be started is fatal (EXIT_ENV) and names the Debian package if it is known.
int proc_run(const strv_t *argv);
// The same, with standard output collected into out (and standard error dropped if quiet).
int proc_capture(const strv_t *argv, buf_t *out, bool quiet);
// The same, with standard input from memory.
int proc_feed(const strv_t *argv, const void *input, size_t size, buf_t *out);
// Starts without waiting; fds: child's 0, 1, 2 (-1 = inherit). keep: descriptors the child inherits, -1 ends. Returns
// the pid.
int proc_spawn(const strv_t *argv, const int fds[3], const int *keep);
// Starts /bin/sh -c command in the same way, at the least cost.
int proc_shell(const char *command, int out, int err);
// proc_spawn() for a program that must not outlive us: the kernel kills it when we end, however that happens. It gets a
// process group of its own, so that a Ctrl-C at the terminal reaches us alone.
int proc_spawn_bound(const strv_t *argv, const int fds[3], const int *keep);
// Forks this program, for work that may take long or end by fatal(). In the child, which ends with us, output and errors
// go into a pipe, and 0 is returned; in the parent the child's pid, *fd reads the pipe. -1: errno tells.
int proc_fork(int *fd);
_Noreturn void proc_exec(const strv_t *argv);
bool proc_find(const char *program, char **path); // is it in PATH
char *proc_line(const strv_t *argv);              // the command as one would type it
extern bool verbose;                              // V=1 or -v: proc_* print each command on stderr first

#endif
