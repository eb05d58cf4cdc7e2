/*
 * Preloaded into a process (LD_PRELOAD): notes in $WRITE_LOG, in their order, what the process writes to $WRITE_LOG_DIR/data.mdb, when
 * that is on disk, and what it says on standard output. Nothing is changed on the way.
 *
 * A record is a kind, the thread, an offset, a length, and as many bytes:
 *   w  a write begins, with its bytes      W  the thread's last write has ended, through a file opened with O_DSYNC
 *   s  a sync begins                       S  the thread's sync has ended
 *   t  the file gets the length `offset`   D  the directory, with the file in it, has been synced
 *   a  something is said, with its bytes
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) *(void **)(&real) = dlsym(RTLD_NEXT, name)

struct head { uint32_t kind, thread; uint64_t offset, length; };

/* One append for a record, so that records of several threads stay whole. */
static void note (char kind, uint64_t offset, const struct iovec *bytes, int count) {
  static int log = -1;
  if (log < 0) log = open(getenv("WRITE_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  struct head head = { (uint32_t)kind, (uint32_t)syscall(SYS_gettid), offset, 0 };
  struct iovec parts[1 + count];
  for (int i = 0; i < count; i++) {
    parts[i + 1] = bytes[i];
    head.length += bytes[i].iov_len;
  }
  parts[0] = (struct iovec){ &head, sizeof head };
  if (syscall(SYS_writev, log, parts, count + 1) != (ssize_t)(sizeof head + head.length)) abort();
}

/* 'f' for the file, 'd' for its directory, 0 for anything else. */
static char kind_of (int fd) {
  const char *dir = getenv("WRITE_LOG_DIR");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (!dir || length < 0) return 0;
  path[length] = 0;
  size_t shared = strlen(dir);
  if (strncmp(path, dir, shared) != 0) return 0;
  if (path[shared] == 0) return 'd';
  return strcmp(path + shared, "/data.mdb") == 0 ? 'f' : 0;
}

/* What follows a write: nothing, or a note that it is on disk. */
static ssize_t ended (int fd, uint64_t offset, ssize_t written) {
  if (written > 0 && (fcntl(fd, F_GETFL) & O_DSYNC)) note('W', offset, NULL, 0);
  return written;
}

static void begins (int fd, uint64_t offset, const struct iovec *bytes, int count) {
  (void)fd;
  note('w', offset, bytes, count);
}

static ssize_t positioned (int fd, const struct iovec *bytes, int count, off64_t offset) {
  REAL(ssize_t, "pwritev64", int, const struct iovec *, int, off64_t);
  if (kind_of(fd) != 'f') return real(fd, bytes, count, offset);
  begins(fd, (uint64_t)offset, bytes, count);
  return ended(fd, (uint64_t)offset, real(fd, bytes, count, offset));
}

ssize_t pwritev64 (int fd, const struct iovec *bytes, int count, off64_t offset) { return positioned(fd, bytes, count, offset); }
ssize_t pwritev (int fd, const struct iovec *bytes, int count, off_t offset) { return positioned(fd, bytes, count, offset); }

static ssize_t positioned_one (int fd, const void *bytes, size_t length, off64_t offset) {
  return positioned(fd, &(struct iovec){ (void *)bytes, length }, 1, offset);
}

ssize_t pwrite64 (int fd, const void *bytes, size_t length, off64_t offset) { return positioned_one(fd, bytes, length, offset); }
ssize_t pwrite (int fd, const void *bytes, size_t length, off_t offset) { return positioned_one(fd, bytes, length, offset); }

ssize_t writev (int fd, const struct iovec *bytes, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  char kind = kind_of(fd);
  if (fd == STDOUT_FILENO) note('a', 0, bytes, count);
  if (kind != 'f') return real(fd, bytes, count);
  uint64_t offset = (uint64_t)lseek64(fd, 0, SEEK_CUR);
  begins(fd, offset, bytes, count);
  return ended(fd, offset, real(fd, bytes, count));
}

ssize_t write (int fd, const void *bytes, size_t length) {
  struct iovec one = { (void *)bytes, length };
  return writev(fd, &one, 1);
}

static int synced (int fd, int (*real)(int)) {
  char kind = kind_of(fd);
  if (kind == 'f') note('s', 0, NULL, 0);
  int result = real(fd);
  if (result == 0 && kind) note(kind == 'f' ? 'S' : 'D', 0, NULL, 0);
  return result;
}

int fdatasync (int fd) {
  REAL(int, "fdatasync", int);
  return synced(fd, real);
}

int fsync (int fd) {
  REAL(int, "fsync", int);
  return synced(fd, real);
}

static int cut (int fd, off64_t length) {
  REAL(int, "ftruncate64", int, off64_t);
  if (kind_of(fd) == 'f') note('t', (uint64_t)length, NULL, 0);
  return real(fd, length);
}

int ftruncate64 (int fd, off64_t length) { return cut(fd, length); }
int ftruncate (int fd, off_t length) { return cut(fd, length); }
