/**
 * The host as its facts have it: a reader over data, which no question takes to a machine. What the
 * facts do not have cannot be read, and a plan takes that for what may hold anything.
 */
import { VexorError } from "../engine/model/errors.ts";
import type { FileStat, HostReader, ReaderPorts } from "../ports/host.ts";
import type { KeypairFact } from "../ports/keys.ts";
import { answerKey, type Answers } from "./answers.ts";
import { SUM_LINE } from "./package-sums.ts";
import { findNode, namesOf, type DirectoryNode, type FoundNode, type Node } from "./tree.ts";

/** What needs no machine. */
export interface Sums extends Pick<HostReader, "digest" | "md5"> {
  signed: ReaderPorts["keys"]["signed"];
}

export interface Replayed {
  /** Of a tree below `--root`, in which nothing runs. */
  readonly isTree: boolean;
  readonly root: DirectoryNode;
  readonly answers: Answers;
}

const UNRECORDED = "newer facts";
const TOO_LARGE = "EFBIG";

const failure = (what: string, errno: string): VexorError => {
  if (errno === TOO_LARGE) return new VexorError("HOST_READ", `${what}: it is too large`);
  const why = errno === UNRECORDED ? "the facts do not have it" : errno;
  return new VexorError("HOST_READ", `${what}: ${why}`, { errno });
};

/** Null for what is not there. Throws for what is not known. */
const seen = (
  { node }: FoundNode, what: string,
): Exclude<Node, { kind: "absent" | "unseen" | "closed" }> | null => {
  if (node.kind === "absent") return null;
  if (node.kind === "closed") throw failure(what, node.errno);
  if (node.kind === "unseen") throw failure(what, UNRECORDED);
  return node;
};

const statOf = (node: Node): FileStat | null => {
  if (node.kind === "dir") {
    const { kind, mode, uid, gid } = node;
    return { kind, mode, uid, gid, size: 0 };
  }
  if (node.kind !== "file" && node.kind !== "other") return null;
  const { kind, mode, uid, gid, size } = node;
  return { kind, mode, uid, gid, size };
};

const textOf = (found: FoundNode, path: string): string | null => {
  const what = `cannot read ${path}`;
  const node = seen(found, what);
  if (node === null || node.kind === "link") return null;
  if (node.kind === "dir") throw failure(what, "EISDIR");
  if (node.kind === "other") throw failure(what, "EINVAL");
  if (node.errno !== undefined) throw failure(what, node.errno);
  if (node.text === null) throw failure(what, UNRECORDED);
  return node.text;
};

const namesIn = (found: FoundNode, path: string): readonly string[] => {
  const what = `cannot list ${path}`;
  const node = seen(found, what);
  if (node?.kind !== "dir") return [];
  if (node.errno !== undefined) throw failure(what, node.errno);
  if (!node.isWhole) throw failure(what, UNRECORDED);
  return namesOf(node).sort();
};

const bytesOf = (found: FoundNode, path: string, limit: number): Uint8Array | null => {
  const node = found.node;
  if (node.kind === "file" && node.size > limit) {
    throw new VexorError("HOST_READ", `${path} has more than ${limit} bytes`);
  }
  const text = textOf(found, path);
  return text === null ? null : Buffer.from(text);
};

const noKeypair = (path: string): KeypairFact => ({ path, leadsTo: null, stat: null, pubkey: null,
  problems: [{ code: "HOST_READ", message: `the facts do not have ${path}; wanted are facts that `
    + "were recorded with this host file: vexor facts -f FILE" }] });

const portsOf = ({ answers }: Replayed, sums: Sums): ReaderPorts => ({
  threads: { affinity: (tid) => answers.affinity[tid] ?? null },
  processes: {
    startedAfter: (pid, path) => answers.startedAfter[answerKey.startedAfter(pid, path)] ?? null,
    processTexts: (pids) => new Map(pids.flatMap((pid) => {
      const text = answers.processes[pid];
      return text === undefined ? [] : [[pid, text] as const];
    })),
  },
  programs: { askPrograms: (asked) => asked.map((one) => answers.programs[answerKey.program(one)]
    ?? { said: null, unasked: "the facts do not have its answer" }) },
  questions: { ask: (questions) => questions.map((one) => answers.queries[answerKey.query(one)]
    ?? { status: null, body: "", problem: "the facts do not have its answer" }) },
  namespaces: { freshNetns: (paths) => new Map(paths.flatMap((path) => {
    const value = answers.namespace[path];
    return value === undefined ? [] : [[path, value] as const];
  })) },
  keys: {
    keypair: (path, owner) => answers.keypairs[answerKey.keypair(path, owner)] ?? noKeypair(path),
    signed: sums.signed,
  },
});

/** The sum of a file that its package brought, whose text is here only as far as it is used. */
const sumIn = (text: string): string | null => SUM_LINE.exec(text)?.[1] ?? null;

export const replay = (facts: Replayed, sums: Sums): HostReader => {
  const { root, answers, isTree } = facts;
  const ports = portsOf(facts, sums);
  const found = new Map<string, FoundNode>();
  /** Two plans on the same facts look at the same places. */
  const at = (path: string): FoundNode => {
    const known = found.get(path);
    if (known !== undefined) return known;
    const fresh = findNode(root, path, true);
    found.set(path, fresh);
    return fresh;
  };
  const asUser = (uid: number | null, path: string, what: string): void => {
    const errno = answers.asUser[answerKey.asUser(uid, path)];
    if (errno !== undefined) throw failure(`cannot ${what} ${path}`, errno);
  };
  return {
    isTree,
    read: (path) => textOf(at(path), path),
    list: (path) => namesIn(at(path), path),
    freeBytes: () => null,
    stat: (path) => {
      const node = seen(at(path), `cannot examine ${path}`);
      return node && statOf(node);
    },
    link: (path) => {
      const node = seen(findNode(root, path, false), `cannot examine ${path}`);
      return node?.kind === "link" ? node.to : null;
    },
    resolve: (path) => {
      const real = at(path);
      return seen(real, `cannot examine ${path}`) === null ? null : real.at;
    },
    digest: sums.digest,
    md5: (content) => sumIn(typeof content === "string" ? content
      : Buffer.from(content).toString()) ?? sums.md5(content),
    bytes: (path, limit) => bytesOf(at(path), path, limit),
    bytesFor: (uid, path, limit) => {
      asUser(uid, path, "read");
      return bytesOf(at(path), path, limit);
    },
    listFor: (uid, path) => {
      asUser(uid, path, "list");
      return namesIn(at(path), path);
    },
    lockHolder: (path) => answers.locks[path] ?? null,
    port: (name) => ports[name],
  };
};
