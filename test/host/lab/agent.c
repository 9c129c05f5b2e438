/*
 * The guest's end of the lab's command channel, started by lab-agent.service. One request is a line
 * "LIMIT-SECONDS SCRIPT-BYTES INPUT-BYTES" followed by exactly those bytes; its answer a line
 * "exit CODE STDOUT-BYTES STDERR-BYTES" followed likewise. "ready BOOT-ID" opens the conversation.
 * A shell script would start eight programs for a request, and an emulated processor needs 30 ms for
 * each.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT "/dev/virtio-ports/vexor.lab"
#define NEW (O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)

static int port;
static char buffer[1 << 16];

/* systemd starts this program again. */
static void must(int holds) {
  if (!holds) exit(1);
}

static void put(const char *bytes, size_t length) {
  for (ssize_t n; length > 0; bytes += n, length -= n) must((n = write(port, bytes, length)) > 0);
}

static size_t take(size_t length) {
  ssize_t n = read(port, buffer, length < sizeof buffer ? length : sizeof buffer);
  must(n > 0);
  return n;
}

static void take_line(char *line, size_t size) {
  for (size_t at = 0; at < size - 1; at++) {
    take(1);
    line[at] = buffer[0] == '\n' ? 0 : buffer[0];
    if (line[at] == 0) return;
  }
  exit(1);
}

static void take_file(const char *path, size_t length) {
  int file = open(path, NEW, 0644);
  must(file >= 0);
  for (size_t n; length > 0; length -= n) {
    n = take(length);
    must(write(file, buffer, n) == (ssize_t)n);
  }
  close(file);
}

static size_t size_of(const char *path) {
  struct stat facts;
  must(stat(path, &facts) == 0);
  return facts.st_size;
}

/* What runs on in the background may still write to it. */
static void put_file(const char *path, size_t length) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  must(file >= 0);
  for (ssize_t n; length > 0; length -= n) {
    n = read(file, buffer, length < sizeof buffer ? length : sizeof buffer);
    must(n > 0);
    put(buffer, n);
  }
  close(file);
}

static void become_script(const sigset_t *usual) {
  sigprocmask(SIG_SETMASK, usual, NULL);
  setpgid(0, 0);
  int in = open("input", O_RDONLY), out = open("stdout", NEW, 0644), err = open("stderr", NEW, 0644);
  if (in < 0 || out < 0 || err < 0 || chdir("/") != 0) _exit(127);
  dup2(in, 0);
  dup2(out, 1);
  dup2(err, 2);
  if (in > 2) close(in);
  execl("/bin/sh", "sh", "/run/lab/script", (char *)NULL);
  _exit(127);
}

/* SIGKILL to its process group when its time is up. */
static int run_script(double limit) {
  sigset_t child, usual;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &usual);
  pid_t pid = fork();
  must(pid >= 0);
  if (pid == 0) become_script(&usual);
  struct timespec time = {(time_t)limit, (long)((limit - (time_t)limit) * 1e9)};
  int status;
  while (waitpid(pid, &status, WNOHANG) != pid) {
    if (sigtimedwait(&child, NULL, &time) == SIGCHLD) continue;
    kill(-pid, SIGKILL);
    waitpid(pid, &status, 0);
    break;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void answer(int code) {
  char line[64];
  size_t out = size_of("stdout"), err = size_of("stderr");
  put(line, snprintf(line, sizeof line, "exit %d %zu %zu\n", code, out, err));
  put_file("stdout", out);
  put_file("stderr", err);
}

static void open_port(void) {
  char id[64] = "";
  int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY);
  must(system("modprobe virtio_console") == 0);
  while ((port = open(PORT, O_RDWR | O_CLOEXEC)) < 0) usleep(100000);
  must(read(file, id, sizeof id - 1) > 0);
  close(file);
  put("ready ", 6);
  put(id, strlen(id));
}

int main(void) {
  char line[128];
  double limit;
  size_t script, input;
  mkdir("/run/lab", 0755);
  must(chdir("/run/lab") == 0);
  open_port();
  for (;;) {
    take_line(line, sizeof line);
    must(sscanf(line, "%lf %zu %zu", &limit, &script, &input) == 3);
    take_file("script", script);
    take_file("input", input);
    answer(run_script(limit));
  }
}
