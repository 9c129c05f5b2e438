/* read-files LIST: opens, reads and closes every file that LIST names: the least any plan must do. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char path[4096], buffer[1000];
  long long bytes = 0;
  FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!list) return 2;
  while (fgets(path, sizeof path, list)) {
    path[strcspn(path, "\n")] = 0;
    int file = open(path, O_RDONLY);
    if (file < 0) return 1;
    ssize_t count = read(file, buffer, sizeof buffer);
    if (count < 0) return 1;
    bytes += count;
    close(file);
  }
  printf("%lld\n", bytes);
  return 0;
}
