/*
 * A stand-in for a validator: two processes that sleep, each with two more threads, one of them
 * named "poh". Tells systemd once all are there. Nothing here touches its own affinity.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void *idle(void *unused) {
  for (;;) pause();
  return unused;
}

static void start_threads(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, idle, NULL);
  pthread_create(&thread, NULL, idle, NULL);
  pthread_setname_np(thread, "poh");
}

static void tell_systemd(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *path = getenv("NOTIFY_SOCKET");
  if (!path) return;
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "READY=1", 7, 0, (void *)&address, sizeof address);
}

int main(void) {
  int ready[2];
  char byte = 0;
  if (pipe(ready)) return 1;
  pid_t child = fork();
  start_threads();
  if (child == 0 && write(ready[1], &byte, 1) == 1) idle(NULL);
  if (read(ready[0], &byte, 1) == 1) tell_systemd();
  idle(NULL);
}
