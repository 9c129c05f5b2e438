/*
 * Runs in the guest: writes sysctls, one value after the other, and tells what else has moved.
 *
 * Input: a line `R path` for each sysctl to look at, then a line `W path<TAB>value` for each value
 * to write. Output, all fields parted by tabs, what belongs to one write together:
 *   W path value held      held is empty where the kernel refuses the value
 *   M path from to         moved with it
 *   L path from to         not restored by writing the old value back
 *   u                      written again, with nothing read between the two writes
 *   U path from to         what was not restored then
 *   S path from to         not restored by writing all old values back
 *   G text                 an address or a route that the write took away
 *   C text                 one that it made
 *   X text                 one that is gone after all old values are back
 *   Y text                 one that is still there then, and was not before
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MOST = 4096, SLOT = 1024, LINES = 4096, WIDE = 256, ROUNDS = 3 };

static struct { char *path; int fd; char calm[SLOT]; char now[SLOT]; int moved; } look[MOST];
static int looks;
static const char *const NETWORK[] = {
	"/proc/net/if_inet6", "/proc/net/ipv6_route", "/proc/net/fib_trie", "/proc/net/arp",
};
struct text { int lines; char line[LINES][WIDE]; };
static struct text calm_net, now_net;

static void chomp(char *s)
{
	for (size_t n = strlen(s); n > 0 && (s[n - 1] == '\n' || s[n - 1] == ' '); n--) s[n - 1] = 0;
	for (; *s; s++) if (*s == '\t' || *s == '\n') *s = ' ';
}

static void read_key(int at)
{
	ssize_t n = pread(look[at].fd, look[at].now, SLOT - 1, 0);
	look[at].now[n < 0 ? 0 : n] = 0;
	chomp(look[at].now);
}

static int moved(int at) { return strcmp(look[at].calm, look[at].now) != 0; }

static void read_all(void) { for (int i = 0; i < looks; i++) read_key(i); }

static int find(const char *path)
{
	for (int i = 0; i < looks; i++) if (!strcmp(look[i].path, path)) return i;
	return -1;
}

static int put(const char *path, const char *value)
{
	char file[512], text[SLOT];
	snprintf(file, sizeof file, "/proc/sys/%s", path);
	int fd = open(file, O_WRONLY), n = snprintf(text, sizeof text, "%s\n", value);
	/* Some handlers return another number than that of the bytes that they took. */
	int done = fd >= 0 && write(fd, text, n) >= 0;
	if (fd >= 0) close(fd);
	return done;
}

/* Columns of ipv6_route that count references, uses and a metric move by themselves. */
static void keep_line(struct text *t, const char *file, char *line)
{
	if (t->lines == LINES) return;
	char *out = t->line[t->lines++];
	if (!strstr(file, "ipv6_route")) { snprintf(out, WIDE, "%s %s", file + 10, line); return; }
	char to[64], len[8], from[64], flen[8], via[64], metric[16], ref[16], use[16], flags[16], dev[32];
	if (sscanf(line, "%63s %7s %63s %7s %63s %15s %15s %15s %15s %31s",
	    to, len, from, flen, via, metric, ref, use, flags, dev) == 10)
		snprintf(out, WIDE, "ipv6_route %s/%s via %s dev %s", to, len, via, dev);
}

static void read_net(struct text *t)
{
	char line[512];
	t->lines = 0;
	for (size_t i = 0; i < sizeof NETWORK / sizeof *NETWORK; i++) {
		FILE *f = fopen(NETWORK[i], "r");
		while (f && fgets(line, sizeof line, f)) {
			chomp(line);
			char *flags = strstr(NETWORK[i], "if_inet6") ? strrchr(line, ' ') : NULL;
			if (flags) memmove(line + 42, "..", 2); /* tentative for a while */
			keep_line(t, NETWORK[i], line);
		}
		if (f) fclose(f);
	}
}

static int has(const struct text *t, const char *line)
{
	for (int i = 0; i < t->lines; i++) if (!strcmp(t->line[i], line)) return 1;
	return 0;
}

static int tell_net(char mark, const struct text *these, const struct text *those)
{
	int told = 0;
	for (int i = 0; i < these->lines; i++)
		if (!has(those, these->line[i])) { printf("%c\t%s\n", mark, these->line[i]); told++; }
	return told;
}

static int tell(char mark, int but)
{
	int told = 0;
	for (int i = 0; i < looks; i++)
		if (i != but && moved(i)) {
			printf("%c\t%s\t%s\t%s\n", mark, look[i].path, look[i].calm, look[i].now);
			told++;
		}
	return told;
}

/* Old values back until nothing differs; what still does is the new state of rest. */
static void mend(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		int any = 0;
		for (int i = 0; i < looks; i++) if (moved(i)) { put(look[i].path, look[i].calm); any = 1; }
		if (!any) return;
		read_all();
	}
	tell('S', -1);
	for (int i = 0; i < looks; i++) strcpy(look[i].calm, look[i].now);
}

static void settle_net(void)
{
	if (system("sh /root/network.sh") == -1) perror("network.sh");
	read_net(&calm_net);
}

/* Whether it was tried without a read in between. */
static int try_value(int at, const char *value, int first)
{
	const char *path = look[at].path;
	char old[SLOT];
	strcpy(old, look[at].calm);
	int net = !strncmp(path, "net/", 4);
	if (!put(path, value)) { printf("W\t%s\t%s\t\n", path, value); return 0; }
	read_all();
	printf("W\t%s\t%s\t%s\n", path, value, look[at].now);
	tell('M', at);
	if (net) {
		read_net(&now_net);
		tell_net('G', &calm_net, &now_net);
		tell_net('C', &now_net, &calm_net);
	}
	put(path, old);
	read_all();
	tell('L', -1);
	mend();
	if (net) {
		read_net(&now_net);
		if (tell_net('X', &calm_net, &now_net) + tell_net('Y', &now_net, &calm_net) > 0) settle_net();
	}
	if (!first || !strcmp(value, old)) return 0;
	put(path, value);
	put(path, old);
	read_all();
	printf("u\n"); /* looked at */
	tell('U', -1);
	mend();
	return 1;
}

static void forget_restless(void)
{
	read_all();
	for (int i = 0; i < looks; i++) strcpy(look[i].calm, look[i].now);
	for (int turn = 0; turn < 5; turn++) {
		usleep(100000);
		read_all();
		for (int i = 0; i < looks; i++) look[i].moved |= moved(i);
	}
	int kept = 0;
	for (int i = 0; i < looks; i++) if (!look[i].moved) look[kept++] = look[i];
	looks = kept;
}

int main(void)
{
	static char line[8192], last[512];
	int ready = 0;
	struct rlimit files = { MOST + 64, MOST + 64 };
	if (setrlimit(RLIMIT_NOFILE, &files) != 0) { perror("setrlimit"); return 1; }
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		char *path = line + 2;
		if (line[0] == 'R' && looks < MOST) {
			char file[512];
			snprintf(file, sizeof file, "/proc/sys/%s", path);
			int fd = open(file, O_RDONLY);
			if (fd < 0 && errno == EMFILE) { perror(file); return 1; }
			if (fd < 0) continue;
			look[looks].path = strdup(path);
			look[looks++].fd = fd;
			continue;
		}
		if (!ready++) { forget_restless(); read_net(&calm_net); }
		char *value = strchr(path, '\t');
		if (line[0] != 'W' || !value) continue;
		*value++ = 0;
		int at = find(path), first = strcmp(last, path) != 0;
		if (at < 0) continue;
		if (try_value(at, value, first)) snprintf(last, sizeof last, "%s", path);
		fflush(stdout);
	}
	return 0;
}
