/**
 * Processes without their numbers, which are others after each start. Only those of services are
 * kept, and of programs whose open files were looked at. Processes of a service that are alike, and
 * threads that are alike, are one; they get new numbers in an order of their own.
 */
import type { Answers } from "./answers.ts";
import { entriesAt, nodeAt, textAt } from "./look.ts";
import { isHistoryFile } from "../formats/signing-history.ts";
import { inodesIn, locksOf, tableOf } from "./sockets.ts";
import { directory, UNSEEN, type DirectoryNode, type Node } from "./tree.ts";

const FIRST = 1001;
const CGROUPS = "/sys/fs/cgroup";
const IS_NUMBER = /^\d+$/;
/** Its children come and go with what it does. */
const OURS = /\/vexor-[^/]*\.service$/;

type Ids = Map<number, number>;

const idsIn = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);

/** Each cgroup whose processes were asked for, in the order of the paths. */
function* groupsBelow(node: Node, path: string): Generator<readonly [path: string, procs: string]> {
  if (node.kind !== "dir") return;
  const own = node.entries.get("cgroup.procs");
  if (own?.kind === "file" && own.text !== null) yield [path, own.text];
  for (const name of [...node.entries.keys()].sort()) {
    yield* groupsBelow(node.entries.get(name) ?? UNSEEN, `${path}/${name}`);
  }
}

const threadIds = (root: DirectoryNode, pid: number): readonly number[] =>
  [...entriesAt(root, `/proc/${pid}/task`).keys()].filter((name) => IS_NUMBER.test(name))
    .map(Number).sort((one, other) => one - other);

const nameOf = (root: DirectoryNode, task: string): string =>
  textAt(root, `${task}/comm`).trim()
    || (/^Name:\t(.*)$/m.exec(textAt(root, `${task}/status`))?.[1] ?? "");

class Numbering {
  readonly processes: Ids = new Map();
  readonly threads: Ids = new Map();
  /** Of those that stand for others, and for themselves. */
  readonly kept = new Set<number>();
  readonly #root: DirectoryNode;
  readonly #answers: Answers;
  #next = FIRST;

  constructor(root: DirectoryNode, answers: Answers) {
    this.#root = root;
    this.#answers = answers;
  }

  #threadKey(pid: number, tid: number): string {
    const task = `/proc/${pid}/task/${tid}`;
    const cpus = this.#answers.affinity[tid]
      ?? /^Cpus_allowed_list:\t(.*)$/m.exec(textAt(this.#root, `${task}/status`))?.[1];
    return `${nameOf(this.#root, task)}\n${cpus ?? ""}`;
  }

  keyOf(pid: number): string {
    const exe = entriesAt(this.#root, `/proc/${pid}`).get("exe");
    const { owner, told } = this.#answers.processes[pid] ?? { owner: null, told: null };
    const [main = pid, ...others] = threadIds(this.#root, pid);
    const threads = [...new Set(others.map((tid) => this.#threadKey(pid, tid)))].sort();
    return JSON.stringify([exe?.kind === "link" ? exe.to : "", owner, told?.argv ?? [],
      this.#threadKey(pid, main), threads]);
  }

  /** The first stays the first: it is the main process. */
  add(pids: readonly number[]): void {
    const [first, ...rest] = pids.filter((pid) => !this.processes.has(pid));
    if (first === undefined) return;
    const seen = new Map<string, number>();
    const others = rest.map((pid) => [this.keyOf(pid), pid] as const)
      .sort(([one], [other]) => Number(one > other) - Number(one < other));
    for (const [key, pid] of [[this.keyOf(first), first] as const, ...others]) {
      const same = seen.get(key);
      this.#number(pid, same);
      seen.set(key, same ?? pid);
    }
  }

  #number(pid: number, same: number | undefined): void {
    this.processes.set(pid, same === undefined ? this.#next : this.processes.get(same) ?? 0);
    if (same !== undefined) return;
    this.kept.add(pid);
    const [main = pid, ...others] = threadIds(this.#root, pid);
    this.threads.set(main, this.#next++);
    const keys = new Map<string, number>();
    const sorted = others.map((tid) => [this.#threadKey(pid, tid), tid] as const)
      .sort(([one], [other]) => Number(one > other) - Number(one < other));
    for (const [key, tid] of sorted) {
      const known = keys.get(key);
      if (known === undefined) keys.set(key, this.#next);
      this.threads.set(tid, known ?? this.#next++);
    }
  }
}

const lines = (ids: readonly number[], by: Ids): string =>
  [...new Set(ids.flatMap((id) => by.get(id) ?? []))].map((id) => `${id}\n`).join("");

/** Only the name, and when it began, are read of it; that is another time after each start. */
const statOf = (text: string, id: number): string => {
  const name = text.slice(text.indexOf("("), text.lastIndexOf(")") + 1);
  return `${id} ${name} S${" 0".repeat(19)} 0 0\n`;
};

const statusOf = ({ processes, threads }: Numbering, text: string): string => text
  .replace(/^Pid:\t(\d+)$/m, (_, id) => `Pid:\t${threads.get(Number(id)) ?? 0}`)
  .replace(/^PPid:\t(\d+)$/m, (_, id) => `PPid:\t${processes.get(Number(id)) ?? 1}`)
  .replace(/^NSpid:\t(.*)$/m, (_, ids: string) =>
    `NSpid:\t${ids.trim().split(/\s+/).map(() => "1").join("\t")}`);

const withText = (node: Node, map: (text: string) => string): Node =>
  (node.kind === "file" && node.text !== null ? { ...node, text: map(node.text) } : node);

const copyOf = ({ isWhole, mode, uid, gid }: DirectoryNode): DirectoryNode =>
  directory(isWhole, mode, uid, gid);

const taskOf = (numbering: Numbering, node: DirectoryNode, id: number): DirectoryNode => {
  const own = copyOf(node);
  for (const [name, child] of node.entries) {
    own.entries.set(name, withText(child, (text) => {
      if (name === "stat") return statOf(text, id);
      return name === "status" ? statusOf(numbering, text) : text;
    }));
  }
  return own;
};

const tasksOf = (numbering: Numbering, node: DirectoryNode): DirectoryNode => {
  const own = copyOf(node);
  for (const [name, child] of node.entries) {
    const id = numbering.threads.get(Number(name));
    if (id === undefined || own.entries.has(String(id))) continue;
    own.entries.set(String(id), child.kind === "dir" ? taskOf(numbering, child, id) : child);
  }
  return own;
};

/** Stands for all other files: that it has any open tells that they are ours to see. */
const ANY_FILE = "/dev/null";

/** What was looked for among the open files: sockets, the lock of a ledger, a signing history. */
const openFilesOf = (node: DirectoryNode, inodes: ReadonlyMap<string, number>): DirectoryNode => {
  const own = copyOf(node);
  const links = [...node.entries.values()].flatMap((child) => {
    if (child.kind !== "link") return [];
    const inode = inodes.get(/^socket:\[(\d+)\]$/.exec(child.to)?.[1] ?? "");
    if (inode !== undefined) return [`socket:[${inode}]`];
    return child.to.endsWith(".lock") || isHistoryFile(child.to) ? [child.to] : [ANY_FILE];
  });
  [...new Set(links)].sort().forEach((to, fd) => own.entries.set(String(fd), { kind: "link", to }));
  return own;
};

const processOf = (
  numbering: Numbering, node: DirectoryNode, id: number, inodes: ReadonlyMap<string, number>,
): DirectoryNode => {
  const own = copyOf(node);
  for (const [name, child] of node.entries) {
    if (child.kind === "dir" && name === "task") own.entries.set(name, tasksOf(numbering, child));
    else if (child.kind === "dir" && name === "fd") {
      own.entries.set(name, openFilesOf(child, inodes));
    } else if (name === "stat") own.entries.set(name, withText(child, (text) => statOf(text, id)));
    else own.entries.set(name, withText(child, (text) => statusOf(numbering, text)));
  }
  return own;
};

const replaceAt = (
  root: DirectoryNode, path: string, make: (node: Node) => Node,
): void => {
  const [name = "", ...up] = path.split("/").toReversed();
  const above = nodeAt(root, up.toReversed().join("/"));
  const node = above.kind === "dir" ? above.entries.get(name) : undefined;
  if (above.kind === "dir" && node !== undefined) above.entries.set(name, make(node));
};

/** The first process stays the first where its mounts were asked for: they are the machine's. */
const firstOf = (node: Node): Node | null => {
  const mounts = node.kind === "dir" ? node.entries.get("mountinfo") : undefined;
  if (node.kind !== "dir" || mounts === undefined) return null;
  const own = directory(false, node.mode, node.uid, node.gid);
  own.entries.set("mountinfo", mounts);
  return own;
};

const renumberProc = (
  root: DirectoryNode, numbering: Numbering, inodes: ReadonlyMap<string, number>,
): void => replaceAt(root, "/proc", (proc) => {
  if (proc.kind !== "dir") return proc;
  const own = copyOf(proc);
  for (const [name, node] of proc.entries) {
    const first = name === "1" ? firstOf(node) : null;
    if (first !== null) own.entries.set(name, first);
    if (/^(?:self|thread-self)$/.test(name)) own.entries.set(name, UNSEEN);
    else if (!IS_NUMBER.test(name)) own.entries.set(name, node);
    else if (numbering.kept.has(Number(name))) {
      const id = numbering.processes.get(Number(name)) ?? 0;
      own.entries.set(String(id), node.kind === "dir"
        ? processOf(numbering, node, id, inodes) : node);
    }
  }
  return own;
});

const renumberAnswers = (answers: Answers, numbering: Numbering): Answers => {
  const { processes, threads, kept } = numbering;
  const byId = <T>(
    all: Readonly<Record<string, T>>, ids: Ids, isKept = (_: number): boolean => true,
  ): Record<string, T> => Object.fromEntries(Object.entries(all).flatMap(([old, one]) => {
    const id = isKept(Number(old)) ? ids.get(Number(old)) : undefined;
    return id === undefined ? [] : [[String(id), one] as const];
  }));
  return { ...answers,
    affinity: byId(answers.affinity, threads),
    startedAfter: Object.fromEntries(Object.entries(answers.startedAfter).flatMap(([key, one]) => {
      const space = key.indexOf(" ");
      const id = processes.get(Number(key.slice(0, space)));
      return id === undefined ? [] : [[`${id}${key.slice(space)}`, one]];
    })),
    processes: Object.fromEntries(Object.entries(byId(answers.processes, processes,
      (pid) => kept.has(pid))).map(([id, { owner, told }]) => [id, { owner,
      told: told && { ...told, status: statusOf(numbering, told.status) } }])),
  };
};

/** What programs were granted changes all the time, and is not recorded. */
const withoutGranted = (text: string): string => text.replace(/^Committed_AS:.*\n/m, "");

const STARTS = "/run/systemd/units";

/** Each start of a unit has an id of its own: here they are counted, in the order of the units. */
const renumberStarts = (root: DirectoryNode, kept: Iterable<number>): void => {
  const ids = new Map<string, string>();
  const links = [...entriesAt(root, STARTS)].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [name, node] of links) {
    if (node.kind !== "link") continue;
    const id = ids.get(node.to) ?? (ids.size + 1).toString(16).padStart(32, "0");
    ids.set(node.to, id);
    replaceAt(root, `${STARTS}/${name}`, () => ({ kind: "link", to: id }));
  }
  for (const pid of kept) {
    replaceAt(root, `/proc/${pid}/environ`, (node) => withText(node, (text) =>
      text.split("\0").flatMap((one) => {
        if (!one.startsWith("INVOCATION_ID=")) return one === "" ? [] : [`${one}\0`];
        const id = ids.get(one.slice(14));
        return id === undefined ? [] : [`INVOCATION_ID=${id}\0`];
      }).join("")));
  }
};

/** In place for the tree, which is this recording's alone. */
export const withoutNumbers = (root: DirectoryNode, answers: Answers): Answers => {
  const numbering = new Numbering(root, answers);
  const groups = [...groupsBelow(nodeAt(root, CGROUPS), CGROUPS)];
  for (const [path, procs] of groups) {
    numbering.add(OURS.test(path) ? idsIn(procs).slice(0, 1) : idsIn(procs));
  }
  const looked = [...entriesAt(root, "/proc")].filter(([name, node]) => IS_NUMBER.test(name)
    && node.kind === "dir" && node.entries.get("fd")?.kind === "dir").map(([name]) => Number(name));
  for (const [, pid] of looked.map((pid) => [numbering.keyOf(pid), pid] as const)
    .sort(([one], [other]) => Number(one > other) - Number(one < other))) numbering.add([pid]);
  const inodes = inodesIn(root);
  for (const [path] of groups) {
    for (const [file, ids] of [["cgroup.procs", numbering.processes],
      ["cgroup.threads", numbering.threads]] as const) {
      replaceAt(root, `${path}/${file}`, (node) =>
        withText(node, (text) => lines(idsIn(text), ids)));
    }
  }
  for (const name of ["tcp", "tcp6", "udp", "udp6"]) {
    replaceAt(root, `/proc/net/${name}`, (node) =>
      withText(node, (text) => tableOf(text, inodes)));
  }
  replaceAt(root, "/proc/meminfo", (node) => withText(node, withoutGranted));
  replaceAt(root, "/proc/locks", (node) =>
    withText(node, (text) => locksOf(numbering.processes, text)));
  renumberStarts(root, numbering.kept);
  renumberProc(root, numbering, inodes);
  return renumberAnswers(answers, numbering);
};
