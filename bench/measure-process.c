/*
 * measure-process [-1] PROGRAM [ARG...]: runs one program with its output thrown away and prints one line of
 * JSON: wall and processor time in ns, its peak memory in KiB, its exit code; with -1 also the time
 * until its first line of output. So small itself that fork costs next to nothing and the child's
 * peak memory, which starts with what it copies from here, is the program's own.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long ns(struct timeval t) {
  return t.tv_sec * 1000000000LL + t.tv_usec * 1000LL;
}

static void become(char **argv, int out) {
  int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  dup2(out < 0 ? null : out, 1);
  dup2(null, 2);
  execvp(argv[0], argv);
  _exit(127);
}

/* Reads to the end, so that the program never waits for us; 0 when no line came. */
static long long first_line(int in) {
  char buffer[65536];
  long long at = 0;
  for (;;) {
    ssize_t count = read(in, buffer, sizeof buffer);
    if (count <= 0) return at;
    if (at == 0 && memchr(buffer, '\n', count)) at = now();
  }
}

int main(int argc, char **argv) {
  int wants_line = argc > 1 && strcmp(argv[1], "-1") == 0;
  char **program = argv + 1 + wants_line;
  int pipes[2] = {-1, -1};
  if (!*program || (wants_line && pipe2(pipes, O_CLOEXEC))) return 2;

  long long start = now(), line = 0;
  pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) become(program, pipes[1]);
  if (wants_line) {
    close(pipes[1]);
    line = first_line(pipes[0]);
  }
  int status;
  struct rusage used;
  if (wait4(child, &status, 0, &used) < 0) return 2;
  long long end = now();

  printf("{\"wallNs\":%lld,\"cpuNs\":%lld,\"maxRssKb\":%ld,\"exit\":%d,\"firstLineNs\":%lld}\n",
         end - start, ns(used.ru_utime) + ns(used.ru_stime), used.ru_maxrss,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
         line ? line - start : 0);
  return 0;
}
