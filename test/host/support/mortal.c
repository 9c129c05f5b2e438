// A stand-in for a validator that leaves word of its life: it notes each moment that it lives, says
// how it was told to end, and takes its time to do so.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t told = 0;
static void tell(int signal) { told = signal; }

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_REALTIME, &at);
  return at.tv_sec * 1000LL + at.tv_nsec / 1000000;
}

static void note(const char *path, long long value) {
  char text[32];
  int length = snprintf(text, sizeof text, "%lld\n", value);
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && write(file, text, (size_t)length) < 0) return;
  close(file);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--version") == 0) return puts("agave-validator 4.3.0") < 0;
  signal(SIGTERM, tell);
  signal(SIGINT, tell);
  for (int left = 200; !told || left-- > 0;) {
    note("/run/alive", now());
    if (told) note("/run/told", told);
    usleep(10000);
  }
  return 0;
}
