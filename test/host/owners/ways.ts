/**
 * Ways in which an administrator, or a package that he configures, has sysctls set at boot. A way
 * is files in the tree of a machine that is off; what is in them acts at the next boot.
 */
import { SPELLINGS, type Setting, type Spelling } from "./spellings.ts";

export interface Placed {
  readonly path: string;
  /** Text, or of a link where it leads. */
  readonly text: string;
  readonly mode?: number;
  readonly isLink?: true;
}

export interface Way {
  readonly name: string;
  /** Only one of them fits into a machine, for its file has one place. */
  readonly single?: true;
  /** `id` is a word that no other way of this machine has in its names. */
  readonly files: (settings: readonly Setting[], id: string) => readonly Placed[];
}

const WANTS = "/etc/systemd/system/multi-user.target.wants";
const EXECUTABLE = 0o755;

const file = (path: string, text: string, mode?: number): Placed =>
  ({ path, text: `${text}\n`, ...(mode === undefined ? {} : { mode }) });
const link = (path: string, to: string): Placed => ({ path, text: to, isLink: true });

const each = (line: (setting: Setting) => string) =>
  (settings: readonly Setting[]): string => settings.map(line).join("\n");
const assignments = each(({ key, value }) => `${key} = ${value}`);

const unit = (body: string, install = "multi-user.target", head = ""): string =>
  `[Unit]\nDescription=tuning\n${head}[Service]\nType=oneshot\n${body}\n`
  + `[Install]\nWantedBy=${install}`;

/** The file that each of these is written to, and what it says there. */
const SYSCTL_FILES: readonly Way[] = [
  ["a file of sysctl.d", (id: string) => `/etc/sysctl.d/60-${id}.conf`, assignments],
  ["a file of sysctl.d that wins over ours", (id: string) => `/etc/sysctl.d/99-z${id}.conf`,
    assignments],
  ["a file of the administrator's in /usr/lib", (id: string) => `/usr/lib/sysctl.d/60-${id}.conf`,
    assignments],
  ["a file in /usr/local/lib", (id: string) => `/usr/local/lib/sysctl.d/60-${id}.conf`,
    assignments],
  ["slashes", (id: string) => `/etc/sysctl.d/60-${id}.conf`,
    each(({ key, value }) => `${key.replaceAll(".", "/")}=${value}`)],
  ["errors ignored", (id: string) => `/etc/sysctl.d/60-${id}.conf`,
    each(({ key, value }) => `-${key} =${value}`)],
  ["tabs, and ends of lines as on Windows", (id: string) => `/etc/sysctl.d/60-${id}.conf`,
    each(({ key, value }) => `\t${key}\t=\t${value}\r`)],
  ["a remark behind the value", (id: string) => `/etc/sysctl.d/60-${id}.conf`,
    each(({ key, value }) => `${key} = ${value} # as agreed`)],
  ["a pattern", (id: string) => `/etc/sysctl.d/60-${id}.conf`,
    each(({ key, value }) => `${key.slice(0, -1)}[${key.slice(-1)}] = ${value}`)],
].map(([name, path, text]) => ({
  name: `sysctl.d: ${name as string}`,
  files: (settings: readonly Setting[], id: string) => [
    file((path as (id: string) => string)(id), (text as typeof assignments)(settings))],
}));

const TMPFILES: readonly Way[] = [
  ["w", "/etc/tmpfiles.d"], ["w+", "/etc/tmpfiles.d"], ["w!", "/usr/lib/tmpfiles.d"],
].map(([type = "", folder = ""]) => ({
  name: `tmpfiles: ${type} in ${folder}`,
  files: (settings, id) => [file(`${folder}/${id}.conf`, each(({ key, value }) =>
    `${type} /proc/sys/${key.replaceAll(".", "/")} - - - - ${value}`)(settings))],
}));

interface Carrier {
  readonly name: string;
  /** What it needs beside systemd. */
  readonly needs?: string;
  readonly single?: true;
  readonly path?: (id: string) => string;
  readonly head?: (id: string) => string;
  readonly around: (script: string, id: string) => readonly Placed[];
}

/** Where a script is run from; `script` is its path. */
export const CARRIERS: readonly Carrier[] = [
  { name: "rc.local", single: true, path: () => "/etc/rc.local", around: () => [] },
  { name: "a unit with a script", around: (script, id) => [
    file(`/etc/systemd/system/${id}.service`, unit(`ExecStart=${script}`)),
    link(`${WANTS}/${id}.service`, `/etc/systemd/system/${id}.service`)] },
  { name: "a unit that a shell starts", around: (script, id) => [
    file(`/etc/systemd/system/${id}.service`, unit(`ExecStart=/bin/sh ${script}`)),
    link(`${WANTS}/${id}.service`, `/etc/systemd/system/${id}.service`)] },
  { name: "a unit that is linked from /opt", around: (script, id) => [
    file(`/opt/${id}/${id}.service`, unit(`ExecStart=-${script}`)),
    link(`/etc/systemd/system/${id}.service`, `/opt/${id}/${id}.service`),
    link(`${WANTS}/${id}.service`, `/etc/systemd/system/${id}.service`)] },
  { name: "a unit in /usr/local/lib", around: (script, id) => [
    file(`/usr/local/lib/systemd/system/${id}.service`, unit(`ExecStart=${script} start`)),
    link(`${WANTS}/${id}.service`, `/usr/local/lib/systemd/system/${id}.service`)] },
  { name: "a script in /opt", path: (id) => `/opt/${id}/bin/tune`, around: (script, id) => [
    file(`/etc/systemd/system/${id}.service`, unit(`ExecStartPre=${script}\nExecStart=/bin/true`)),
    link(`${WANTS}/${id}.service`, `/etc/systemd/system/${id}.service`)] },
  { name: "an early unit", around: (script, id) => [
    file(`/etc/systemd/system/${id}.service`, unit(`ExecStart=${script}`, "sysinit.target",
      "DefaultDependencies=no\nBefore=sysinit.target\nAfter=local-fs.target\n")),
    link(`/etc/systemd/system/sysinit.target.wants/${id}.service`,
      `/etc/systemd/system/${id}.service`)] },
  { name: "a drop-in of a vendor's unit", needs: "cron", around: (script, id) => [
    file(`/etc/systemd/system/cron.service.d/${id}.conf`, `[Service]\nExecStartPre=${script}`)] },
  { name: "a timer", around: (script, id) => [
    file(`/etc/systemd/system/${id}.service`, `[Service]\nType=oneshot\nExecStart=${script}`),
    file(`/etc/systemd/system/${id}.timer`, "[Timer]\nOnBootSec=1\nAccuracySec=100ms"),
    link(`/etc/systemd/system/timers.target.wants/${id}.timer`,
      `/etc/systemd/system/${id}.timer`)] },
  { name: "a generator", path: (id) => `/etc/systemd/system-generators/${id}`, around: () => [] },
  { name: "cron.d", needs: "cron", around: (script, id) => [
    file(`/etc/cron.d/${id}`, `@reboot root ${script}`)] },
  { name: "root's crontab", needs: "cron", single: true, around: (script) => [
    file("/var/spool/cron/crontabs/root", `@reboot ${script} >/dev/null 2>&1`, 0o600)] },
  { name: "init.d", path: (id) => `/etc/init.d/${id}`,
    head: (id) => `### BEGIN INIT INFO\n# Provides: ${id}\n# Required-Start: $remote_fs\n`
      + "# Required-Stop:\n# Default-Start: 2 3 4 5\n# Default-Stop:\n# Short-Description: tuning\n"
      + "### END INIT INFO\n[ \"$1\" = start ] || exit 0\n",
    around: (script, id) => [2, 3, 4, 5].map((level) =>
      link(`/etc/rc${level}.d/S01${id}`, script)) },
  { name: "a hook of ifupdown", needs: "ifupdown", path: (id) => `/etc/network/if-up.d/${id}`, around: () => [] },
  { name: "a line in interfaces", needs: "ifupdown", around: (script, id) => [
    file(`/etc/network/interfaces.d/${id}`,
      `auto lo:${id.slice(-2)}\niface lo:${id.slice(-2)} inet loopback\n  up ${script}`)] },
];

const scriptWays: readonly Way[] = CARRIERS.flatMap((carrier) =>
  SPELLINGS.map((spelling): Way => ({
    name: `${carrier.name}: ${spelling.name}`,
    ...(carrier.single ? { single: true as const } : {}),
    files: (settings, id) => scriptFiles(carrier, spelling, settings, id),
  })));

const scriptFiles = (
  carrier: Carrier, spelling: Spelling, settings: readonly Setting[], id: string,
): readonly Placed[] => {
  const aside = `/etc/default/${id}`;
  return [...carried(carrier, spelling.text(settings, aside), id,
    spelling.name === "braces" ? "/bin/bash" : "/bin/sh"),
  ...(spelling.file ? [file(aside, spelling.file(settings))] : [])];
};

/** A script of this text, and what starts it. */
export const carried = (
  { path, head, around }: Carrier, text: string, id: string, shell = "/bin/sh",
): readonly Placed[] => {
  const script = path?.(id) ?? `/usr/local/sbin/${id}`;
  const lines = [`#!${shell}`, "PATH=/usr/sbin:/usr/bin:/sbin:/bin", `${head?.(id) ?? ""}${text}`,
    "exit 0"];
  return [file(script, lines.join("\n"), EXECUTABLE), ...around(script, id)];
};

const units: Way = { name: "a unit with a line for each", files: (settings, id) => [
  file(`/etc/systemd/system/${id}.service`, unit(each(({ key, value }) =>
    `ExecStart=/sbin/sysctl -q -w ${key}=${value}`)(settings))),
  link(`${WANTS}/${id}.service`, `/etc/systemd/system/${id}.service`)] };

/** Those whose files say each value in so many words. */
export const FILE_WAYS: readonly Way[] = [...SYSCTL_FILES, ...TMPFILES, units];
export const WAYS: readonly Way[] = [...FILE_WAYS, ...scriptWays];
