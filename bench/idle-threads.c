/*
 * idle-threads PROCESSES THREADS: keeps that many processes with that many sleeping threads each. Prints
 * "ready" once all are there, and ends with all of them when its standard input is closed.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

static void *idle(void *unused) {
  for (;;) pause();
  return unused;
}

static int start_threads(int count) {
  pthread_attr_t small;
  pthread_t thread;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  for (int n = 1; n < count; n++)
    if (pthread_create(&thread, &small, idle, NULL)) return -1;
  return 0;
}

int main(int argc, char **argv) {
  int processes = argc == 3 ? atoi(argv[1]) : 0, threads = argc == 3 ? atoi(argv[2]) : 0;
  int done[2];
  setvbuf(stdout, NULL, _IOLBF, 0);
  char byte = 0;
  if (processes < 1 || threads < 1 || pipe(done)) return 2;
  for (int n = 0; n < processes; n++) {
    pid_t child = fork();
    if (child < 0) return 1;
    if (child > 0) {
      printf("%d\n", child);
      continue;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    byte = start_threads(threads) == 0 ? 'y' : 'n';
    if (write(done[1], &byte, 1) != 1) return 1;
    for (;;) pause();
  }
  for (int n = 0; n < processes; n++)
    if (read(done[0], &byte, 1) != 1 || byte != 'y') return 1;
  puts("ready");
  while (read(0, &byte, 1) > 0) continue;
  return 0;
}
