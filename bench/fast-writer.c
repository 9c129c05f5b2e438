/* fast-writer FILE VALUE: says the time, writes, and ends at once: the writer that is hardest to name. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int fd = open(argv[1], O_WRONLY);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  printf("%lld.%09ld\n", (long long)now.tv_sec, now.tv_nsec);
  fflush(stdout);
  ssize_t length = strlen(argv[2]);
  _exit(write(fd, argv[2], length) == length ? 0 : 1);
}
