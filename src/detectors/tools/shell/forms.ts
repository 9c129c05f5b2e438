/** What a file is, by where it stands and how it begins, and so how its commands are written. */
import {
  readAnacron, readCloudConfig, readCron, readFerm, readInterfaces, readModprobe, readOther,
  readRules, readWireguard,
} from "./lines.ts";
import { SHELL_SCRIPT } from "./read.ts";
import { readScript, type ShellScript } from "./script.ts";
import type { ShellFiles, ScriptSettings } from "./run.ts";
import { readUnit } from "./unit.ts";

const SHEBANG = /^#!\s*\S/;

type ReadShell = (script: ShellScript, files: ShellFiles) => ScriptSettings;

const started = (args: readonly string[]): ReadShell => (script, files) => {
  const atStart = readScript({ ...script, args }, files);
  const { settings, read } = readScript(script, files);
  const known = new Set(atStart.settings.map(({ file }) => file));
  // Another command may change that, but not at boot.
  const others = settings.filter(({ file }) => !known.has(file))
    .map((one) => ({ ...one, certain: false }));
  return { settings: [...others, ...atStart.settings], read: new Set([...atStart.read, ...read]) };
};

const hook: ReadShell = (script, files) => readScript({ ...script, environment: null }, files);

const INTERFACES = "/etc/network/interfaces";

/** Options of interfaces(5), as ifup hands them to its hooks. Null: they are not all known. */
const optionsOf = (files: ShellFiles): ReadonlySet<string> | null => {
  const inner = files.list(`${INTERFACES}.d`).map((one) => `${INTERFACES}.d/${one}`);
  const texts = [INTERFACES, ...inner].map((path) => files.read(path));
  if (texts.includes("hidden")) return null;
  const lines = texts.flatMap((one) => (one && one !== "hidden" ? one.text.split("\n") : []));
  if (lines.some((line) => /^\s*source(?!.*\binterfaces\.d\b)/.test(line))) return null;
  return new Set(lines.map((line) => /^\s*([\w-]+)/.exec(line)?.[1]?.toUpperCase()
    .replaceAll("-", "_") ?? ""));
};

/** A hook of ifup finds `IF_OPTION` set where a stanza has that option. */
const ifupHook: ReadShell = (script, files) => {
  const options = optionsOf(files);
  const absent = (name: string): boolean =>
    options !== null && name.startsWith("IF_") && !options.has(name.slice("IF_".length));
  return readScript({ ...script, environment: null, absent }, files);
};

/** Where files are started in one way, whatever they are called. */
const PLACES: readonly (readonly [RegExp, ReadShell])[] = [
  [/^\/etc\/(?:crontab|cron\.d\/)/, (script, files) => readCron(script, files, true)],
  [/^\/var\/spool\/cron\/(?!atjobs\/)/, (script, files) => readCron(script, files, false)],
  [/^\/etc\/anacrontab$/, readAnacron],
  [/\/udev\/rules\.d\//, readRules],
  [/\/modprobe\.d\//, readModprobe],
  [/^\/etc\/network\/interfaces(?:$|\.d\/)/, readInterfaces],
  [/^\/etc\/network\/if-[\w-]+\.d\//, ifupHook],
  [/^\/etc\/wireguard\//, readWireguard],
  [/^\/etc\/ferm\//, readFerm],
  [/\/systemd\/(?:system|transient|system\.control|system\.attached)\/|\.(?:service|mount)$/,
    readUnit],
  [/^\/etc\/(?:rc\.d\/)?(?:init\.d\/|rc\.local$)/, started(["start"])],
  [/\/initramfs-tools\/scripts\//, started([])],
  [/^\/etc\/cron\.(?:hourly|daily|weekly|monthly|yearly)\//, started([])],
];

const YAML = /^#cloud-config|^(?:runcmd|bootcmd|write_files|[a-z_]+):\s*$/m;
const BY_CLOUD_INIT = /\/cloud\//;

/** Scripts with a first line that names a shell, or in a place where a shell reads them. */
const SOURCED = new RegExp([
  "^/etc/(?:profile|bash|dhc|ppp/|zsh|NetworkManager/dispatcher|networkd-dispatcher/)",
  "^/etc/(?:network/if-|ufw/|shorewall/|sysconfig/|default/|keepalived/|arno-iptables)",
  "^/sbin/if", "/\\.(?:profile|bash|zsh)", "\\.(?:sh|bash)$",
].join("|"));

export const readForm = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const { path, text } = script;
  const place = PLACES.find(([where]) => where.test(path));
  if (place && (!SHEBANG.test(text) || SHELL_SCRIPT.test(text))) return place[1](script, files);
  if (SHELL_SCRIPT.test(text)) {
    return SOURCED.test(path) ? hook(script, files) : readScript(script, files);
  }
  if (SHEBANG.test(text)) return readOther(script);
  if (BY_CLOUD_INIT.test(path)) {
    return YAML.test(text) ? readCloudConfig(script, files) : readOther(script);
  }
  return SOURCED.test(path) ? hook(script, files) : readOther(script);
};
