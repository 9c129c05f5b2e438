/**
 * Records what planning reads of a host. First everything is asked; then as little of the texts is
 * kept as gives the same readings again. Where the same readings would take a secret, the secret
 * stays out.
 */
import { hideCredentials } from "../formats/credentials.ts";
import type { HostReader } from "../ports/host.ts";
import { askEverything, readingsOf, type FactsRequest } from "./ask-everything.ts";
import { withoutNumbers } from "./processes.ts";
import { recordFrom } from "./recorder.ts";
import { reduceAnswers } from "./reduce-answers.ts";
import { reduceTree } from "./reduce.ts";
import { replay, type Replayed, type Sums } from "./replay.ts";
import { DEPTHS, type Depth } from "./texts.ts";
import { vocabularyOf } from "./words.ts";
import { findNode, filesIn, type DirectoryNode } from "./tree.ts";
import { reducerOf } from "./kernel-texts.ts";

type Lines = Map<string, Map<number, string>>;

interface Placed {
  readonly path?: unknown;
  readonly line?: unknown;
  readonly says?: unknown;
  readonly asks?: unknown;
}

/** Every place that evidence names. */
const placesIn = (value: unknown, found: Placed[] = []): Placed[] => {
  if (Array.isArray(value)) for (const one of value) placesIn(one, found);
  if (typeof value !== "object" || value === null) return found;
  const { path } = value as Placed;
  if (typeof path === "string") found.push(value);
  for (const one of Object.values(value)) placesIn(one, found);
  return found;
};

const parsed = (reading: string): unknown => {
  try {
    return JSON.parse(reading);
  } catch {
    return null; // an error's words
  }
};

const placesOf = (root: DirectoryNode, readings: readonly string[]): Lines => {
  const lines: Lines = new Map();
  for (const { path, line, ...words } of readings.flatMap((one) => placesIn(parsed(one)))) {
    const { at } = findNode(root, String(path), true);
    const own = lines.get(at) ?? new Map<number, string>();
    const number = typeof line === "number" ? line : 0;
    own.set(number, [own.get(number) ?? "", ...[words.says, words.asks].filter((one) =>
      typeof one === "string")].join(" "));
    lines.set(at, own);
  }
  return lines;
};

/** The strings of a reading, as a plan shows them. */
const withoutSecretsIn = (reading: string): string => {
  const hidden = (value: unknown): unknown => {
    if (typeof value === "string") return hideCredentials(value);
    if (Array.isArray(value)) return value.map(hidden);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hidden(one)]));
  };
  return JSON.stringify(hidden(parsed(reading) ?? reading));
};

const differences = (wanted: readonly string[], found: readonly string[]): number =>
  wanted.filter((one, at) => withoutSecretsIn(one) !== withoutSecretsIn(found[at] ?? "")).length;

/** A file that decides, and the lines of it, are named by the readings that are not the same. */
const suspects = (
  root: DirectoryNode, wanted: readonly string[], found: readonly string[],
): readonly string[] | null => {
  const [before, after] = [wanted, found].map((all) => all.map(withoutSecretsIn));
  const off = wanted.flatMap((one, at) =>
    (before?.[at] === after?.[at] ? [] : [one, found[at] ?? ""]));
  return off.length === 0 && wanted.length === found.length ? null
    : [...placesOf(root, off).keys()];
};

const textsIn = (root: DirectoryNode): readonly string[] =>
  [...filesIn(root)].map(([path]) => path).filter((path) => reducerOf(path) === null);

/** As little of the texts as gives these readings again; at the worst, all but remarks. */
const reduced = (
  { isTree, root, answers }: Replayed, wanted: readonly string[],
  read: (facts: Replayed) => readonly string[], md5: Sums["md5"],
): Replayed => {
  const shown = placesOf(root, wanted);
  const depths = new Map<string, Depth>();
  const vocabulary = vocabularyOf(root);
  const make = (): Replayed => ({ isTree, answers: reduceAnswers(answers, vocabulary),
    root: reduceTree(root, { shown, depths, vocabulary, md5 }) });
  /** False where all of them are kept as deep already. */
  const deepen = (paths: readonly string[], depth: Depth): boolean => {
    const more = paths.filter((path) =>
      DEPTHS.indexOf(depths.get(path) ?? "shown") < DEPTHS.indexOf(depth));
    for (const path of more) depths.set(path, depth);
    return more.length > 0;
  };
  const off = (facts: Replayed): readonly string[] | null => suspects(root, wanted, read(facts));
  for (;;) {
    const facts = make();
    const paths = off(facts);
    if (paths === null) return facts;
    if (!deepen(paths, "words") && !deepen(textsIn(root), "words")) {
      return whereItHelps({ depths, make, read, wanted }, paths, textsIn(root));
    }
  }
};

interface Trial {
  readonly depths: Map<string, Depth>;
  readonly wanted: readonly string[];
  make(): Replayed;
  read(facts: Replayed): readonly string[];
}

/** Each trial is as long as a plan of everything. */
const MOST_TRIALS = 12;

/**
 * Those files whole that make a difference alone, and else all that the readings name, if that
 * makes one: the secrets of a file that is only named need not be told.
 */
const whereItHelps = (
  { depths, wanted, make, read }: Trial, named: readonly string[], texts: readonly string[],
): Replayed => {
  let best = make();
  let left = differences(wanted, read(best));
  const tryWhole = (paths: readonly string[]): void => {
    const before = new Map(depths);
    for (const path of paths) depths.set(path, "whole");
    const trial = make();
    const found = differences(wanted, read(trial));
    if (found < left) [best, left] = [trial, found];
    else for (const path of paths) depths.set(path, before.get(path) ?? "shown");
  };
  for (const path of [...new Set([...named, ...texts])].slice(0, MOST_TRIALS)) {
    if (left > 0) tryWhole([path]);
  }
  if (left > 0) tryWhole(named);
  return best;
};

export const recordFacts = (host: HostReader, asking: FactsRequest, sums: Sums): Replayed => {
  const recorder = recordFrom(host);
  const declarations = askEverything(asking, recorder.host);
  readingsOf(asking, recorder.host, declarations);
  const { root } = recorder;
  const answers = host.isTree ? recorder.answers : withoutNumbers(root, recorder.answers);
  const read = (facts: Replayed): readonly string[] =>
    readingsOf(asking, replay(facts, sums), declarations);
  const whole: Replayed = { isTree: host.isTree, root, answers };
  return reduced(whole, read(whole), read, sums.md5);
};
