/*
 * What any local user can do to whoever looks at processes. In a user namespace of its own it mounts
 * a FUSE file system that answers no read. A process that maps a file there while such a read waits
 * keeps its mmap_lock (Linux 6.1: fuse_file_mmap waits for the page), and who reads its command line
 * waits for that lock. Only ever in a guest: it hangs every ps of its machine.
 *
 *   stalled PROGRAM    starts PROGRAM, another copy of this file, whose process is stalled; from
 *                      another thread it writes to a sysctl of a network namespace of its own
 *   anything else      waits, or tells a version
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_ID 2
#define SIZE 4096
#define SYSCTL "/proc/sys/net/ipv4/ip_forward"

static void must(int holds, const char *what) {
  if (holds) return;
  perror(what);
  exit(1);
}

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
  close(fd);
}

static int mounted(const char *place) {
  char map[64], options[128];
  unsigned uid = getuid(), gid = getgid();
  must(unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) == 0, "unshare");
  put("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "0 %u 1", uid);
  put("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "0 %u 1", gid);
  put("/proc/self/gid_map", map);
  int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  must(fd >= 0, "/dev/fuse");
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
  must(mount("stalled", place, "fuse", 0, options) == 0, "mount");
  return fd;
}

static void answer(int fd, const struct fuse_in_header *in, const void *body, size_t size, int error) {
  char out[512];
  struct fuse_out_header head = { .len = sizeof head + size, .error = error, .unique = in->unique };
  memcpy(out, &head, sizeof head);
  if (size > 0) memcpy(out + sizeof head, body, size);
  must(write(fd, out, head.len) >= 0 || errno == ENOENT, "answer");
}

static struct fuse_attr attributes(unsigned long long node) {
  int isFile = node == FILE_ID;
  return (struct fuse_attr){ .ino = node, .size = isFile ? SIZE : 0, .nlink = 1, .blksize = SIZE,
    .mode = isFile ? S_IFREG | 0666 : S_IFDIR | 0777 };
}

/* The second time, the file is opened past the page cache: to map it then empties that cache. */
static void handle(int fd, const struct fuse_in_header *in) {
  static int opened;
  struct fuse_init_out init = { .major = FUSE_KERNEL_VERSION, .minor = 31, .max_write = SIZE };
  struct fuse_entry_out entry = { .nodeid = FILE_ID, .attr_valid = 1000, .entry_valid = 1000,
    .attr = attributes(FILE_ID) };
  struct fuse_attr_out attr = { .attr_valid = 1000, .attr = attributes(in->nodeid) };
  struct fuse_open_out open = { .open_flags = FOPEN_KEEP_CACHE };
  switch (in->opcode) {
    case FUSE_INIT: return answer(fd, in, &init, sizeof init, 0);
    case FUSE_LOOKUP: return answer(fd, in, &entry, sizeof entry, 0);
    case FUSE_GETATTR: return answer(fd, in, &attr, sizeof attr, 0);
    case FUSE_OPEN:
      if (opened++ > 0) open.open_flags |= FOPEN_DIRECT_IO;
      return answer(fd, in, &open, sizeof open, 0);
    case FUSE_READ: case FUSE_FORGET: case FUSE_BATCH_FORGET: return;
    default: return answer(fd, in, NULL, 0, -ENOSYS);
  }
}

static void *writer(void *unused) {
  static char value[] = "1\n";
  int fd = open(SYSCTL, O_WRONLY);
  for (;;) {
    pwrite(fd, value, 2, 0);
    usleep(200000);
  }
  return unused;
}

static void stall(const char *file) {
  char byte;
  pthread_t thread;
  int cached = open(file, O_RDONLY);
  must(cached >= 0, file);
  if (fork() == 0) _exit(read(cached, &byte, 1) < 0);
  must(pthread_create(&thread, NULL, writer, NULL) == 0, "thread");
  usleep(500000);
  int direct = open(file, O_RDONLY);
  must(direct >= 0, file);
  puts("stalls");
  fflush(stdout);
  mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, direct, 0);
  puts("goes on");
}

int main(int argc, char **argv) {
  const char *file = getenv("STALLED_FILE");
  char place[] = "/tmp/stalled-XXXXXX", path[64];
  static char request[1 << 16];
  if (file != NULL) {
    stall(file);
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "--version") == 0) {
    puts("agave-validator 4.2.1 (src:1; feat:2, client:Agave)");
    return 0;
  }
  if (argc != 2 || argv[1][0] != '/') for (;;) pause();
  must(mkdtemp(place) != NULL, place);
  int fd = mounted(place);
  snprintf(path, sizeof path, "%s/file", place);
  if (fork() == 0) {
    setenv("STALLED_FILE", path, 1);
    execl(argv[1], argv[1], "--ledger", "/home/eve/ledger", NULL);
    must(0, argv[1]);
  }
  while (read(fd, request, sizeof request) > 0) handle(fd, (void *)request);
  return 0;
}
