/**
 * Trees of sysctl.d files as careless people and packages leave them, from a seed. Only keys that
 * every network namespace has for itself, so that a real systemd-sysctl can be let loose on them.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomFrom } from "./random.ts";

/** The one network interface of the namespaces: its dot is what key spellings stumble over. */
export const INTERFACE = "eth0.100";

const SINGLE_KEYS = [
  "net/ipv4/ip_default_ttl", "net/ipv4/tcp_keepalive_time", "net/ipv4/tcp_keepalive_intvl",
  "net/ipv4/tcp_keepalive_probes", "net/ipv4/tcp_syn_retries", "net/ipv4/tcp_synack_retries",
  "net/ipv4/tcp_orphan_retries", "net/ipv4/tcp_retries1", "net/ipv4/tcp_retries2",
  "net/core/somaxconn", "net/unix/max_dgram_qlen", "net/ipv4/conf/all/tag",
  `net/ipv4/conf/${INTERFACE}/tag`, `net/ipv4/conf/${INTERFACE}/medium_id`,
  `net/ipv4/neigh/${INTERFACE}/ucast_solicit`, `net/ipv4/neigh/${INTERFACE}/app_solicit`,
] as const;
const TRIPLE_KEYS = ["net/ipv4/tcp_rmem", "net/ipv4/tcp_wmem"] as const;

export const TREE_KEYS: readonly string[] = [...SINGLE_KEYS, ...TRIPLE_KEYS];

// None reaches conf/default: the kernel copies a write there to interfaces not yet set.
// A family's globs overlap, so that their order matters.
const GLOBS = [
  ["net.ipv4.tcp_retries[12]", "net.*.tcp_retries[!1]", "net.ipv4.tcp_retries\\1*",
    "net.*.*retries[]12]", "net.ipv4.tcp_{syn,synack,}retr*", "net/ipv4/tcp_*retries?"],
  ["net/ipv4/tcp_*_retries", "net.ipv4.tcp_{syn,synack}_retr*", "net/*/tcp_[os]*_?etries",
    "net.ipv4.tcp_syn_retries*"],
  ["net/ipv4/conf/eth*/tag", "net.ipv4.conf.[!d]*.tag", "net.ipv4.conf.eth0/1??.*[dg]",
    "net/ipv4/conf/{all,eth0.*}/tag", "net.ipv4.conf.[!d]*.[mt]*[dg]"],
  ["net.ipv4.neigh.*.*_solicit", "net/*/*/eth[0-9]*/*_solicit", "net.*.neigh.*.[au]*_solicit"],
  ["net.ipv4.tcp_keepalive_*", "net.ipv4.tcp_[k-m]eepalive_tim[[:alpha:]]", "net.*.*alive_*[el]"],
  ["net/ipv4/tcp_retries[12", "net.ipv4.tcp_retries[2-1]", "net.ipv4.tcp_{retries*", "*.somaxconn",
    "net.{core,unix}.{some,none}*", "net.ipv4.ip_*_ttl", "?et.unix.max_dgram_qle[n]"],
];
const NAMES = ["10-a.conf", "50-b.conf", "50-B.conf", "90-vexor-agent.conf", "99-sysctl.conf",
  "a.conf", "é.conf", "5.conf", ".hidden.conf", "60-off.conf.bak", "README.sysctl", "70-c.conf~"];
const PLACES = ["etc", "run", "usr/local/lib", "usr/lib", "lib"];

/** Dice, and the few keys and globs of this tree: so that its files often name the same key. */
const dice = (seed: number) => {
  const { below, pick, chance } = randomFrom(seed);
  const family = pick(GLOBS);
  return {
    below, pick, chance,
    keys: Array.from({ length: 6 }, () => pick(chance(0.15) ? TRIPLE_KEYS : SINGLE_KEYS)),
    globs: [pick(family), pick(family), pick(pick(GLOBS))],
  };
};

type Dice = ReturnType<typeof dice>;

const dotted = (path: string): string => path.replace(/[./]/g, (at) => (at === "." ? "/" : "."));

const spell = (roll: Dice, path: string): string => roll.pick([
  dotted, dotted, dotted, (key: string) => key, (key: string) => `/${key}`,
  (key: string) => key.replace("/", "//"), (key: string) => `.${dotted(key)}`,
  (key: string) => dotted(key).replace(".", ".."), (key: string) => `${key}/`,
  (key: string) => key.replace("/", "/./"),
  (key: string) => roll.chance(0.5) ? dotted(key) : key.replaceAll("/", "."), // the wrong way
])(path);

const number = (roll: Dice): string => String(5 + roll.below(roll.chance(0.5) ? 3 : 95));

const valueFor = (roll: Dice, path: string): string => {
  if (roll.chance(0.06)) return roll.pick(["", "off", "\\", "= 7", "abc12"]);
  if (!TRIPLE_KEYS.some((key) => key === path)) {
    return number(roll) + (roll.chance(0.04) ? roll.pick([" # why", " 12", "abc"]) : "");
  }
  const blank = roll.pick([" ", "\t", "   "]);
  return [4096, 8192 + roll.below(4), 16384 * (1 + roll.below(3))].join(blank);
};

const assignment = (roll: Dice): string => {
  const path = roll.pick(roll.keys);
  return `${spell(roll, path)}${roll.pick([" = ", "=", "\t=  "])}${valueFor(roll, path)}`;
};

const noise = (roll: Dice): string => roll.pick([
  "", "   ", "# a comment", "; net.ipv4.tcp_retries1 = 77", "#net.ipv4.ip_default_ttl = 77",
  "net.ipv4.tcp_retries1", "kein Schlüssel", "= 5", "-", "--net.ipv4.tcp_retries2 = 77",
  "\u00a0net.ipv4.tcp_retries1 = 77", "net.ipv4.tcp_retries1\v= 77", "net.ipv4.TCP_RETRIES1 = 77",
  "net.ipv4/tcp_retries1 = 77", "net/ipv4/../ipv4/tcp_retries1 = 77", "net.core.somaxconn = \\",
]);

const said = (roll: Dice): string => {
  const kind = roll.below(20);
  if (kind < 8) return assignment(roll);
  if (kind < 9) return `-${assignment(roll)}`;
  if (kind < 10) return `- ${assignment(roll)}`;
  if (kind < 12) return `-${spell(roll, roll.pick(roll.keys))}`;
  if (kind < 18) {
    return `${roll.chance(0.1) ? "-" : ""}${roll.pick(roll.globs)} = ${5 + roll.below(3)}`;
  }
  return kind < 19 ? noise(roll) : `-${roll.pick(roll.globs)}`;
};

const line = (roll: Dice): string => {
  const text = said(roll);
  return `${roll.pick(["", "", "  ", "\t"])}${text}${roll.pick(["", "", " ", "\t "])}`;
};

const END_OF_LINE = ["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\r", "\0", "\n\0"];

const content = (roll: Dice): string => {
  if (roll.chance(0.05)) return "";
  const lines = Array.from({ length: 1 + roll.below(9) }, () => line(roll));
  if (roll.chance(0.04)) lines.splice(roll.below(lines.length + 1), 0, "x".repeat(1024 * 1024));
  const end = roll.pick(END_OF_LINE);
  return `${roll.chance(0.05) ? "\uFEFF" : ""}${lines.join(end)}${roll.chance(0.8) ? end : ""}`;
};

const LINKS = ["/dev/null", "../sysctl.conf", "/etc/sysctl.conf", "nowhere.conf",
  "../../usr/lib/sysctl.d/50-b.conf", "../extra/deep.conf"];

const addFile = (roll: Dice, root: string, place: string, name: string): void => {
  const path = join(root, place, "sysctl.d", name);
  if (roll.chance(0.02)) return void mkdirSync(path, { recursive: true });
  mkdirSync(dirname(path), { recursive: true });
  if (roll.chance(0.15)) return symlinkSync(roll.pick(LINKS), path);
  writeFileSync(path, content(roll));
};

/** Writes the tree of this seed below an existing empty directory. */
export const plantSysctlTree = (root: string, seed: number): void => {
  const roll = dice(seed);
  for (const place of ["etc", "run", "usr/lib", "etc/extra"]) {
    mkdirSync(join(root, place), { recursive: true });
  }
  const isMerged = roll.chance(0.7);
  if (isMerged) symlinkSync("usr/lib", join(root, "lib"));
  const used = new Set<string>();
  for (let count = 3 + roll.below(10); count > 0; count--) {
    const place = roll.pick(PLACES);
    const name = roll.pick(NAMES);
    const slot = `${place === "lib" && isMerged ? "usr/lib" : place}/${name}`;
    if (used.has(slot)) continue;
    used.add(slot);
    addFile(roll, root, place, name);
  }
  writeFileSync(join(root, "etc/sysctl.conf"), content(roll));
  writeFileSync(join(root, "etc/extra/deep.conf"), content(roll));
  if (!roll.chance(0.3)) return;
  mkdirSync(join(root, "etc/credstore"));
  writeFileSync(join(root, "etc/credstore/sysctl.extra"), content(roll));
};
