/*
 * A stand-in for a validator: two processes that sleep, each with two more threads, one of them
 * named "poh". Nothing here touches its own affinity.
 */
#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>

static void *sleep_as(void *name) {
  prctl(PR_SET_NAME, name);
  for (;;) pause();
  return name;
}

int main(void) {
  pthread_t thread;
  fork();
  pthread_create(&thread, NULL, sleep_as, "poh");
  pthread_create(&thread, NULL, sleep_as, "worker");
  for (;;) pause();
}
