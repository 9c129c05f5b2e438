/*
 * A hostile program that is asked for its version. Its first line tells how far each attempt got:
 * the errno of what failed, 0 of what worked.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void told(const char *name, long result) {
  printf(" %s=%d", name, result < 0 ? errno : 0);
}

static long openable(const char *path, int flags) {
  int fd = open(path, flags, 0644);
  if (fd >= 0) close(fd);
  return fd;
}

static int written(void) {
  const char *places[] = {"/tmp/out", "/var/tmp/out", "/dev/shm/out", "/run/lock/out", "/home/eve/out",
                          "/dev/mqueue/out", "/out", "/run/out", "/var/lib/vexor-agent/out"};
  int count = 0;
  for (unsigned at = 0; at < sizeof places / sizeof *places; at++) {
    if (openable(places[at], O_WRONLY | O_CREAT) >= 0) count++;
  }
  return count;
}

/* Descriptors beyond the three, other than the program's own file. */
static int descriptors(void) {
  struct stat self, other;
  int count = 0;
  stat("/proc/self/exe", &self);
  for (int fd = 3; fd < 1024; fd++) {
    if (fstat(fd, &other) == 0 && (other.st_ino != self.st_ino || other.st_dev != self.st_dev)) count++;
  }
  return count;
}

static int processes(void) {
  int count = 0;
  for (int pid = 2; pid < 400000; pid++) {
    if (kill(pid, 0) == 0 || errno == EPERM) count++;
  }
  return count;
}

static void daemonise(void) {
  if (fork() != 0) return;
  setsid();
  for (int signal = 1; signal < 32; signal++) sigaction(signal, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
  if (fork() != 0) _exit(0);
  strcpy((char *)getenv("LC_ALL"), "");
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "run") == 0) for (;;) pause();
  if (strstr(argv[0], "hang")) {
    daemonise();
    for (int signal = 1; signal < 32; signal++) sigaction(signal, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    for (;;) pause();
  }
  if (strstr(argv[0], "eat")) for (;;) memset(malloc(1 << 20), 1, 1 << 20);
  if (strstr(argv[0], "fork")) for (;;) if (fork() < 0) pause();
  printf("agave-validator 1 args=%d uid=%d euid=%d gid=%d groups=%d", argc - 1, getuid(), geteuid(),
         getgid(), getgroups(0, NULL));
  told("shadow", openable("/etc/shadow", O_RDONLY));
  told("sol", openable("/home/sol/secret", O_RDONLY));
  told("hostkey", openable("/etc/ssh/ssh_host_ed25519_key", O_RDONLY));
  told("init", openable("/proc/1/environ", O_RDONLY) < 0 ? -1 : 0);
  told("kmsg", openable("/dev/kmsg", O_WRONLY));
  told("inet", socket(AF_INET, SOCK_STREAM, 0));
  told("unix", socket(AF_UNIX, SOCK_STREAM, 0));
  told("ptrace", ptrace(PTRACE_ATTACH, 1, 0, 0));
  told("setuid", setuid(0));
  told("userns", unshare(CLONE_NEWUSER));
  told("mount", mount("none", "/mnt", "tmpfs", 0, NULL));
  told("fanotify", syscall(SYS_fanotify_init, 0, 0));
  printf(" written=%d descriptors=%d processes=%d pid=%d\n", written(), descriptors(), processes(), getpid());
  fflush(stdout);
  daemonise();
  return 0;
}
