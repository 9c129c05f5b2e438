/** Facts as one document: `vexor.facts/1`, the same text for the same host. */
import type { Answers } from "./answers.ts";
import type { Replayed } from "./replay.ts";
import { treeJson, type TreeJson } from "./tree-json.ts";

export const FACTS_FORMAT = "vexor.facts/1";

export interface FactsDocument {
  readonly format: typeof FACTS_FORMAT;
  readonly host: string;
  /** The hour, so that two records of a host that stays the same are the same bytes. */
  readonly at: string;
  readonly vexor: string;
  /** Its release. */
  readonly kernel: string | null;
  /** SHA-256 of what was found: without the hour, and without Vexor's version. */
  readonly digest: string;
  /** False for a tree below `--root`. */
  readonly machine: boolean;
  /** What only root may read is among it. */
  readonly asRoot: boolean;
  readonly files: TreeJson;
  readonly answers: Answers;
}

export interface Recorded {
  readonly facts: Replayed;
  readonly host: string;
  readonly at: Date;
  readonly vexor: string;
  readonly asRoot: boolean;
}

export type Digest = (text: string) => string;

const HOUR = 3_600_000;

const hourOf = (at: Date): string =>
  new Date(Math.floor(at.getTime() / HOUR) * HOUR).toISOString().replace(".000Z", "Z");

const kernelOf = (files: TreeJson): string | null => {
  const step = (node: unknown, name: string): unknown =>
    (typeof node === "object" && node !== null ? (node as Record<string, unknown>)[name] : null);
  const release = ["proc", "sys", "kernel", "osrelease"].reduce<unknown>(step, files);
  const text = typeof release === "object" ? step(release, "/file") : release;
  return typeof text === "string" ? text.trim() : null;
};

type Sealed = Omit<FactsDocument, "format" | "at" | "vexor" | "digest">;

export const digestOf = (
  { host, kernel, machine, asRoot, files, answers }: Sealed, sum: Digest,
): string =>
  sum(JSON.stringify([FACTS_FORMAT, host, kernel, machine, asRoot, files, answers]));

export const documentOf = (
  { facts, host, at, vexor, asRoot }: Recorded, sum: Digest,
): FactsDocument => {
  const files = treeJson(facts.root);
  const sealed: Sealed = { host, kernel: kernelOf(files), machine: !facts.isTree, asRoot,
    files, answers: facts.answers };
  const { kernel, machine, answers } = sealed;
  return { format: FACTS_FORMAT, host, at: hourOf(at), vexor, kernel,
    digest: digestOf(sealed, sum), machine, asRoot, files, answers };
};

/** A line for each file, so that a difference shows which. */
export const factsText = (document: FactsDocument): string =>
  `${JSON.stringify(document, null, 1)}\n`;
