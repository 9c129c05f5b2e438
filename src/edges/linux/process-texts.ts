/**
 * Command line and status of processes. A command line stands in the memory of its process, and who
 * reads there waits for the kernel's lock on the map of that memory (mmap_lock). With a file system
 * of its own, any user's process keeps that lock for as long as it likes. So only processes of root
 * and of our own user are read here; others are read by a child that is not waited for. Which files
 * of /proc can keep a reader waiting: docs/internals.md.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import type { ProcessReader, ProcessText } from "../../ports/processes.ts";
import { outputOf } from "./abandonable-child.ts";
import { rootedPath } from "./rooted-path.ts";

type ReadableTexts = NonNullable<ProcessText["told"]>;

interface ForeignProcess {
  readonly pid: number;
  readonly owner: number;
}

/** Of one child. */
const STALL_MS = 2000;
/** Of all children of one look. */
const TOTAL_MS = 3 * STALL_MS;
/** For so long, a process that did not answer is not asked again. */
const SHUNNED_MS = 10_000;
/** Three paths each: what one command line takes. */
const MOST_PIDS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Root's memory is changed by root's programs alone; a process of our own user harms itself. */
export const isTrustedOwner = (uid: number): boolean => uid === 0 || uid === process.geteuid?.();

const argvIn = (cmdline: string): readonly string[] => cmdline.replace(/\0$/, "").split("\0");

type ReadText = (path: string) => string | null;

const readFile: ReadText = (path) => readFileSync(path, "utf8");

const toldBelow = (directory: string, read: ReadText): ReadableTexts => {
  const textOf = (name: string): string => {
    try {
      return read(`${directory}/${name}`) ?? "";
    } catch {
      return ""; // it has ended meanwhile
    }
  };
  return { argv: argvIn(textOf("cmdline")), status: textOf("status") };
};

/** Of a tree below a root: its files delay no reader. */
export const treeTexts = (root: string, read: ReadText): ProcessReader["processTexts"] => (pids) =>
  new Map(pids.map((pid) => [pid, { owner: null,
    told: toldBelow(`/proc/${pid}`, (path) => read(rootedPath(root, path, true))) }]));

/** Held by its directory: a process that gets the same number later has another directory. */
const readProcessText = (pid: number): ProcessText | null => {
  let held: number | null = null;
  try {
    held = openSync(`/proc/${pid}`, constants.O_RDONLY | constants.O_DIRECTORY);
    const owner = fstatSync(held).uid;
    if (!isTrustedOwner(owner)) return { owner, told: null };
    return { owner, told: toldBelow(`/proc/self/fd/${held}`, readFile) };
  } catch {
    return null;
  } finally {
    if (held !== null) closeSync(held);
  }
};

export interface ProcessTexts {
  /** Of those whose texts are complete. */
  readonly texts: ReadonlyMap<number, ReadableTexts>;
  readonly isWhole: boolean;
  /** Who was asked last, if it is not whole; null when no user was. */
  readonly last: number | null;
  /** Its texts are too long, not too slow. */
  readonly isFull: boolean;
}

const FILES = ["comm", "status", "cmdline"] as const;
const FILE_OF = /^\/proc\/(\d+)\/(comm|status|cmdline)$/;

/** A record is a file's name and a part of the file: a command line has one part for each word. */
const parse = (
  output: string,
): Pick<ProcessTexts, "last"> & { readonly texts: Map<number, ReadableTexts> } => {
  const texts = new Map<number, { argv: string[]; status: string }>();
  const parts = output.split("\0");
  let last: number | null = null;
  for (let at = 0; at + 2 < parts.length; at += 2) {
    const [, number, file] = FILE_OF.exec(parts[at] ?? "") ?? [];
    const [pid, part] = [Number(number), parts[at + 1] ?? ""];
    if (file === "comm") {
      last = pid;
      texts.set(pid, { argv: [], status: "" });
    } else if (file === "status") texts.set(pid, { argv: [], status: part });
    else texts.get(pid)?.argv.push(part);
  }
  return { texts, last };
};

/** What grep prints in the end, if it gets there. */
const SENTINEL = "/proc/self/comm";

/** grep(1) passes on each part as soon as it has it. The name (comm) of a process cannot stall. */
const askChild = (pids: readonly number[], ms: number): ProcessTexts => {
  const paths = pids.flatMap((pid) => FILES.map((file) => `/proc/${pid}/${file}`));
  const { text, because } = outputOf(
    ["grep", "--line-buffered", "-asHZz", "", "--", ...paths, SENTINEL], { ms, bytes: MOST_BYTES });
  const { texts, last } = parse(text);
  const isWhole = text.endsWith(`\0${SENTINEL}\0grep\n\0`);
  if (!isWhole && last !== null) texts.delete(last);
  return { texts, isWhole, last: isWhole ? null : last, isFull: because === "size" };
};

/** Until when; by process, and by user. */
const shunned = { pids: new Map<number, number>(), owners: new Map<number, number>() };

const isShunned = ({ pid, owner }: ForeignProcess): boolean => {
  const now = performance.now();
  return (shunned.pids.get(pid) ?? now) > now || (shunned.owners.get(owner) ?? now) > now;
};

/** One user after the other, in the order of the first of each. */
const byOwner = (asked: readonly ForeignProcess[]): readonly ForeignProcess[] =>
  [...Map.groupBy(asked, ({ owner }) => owner).values()].flat();

/** Whose process has stalled once is asked last for the others; a second time, not at all. */
const afterStall = (
  left: readonly ForeignProcess[], { pid, owner }: ForeignProcess, stalls: Map<number, number>,
): { readonly later: readonly ForeignProcess[]; readonly never: readonly ForeignProcess[] } => {
  const count = (stalls.get(owner) ?? 0) + 1;
  const until = performance.now() + SHUNNED_MS;
  stalls.set(owner, count);
  shunned.pids.set(pid, until);
  if (count > 1) shunned.owners.set(owner, until);
  const [never, may] = [left.filter(isShunned), left.filter((one) => !isShunned(one))];
  return { never, later: [...may.filter((one) => one.owner !== owner),
    ...may.filter((one) => one.owner === owner)] };
};

/** Texts by process, null for one that was not read in time; one that has ended is left out. */
export const readForeign = (
  asked: readonly ForeignProcess[], ask: typeof askChild = askChild,
): ReadonlyMap<number, ReadableTexts | null> => {
  const end = performance.now() + TOTAL_MS;
  const answers = new Map<number, ReadableTexts | null>();
  const giveUp = (some: readonly ForeignProcess[]): void => {
    for (const { pid } of some) answers.set(pid, null);
  };
  const stalls = new Map<number, number>();
  giveUp(asked.filter(isShunned));
  let left = byOwner(asked.filter((one) => !isShunned(one)));
  while (left.length > 0 && performance.now() < end) {
    const some = left.slice(0, MOST_PIDS);
    const { texts, isWhole, last, isFull } = ask(some.map(({ pid }) => pid), STALL_MS);
    for (const [pid, told] of texts) if (told.status !== "") answers.set(pid, told);
    const at = isWhole ? some.length : Math.max(some.findIndex(({ pid }) => pid === last), 0);
    left = left.slice(at);
    const [culprit] = left;
    if (isWhole || culprit === undefined || (isFull && at > 0)) continue;
    const { later, never } = afterStall(left, culprit, stalls);
    giveUp(never);
    left = later;
  }
  giveUp(left);
  return answers;
};

/** As `HostReader` has it, of the running machine. */
export const processTexts: ProcessReader["processTexts"] = (pids) => {
  const seen = new Map(pids.flatMap((pid) => {
    const one = readProcessText(pid);
    return one === null ? [] : [[pid, one] as const];
  }));
  const foreign = [...seen].flatMap(([pid, { owner, told }]) =>
    (told === null && owner !== null ? [{ pid, owner }] : []));
  if (foreign.length === 0) return seen;
  const answers = readForeign(foreign);
  for (const { pid, owner } of foreign) {
    const told = answers.get(pid);
    if (told === undefined) seen.delete(pid);
    else seen.set(pid, { owner, told });
  }
  return seen;
};
