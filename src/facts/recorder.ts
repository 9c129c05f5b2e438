/**
 * A reader that passes every question on, and keeps the answers: the tree of what was seen
 * grows while the planner looks. What is kept here still holds secrets, and leaves this process
 * only through `reduce.ts`.
 */
import { VexorError } from "../engine/model/errors.ts";
import type { HostReader, ReaderPorts } from "../ports/host.ts";
import { answerKey, noAnswers, type Answers } from "./answers.ts";
import {
  ABSENT, directory, findNode, partsOf, UNSEEN, type DirectoryNode, type Node,
} from "./tree.ts";

export interface Recorder {
  /** What is read through it is recorded. */
  readonly host: HostReader;
  readonly root: DirectoryNode;
  readonly answers: Answers;
}

const MOST_LINKS = 40;

const errnoOf = (error: unknown): string => {
  if (error instanceof VexorError && error.code === "HOST_READ") return error.errno ?? "EFBIG";
  throw error;
};

/** Looks at each step of a path once, and keeps what is there. */
class RecordedTree {
  readonly root = directory();
  readonly #host: HostReader;

  constructor(host: HostReader) {
    this.#host = host;
  }

  /** What a path leads to; its last link is followed only where that is asked. */
  note(path: string, follows = true): Node {
    const todo = partsOf(path);
    let way: string[] = [];
    for (let links = 0; todo.length > 0;) {
      const name = todo.shift() ?? "";
      if (name === "..") {
        way.pop();
        continue;
      }
      const node = this.#step(way, name);
      if (node.kind === "link" && (todo.length > 0 || follows)) {
        if (++links > MOST_LINKS) return ABSENT;
        if (node.to.startsWith("/")) way = [];
        todo.unshift(...partsOf(node.to));
        continue;
      }
      way.push(name);
      if (node.kind !== "dir") return node;
    }
    return findNode(this.root, `/${way.join("/")}`, false).node;
  }

  #step(way: readonly string[], name: string): Node {
    const above = findNode(this.root, `/${way.join("/")}`, false).node;
    if (above.kind !== "dir") return above;
    const known = above.entries.get(name);
    if (known !== undefined && known.kind !== "unseen") return known;
    if (known === undefined && above.isWhole) return ABSENT;
    const node = this.#look(`/${[...way, name].join("/")}`);
    above.entries.set(name, node);
    return node;
  }

  #look(path: string): Node {
    try {
      const to = this.#host.link(path);
      if (to !== null) return { kind: "link", to };
      const stat = this.#host.stat(path);
      if (stat === null) return { ...ABSENT };
      const { kind, mode, uid, gid, size } = stat;
      if (kind === "dir") return directory(false, mode, uid, gid);
      return kind === "file" ? { kind, mode, uid, gid, size, text: null }
        : { kind: "other", mode, uid, gid, size };
    } catch (error) {
      return { kind: "closed", errno: errnoOf(error) };
    }
  }

  noteText(path: string, text: string | null): void {
    const node = this.note(path);
    if (node.kind === "file" && text !== null) node.text = text;
  }

  noteNames(path: string, names: readonly string[]): void {
    const node = this.note(path);
    if (node.kind !== "dir" || node.isWhole) return;
    for (const name of names) if (!node.entries.has(name)) node.entries.set(name, UNSEEN);
    node.isWhole = true;
  }

  noteError(path: string, errno: string): void {
    const node = this.note(path);
    if (node.kind === "file" || node.kind === "dir") node.errno = errno;
  }
}

const decoder = new TextDecoder("utf-8");

/** Not all of what is read is text: a saved tower, an image. */
const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

const recordedFiles = (host: HostReader, tree: RecordedTree, answers: Answers) => {
  const told = <A extends readonly unknown[], R>(
    ask: (path: string, ...more: A) => R, keep: (path: string, answer: R) => void,
  ) => (path: string, ...more: A): R => {
    try {
      const answer = ask(path, ...more);
      keep(path, answer);
      return answer;
    } catch (error) {
      tree.noteError(path, errnoOf(error));
      throw error;
    }
  };
  /** With another user's rights: what keeps that user out says nothing of the file. */
  const forUser = <R>(
    uid: number | null, path: string, ask: () => R, keep: (answer: R) => void,
  ): R => {
    try {
      const answer = ask();
      keep(answer);
      return answer;
    } catch (error) {
      answers.asUser[answerKey.asUser(uid, path)] = errnoOf(error);
      tree.note(path);
      throw error;
    }
  };
  return {
    read: told(host.read, (path, text) => tree.noteText(path, text)),
    list: told(host.list, (path, names) => tree.noteNames(path, names)),
    stat: told(host.stat, (path) => tree.note(path)),
    link: told(host.link, (path) => tree.note(path, false)),
    resolve: told(host.resolve, (path) => tree.note(path)),
    bytes: told((path: string, limit: number) => host.bytes(path, limit), (path, bytes) =>
      tree.noteText(path, bytes && textOf(bytes))),
    bytesFor: (uid: number | null, path: string, limit: number) =>
      forUser(uid, path, () => host.bytesFor(uid, path, limit), (bytes) =>
        tree.noteText(path, bytes && textOf(bytes))),
    listFor: (uid: number | null, path: string) =>
      forUser(uid, path, () => host.listFor(uid, path), (names) => tree.noteNames(path, names)),
    lockHolder: (path: string) => {
      const holder = host.lockHolder(path);
      answers.locks[path] = holder;
      return holder;
    },
  } satisfies Partial<HostReader>;
};

const recordedPorts = (host: HostReader, tree: RecordedTree, answers: Answers): ReaderPorts => ({
  threads: { affinity: (tid) =>
    (answers.affinity[tid] = host.port("threads").affinity(tid)) },
  processes: {
    startedAfter: (pid, path) => (answers.startedAfter[answerKey.startedAfter(pid, path)] =
      host.port("processes").startedAfter(pid, path)),
    processTexts: (pids) => {
      const texts = host.port("processes").processTexts(pids);
      for (const [pid, text] of texts) answers.processes[pid] = text;
      return texts;
    },
  },
  programs: { askPrograms: (asked) => {
    const said = host.port("programs").askPrograms(asked);
    asked.forEach((one, at) => {
      const answer = said[at];
      if (answer) answers.programs[answerKey.program(one)] = answer;
    });
    return said;
  } },
  questions: { ask: (questions, uid) => {
    const replies = host.port("questions").ask(questions, uid);
    questions.forEach((one, at) => {
      const reply = replies[at];
      if (reply) answers.queries[answerKey.query(one)] = reply;
    });
    return replies;
  } },
  namespaces: { freshNetns: (paths) => {
    const values = host.port("namespaces").freshNetns(paths);
    for (const [path, value] of values) answers.namespace[path] = value;
    return values;
  } },
  keys: {
    keypair: (path, owner) => {
      tree.note(path);
      return (answers.keypairs[answerKey.keypair(path, owner)] =
        host.port("keys").keypair(path, owner));
    },
    signed: (...proof) => host.port("keys").signed(...proof),
  },
});

/** Each sum that was asked for, by what it was asked of. */
export const recordFrom = (host: HostReader): Recorder => {
  const tree = new RecordedTree(host);
  const answers = noAnswers();
  const ports = recordedPorts(host, tree, answers);
  return { root: tree.root, answers, host: { ...host, ...recordedFiles(host, tree, answers),
    // How much room is left changes by itself: a plan on facts does not know it.
    freeBytes: () => null,
    port: (name) => ports[name] } };
};
