// SPDX-License-Identifier: MIT
// Room fs, level 6: open files, paths, the root filesystem in RAM, device files.
//
// Functions return 0 or a count, or -UK_E…. Structures and constants are Linux's (fs/stat.h). Everything here lies in
// RAM and never waits, except reading the console: so one lock, fs_lock(), is enough, and what a function hands out
// "while the lock is held" is not counted. A reference that is counted is given back with file_put() or inode_put().
#ifndef FS_FS_H
#define FS_FS_H

#include "base/base.h"
#include "base/errno.h"
#include "base/plat.h"
#include "fs/stat.h"

// The lock of all inodes, directories, file offsets and the console. Short, nests; nobody waits while holding it.
static inline void fs_lock(void) { preempt_disable(); }
static inline void fs_unlock(void) { preempt_enable(); }

// Open files (file.c) -------------------------------------------------------------------------------------------------

struct file;
struct inode;
struct ready;

// How an open file behaves. NULL: -EINVAL or what the caller documents. Nobody holds fs_lock() when these are called.
struct file_ops {
    // At most n bytes at *offset, which moves on. What has no offset ignores it.
    long (*read)(struct file *f, void *to, size_t n, int64_t *offset);
    long (*write)(struct file *f, const void *from, size_t n, int64_t *offset);
    int64_t (*seek)(struct file *f, int64_t offset, int whence); // NULL: -ESPIPE, and no pread or pwrite
    void (*stat)(struct file *f, struct uk_stat *out);           // out is zeroed before; never NULL
    // READY_* flags of now; of those not asked for only READY_ERR and READY_HUP need be true. NULL: always ready.
    unsigned (*poll)(struct file *f, unsigned asked);
    int (*ioctl)(struct file *f, unsigned long request, void *arg); // beyond terminal requests; NULL: -ENOTTY
    void (*release)(struct file *f); // the last reference is gone: frees f; NULL: static
};

struct file {
    const struct file_ops *ops;
    struct inode *inode; // counted; NULL: has no name (console at start, pipes)
    void *data;          // the driver's
    int64_t offset;
    unsigned flags;      // UK_O_*: access mode and status flags
    unsigned refs;
    unsigned tty;        // the UK_CONSOLE_TTY_* bit that answers isatty(); 0: never a terminal
};

static inline bool file_readable(const struct file *f) { return (f->flags & UK_O_ACCMODE) != UK_O_WRONLY; }
static inline bool file_writable(const struct file *f) { return (f->flags & UK_O_ACCMODE) != UK_O_RDONLY; }
static inline bool file_is_tty(const struct file *f) { return (f->tty & boot_info.console) != 0; }
void file_put(struct file *f); // gives one reference back; with the last, release
// A new open file with one reference and no inode. NULL: no memory.
struct file *file_new(const struct file_ops *ops, unsigned flags, void *data);
void file_free(struct file *f); // release of files made by file_new()

// poll() waits in one queue for all files: whoever owns a readiness object sets its edge to this. Posix defines it;
// refer to it weakly, so that it is NULL in an image without poll.
void poll_edge(struct ready *r, unsigned flags);
// A wait for reading or writing was interrupted: does it begin anew (SA_RESTART)? The same for this one and an image
// without signals.
bool wait_restarts(void);

// Console (console.c, console_input.c) --------------------------------------------------------------------------------

extern const struct file_ops console_file_ops;
extern struct file console_files[3]; // what descriptors 0, 1, 2 are at first; one reference each
void console_init(void);             // called by uk_init()

// Inodes and paths (inode.c, path.c, vfs.c) ---------------------------------------------------------------------------

// What a filesystem does. Called with fs_lock() held; names are 1..UK_NAME_MAX bytes without '/' or NUL, never "." or
// "..", not NUL-terminated. The callers have checked types and existence as written.
struct inode_ops {
    // A directory: what the name is, *out valid while the lock is held. -ENOENT, -ENOMEM, -EIO.
    int (*lookup)(struct inode *dir, const char *name, size_t len, struct inode **out);
    // A directory where the name does not exist: a new file, directory, link (target) or device by mode's type.
    int (*create)(struct inode *dir, const char *name, size_t len, uint32_t mode, const char *target,
                  struct inode **out);
    int (*link)(struct inode *dir, const char *name, size_t len, struct inode *what);
    int (*unlink)(struct inode *dir, const char *name, size_t len, struct inode *what); // a directory is empty
    // Moves the name; what it replaces, an unlinkable thing or NULL, goes.
    int (*rename)(struct inode *from, const char *old, size_t old_len, struct inode *to, const char *name, size_t len,
                  struct inode *what, struct inode *replaced);
    bool (*is_empty)(struct inode *dir);
    struct inode *(*parent)(struct inode *dir); // the root's is itself; NULL: the directory was removed
    const char *(*name)(struct inode *dir, size_t *len); // in its parent; not of the root
    const char *(*target)(struct inode *link);  // with a NUL
    // The entry at *cursor or the next one after it: fills out but d_reclen, at most UK_NAME_MAX + 1 bytes of name, and
    // moves the cursor. The start is 0. 1, or 0 at the end, or -E.
    int (*readdir)(struct inode *dir, int64_t *cursor, struct uk_dirent *out);
    int (*truncate)(struct inode *file, int64_t size);
    // Memory that holds bytes offset..offset+size of a file, page-aligned. shared: writing there writes the file. Not
    // shared: to be read only, and only if that needs no copy. -ENODEV: not possible; -ENOMEM. Until the unmap of the
    // same range, truncate keeps the pages.
    int (*map)(struct inode *file, int64_t offset, size_t size, bool shared, void **out);
    void (*unmap)(struct inode *file, int64_t offset, size_t size);
    void (*release)(struct inode *i); // no name and no user left: frees it
};

struct inode {
    const struct inode_ops *ops;
    const struct file_ops *file_ops; // of opened ones; NULL: not to be opened
    const struct device *device;     // of device files
    unsigned refs;
    uint32_t nlink;
    uint32_t mode;
    uint32_t uid, gid;
    uint64_t ino;
    int64_t size;
    int64_t blocks;              // of 512 bytes
    int64_t atime, mtime, ctime; // nanoseconds since 1970; 0: unknown
};

void inode_get(struct inode *i);
void inode_put(struct inode *i);
void inode_stat(const struct inode *i, struct uk_stat *out);
void inode_touch(struct inode *i); // it was modified now

// now.c: the time that files are stamped with, nanoseconds since 1970. The offset is what clock_settime() adds to the
// platform's clock.
extern int64_t fs_time_offset;
int64_t fs_now(void);

struct inode *vfs_root(void);

// Where a path leads. Everything is valid while the lock is held.
enum walk_last { WALK_NAME, WALK_DOT, WALK_DOTDOT, WALK_ROOT };
struct walk {
    enum walk_last last;  // what the last component is
    struct inode *dir;    // the directory of the last component
    const char *name;     // of WALK_NAME
    size_t len;
    bool slash;           // slashes follow: has to be a directory, the caller sees to it
    struct inode *found;  // NULL: there is none
    unsigned links;       // symbolic links on the way
};
// Walks with fs_lock() held. base: where relative paths begin. follow: also a link in the last place. A missing last
// component is no error. -ENOENT, -ENOTDIR, -ELOOP, -ENAMETOOLONG, -EFAULT, -ENOMEM, -EIO.
int walk_path(struct inode *base, const char *path, bool follow, struct walk *out);
// To what exists; a link before slashes is followed always. Also -ENOENT.
int walk_existing(struct inode *base, const char *path, bool follow, struct inode **out);

// These take the lock themselves; errors as POSIX names them for the function of that name.
int vfs_open(struct inode *base, const char *path, int flags, uint32_t mode, struct file **out);
// A device file or a directory, by mode's type, without a time: for what exists before anybody asks for time.
int vfs_mknod(struct inode *base, const char *path, uint32_t mode, const struct device *device);
int vfs_mkdir(struct inode *base, const char *path, uint32_t mode);
int vfs_symlink(const char *target, struct inode *base, const char *path);
int vfs_link(struct inode *old_base, const char *old, struct inode *new_base, const char *new, bool follow);
int vfs_unlink(struct inode *base, const char *path);
int vfs_rmdir(struct inode *base, const char *path);
int vfs_rename(struct inode *old_base, const char *old, struct inode *new_base, const char *new);
int vfs_truncate(struct inode *i, int64_t size);
long vfs_path_of(struct inode *dir, char *to, size_t n); // absolute, bytes with NUL; -ERANGE, -ENOENT

// RAM filesystem (ramfs.c, ramdir.c, ramfile.c, pages.c, packed.c) --------------------------------------------------

// The root directory of a filesystem in RAM over a packed one (uk/rootfs.h; size 0: empty). The blob is kept and read
// in place. NULL: no memory. A damaged blob is logged and left out.
struct inode *ramfs_new(const void *packed, size_t size);

// Devices (device.c) --------------------------------------------------------------------------------------------------

struct device {
    const char *name;   // below /dev
    uint32_t mode;      // permissions
    uint32_t major, minor;
    const struct file_ops *ops;
    unsigned tty;       // goes to struct file
};
// Makes /dev/NAME, unless there is one. Called by init functions; a failure is logged.
void device_register(const struct device *d);
void device_stat(struct file *f, struct uk_stat *out); // stat and release for device files
void device_release(struct file *f);

// Called by uk_init() -------------------------------------------------------------------------------------------------

void vfs_init(void);
void dev_mem_init(void);
void dev_console_init(void);

#endif
