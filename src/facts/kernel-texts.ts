/**
 * Files of the kernel, without what changes by itself: counts, clocks, sockets of connections. And
 * of a few files in /etc and of Vexor's own, whose format is known.
 */
import { HIDDEN, hideCredentials } from "../formats/credentials.ts";
import { variablesIn } from "../formats/signing-history.ts";
import { isMovingSysctl, isSecretSysctl } from "../formats/sysctl-names.ts";

type Reduce = (text: string) => string;

const linesWith = (pattern: RegExp): Reduce => (text) =>
  text.split("\n").filter((line) => pattern.test(line)).map((line) => `${line}\n`).join("");

const sysctl = (path: string): Reduce => (text) => {
  const name = path.slice("/proc/sys/".length);
  if (!isSecretSysctl(name)) return isMovingSysctl(name) ? "" : text;
  return text.trim() === "" ? text : `${HIDDEN}\n`;
};

/** Counts tell how often, which is another number at each look. */
const interrupts: Reduce = (text) => {
  const [header = "", ...rows] = text.split("\n");
  const columns = header.split(/\s+/).filter((word) => word.startsWith("CPU")).length;
  const row = new RegExp(`^(\\s*\\d+:)(?:\\s+\\d+){${columns}}(\\s.*)$`);
  return [header, ...rows.flatMap((line) => {
    const [, number, tail] = row.exec(line) ?? [];
    return number === undefined || tail === undefined ? []
      : [`${number.trim()}${" 0".repeat(columns)} ${tail.replace(/^\s+/, " ")}`];
  }), ""].join("\n");
};

/** Of the first processor: all that tells one model from another. */
const cpuinfo: Reduce = (text) => linesWith(
  /^(?:vendor_id|cpu family|model|model name|stepping|flags|Features|CPU \w+)\s*:/)(
  text.slice(0, text.indexOf("\n\n") < 0 ? text.length : text.indexOf("\n\n")));

/** Sockets that wait: connections come and go. */
const sockets: Reduce = (text) => text.split("\n").filter((line, at) =>
  at === 0 || /^\s*\d+:\s+\S+\s+\S+:0000\s+(?:0A|07)\s/.test(line)).map((line) =>
  line.trim().split(/\s+/)).map((words) => words.map((word, at) =>
  (at > 3 && at < 7 ? "0" : word)).slice(0, 10).join(" ")).join("\n");

const status = linesWith(/^(?:Name|Pid|PPid|Uid|NSpid|Cpus_allowed_list):/);

/** Only when a thread began is read of it. */
const stat: Reduce = (text) => text;

/** Which start of a unit it is of, and the names of what may move a client's signing history. */
const environ: Reduce = (text) => text.split("\0").flatMap((one) =>
  (one.startsWith("INVOCATION_ID=") ? [one] : variablesIn(one).map((name) => `${name}=${HIDDEN}`)))
  .sort().map((one) => `${one}\0`).join("");

const accounts: Reduce = (text) => text.split("\n").filter((line) => line !== "")
  .map((line) => `${line.split(":").slice(0, 4).map((field, at) =>
    (at === 1 ? "x" : field)).join(":")}\n`).join("");

const inJson = (value: unknown): unknown => {
  if (typeof value === "string") return hideCredentials(value);
  if (Array.isArray(value)) return value.map(inJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inJson(one)]));
};

/** Vexor's own records. */
const record: Reduce = (text) => {
  try {
    return `${JSON.stringify(inJson(JSON.parse(text)))}\n`;
  } catch {
    return hideCredentials(text);
  }
};

/** Only where /proc can be written: numbers of mounts are others at each boot. */
const mounts: Reduce = (text) => text.split("\n").flatMap((line) => {
  const words = line.split(" ");
  const [point = "", options = ""] = words.slice(4);
  return point === "/proc" || point.startsWith("/proc/")
    ? [`0 0 0:0 / ${point} ${options} - proc proc ${words.at(-1) ?? ""}\n`] : [];
}).join("");

const KNOWN: readonly (readonly [RegExp, (path: string) => Reduce])[] = [
  [/^\/proc\/sys\//, sysctl],
  [/^\/proc\/interrupts$/, () => interrupts],
  [/^\/proc\/meminfo$/, () =>
    linesWith(/^(?:MemTotal|SwapTotal|Hugepagesize|Hugetlb|Committed_AS):/)],
  [/^\/proc\/cpuinfo$/, () => cpuinfo],
  [/^\/proc\/net\/(?:tcp|udp)6?$/, () => sockets],
  [/^\/proc\/uptime$/, () => () => "0 0\n"],
  [/^\/proc\/locks$/, () => (text) => text],
  [/^\/proc\/\d+\/(?:task\/\d+\/)?status$/, () => status],
  [/^\/proc\/\d+\/(?:task\/\d+\/)?stat$/, () => stat],
  [/^\/proc\/1\/mountinfo$/, () => mounts],
  [/^\/proc\/\d+\/environ$/, () => environ],
  [/^\/proc\/\d+\/cmdline$/, () => () => ""],
  [/^\/sys\/kernel\/irq\/\d+\/per_cpu_count$/, () => () => "0\n"],
  [/^\/(?:proc|sys)\//, () => (text) => text],
  [/^\/etc\/(?:passwd|group)$/, () => accounts],
  [/^\/etc\/hostname$/, () => (text) => text],
  [/^\/(?:var\/lib|run)\/vexor-agent\//, () => record],
];

/** Null for a text of no known form. */
export const reducerOf = (path: string): Reduce | null =>
  KNOWN.find(([pattern]) => pattern.test(path))?.[1](path) ?? null;
