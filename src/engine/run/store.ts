/**
 * What Vexor remembers, as files: the ledger, and one directory a run with its plan, its snapshot
 * and its journal. Layout and formats are in docs/state.md; a torn last journal line is the mark
 * of a crash and is ignored, any other damage is an error that names the file.
 */
import { VexorError, type ErrorCode } from "../model/errors.ts";
import {
  LEDGER_FORMAT, PLAN_FORMAT, SNAPSHOT_FORMAT,
  type JournalEntry, type JournalEvent, type Ledger, type Plan, type Snapshot,
} from "../model/model.ts";
import {
  upgradeEntry, upgradeLedger, upgradePlan, upgradeSnapshot, type Json,
} from "./old-records.ts";
import type { Host, HostReader } from "../../ports/host.ts";

export const STATE = "/var/lib/vexor-agent";
export const RUNTIME = "/run/vexor-agent";
/** In a directory of root's alone: who may open a lock may hold it. */
export const LOCK = `${RUNTIME}/root/lock`;
export const LEDGER = `${STATE}/ledger.json`;
const RUNS = `${STATE}/runs`;

export interface RecordedRun {
  readonly id: number;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly journal: readonly JournalEntry[];
}

const parse = (text: string, path: string, code: ErrorCode): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new VexorError(code, `${path} is not the JSON that Vexor wrote`);
  }
};

interface RecordFormat<T> {
  readonly format: string;
  readonly old: { readonly format: string; readonly upgrade: (value: Json) => Json };
  /** Its lists and maps: without them it is not what we wrote. */
  readonly parts: readonly (keyof T & string)[];
  readonly code: ErrorCode;
}

const LEDGER_SHAPE: RecordFormat<Ledger> = { format: LEDGER_FORMAT, parts: ["claims"],
  code: "LEDGER_CORRUPT", old: { format: "vexor.ledger/1", upgrade: upgradeLedger } };
const PLAN_SHAPE: RecordFormat<Plan> = { format: PLAN_FORMAT,
  parts: ["items", "changes", "declaration"],
  code: "RUN_CORRUPT", old: { format: "vexor.plan/1", upgrade: upgradePlan } };
const SNAPSHOT_SHAPE: RecordFormat<Snapshot> =
  { format: SNAPSHOT_FORMAT, parts: ["targets", "claims"],
  code: "RUN_CORRUPT", old: { format: "vexor.snapshot/1", upgrade: upgradeSnapshot } };

const document = <T>(host: HostReader, path: string, shape: RecordFormat<T>): T => {
  const { format, old, parts, code } = shape;
  const text = host.read(path);
  if (text === null) throw new VexorError(code, `${path} is missing`);
  const parsed = parse(text, path, code) as Json | null;
  const found = parsed?.["format"];
  if (parsed === null || (found !== format && found !== old.format)) {
    throw new VexorError(code,
      `${path} has format ${JSON.stringify(found)}; this Vexor reads ${format}`);
  }
  const value = found === format ? parsed : { ...old.upgrade(parsed), format };
  const lost = parts.find((part) => typeof ((value as Json)[part] ?? "") !== "object");
  if (lost !== undefined) throw new VexorError(code, `${path} has lost its ${lost}`);
  return value as T;
};

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const readLedger = (host: HostReader): Ledger => {
  if (host.stat(LEDGER) === null) return { format: LEDGER_FORMAT, claims: {} };
  return document(host, LEDGER, LEDGER_SHAPE);
};

export const writeLedger = (host: Host, ledger: Ledger): void =>
  host.replace(LEDGER, print(ledger));

/** Numbers of all runs, oldest first. */
export const runIds = (host: HostReader): readonly number[] =>
  host.list(RUNS).filter((name) => /^[1-9]\d*$/.test(name)).map(Number).sort((a, b) => a - b);

const inRun = (id: number, file: string): string => `${RUNS}/${id}/${file}`;

const encodeLine = (host: HostReader, entry: JournalEntry): string => {
  const text = JSON.stringify(entry);
  return `${host.digest(text).slice(0, 8)} ${text}\n`;
};

const decodeLine = (host: HostReader, line: string): JournalEntry | null => {
  const text = line.slice(9);
  if (host.digest(text).slice(0, 8) !== line.slice(0, 8)) return null;
  return upgradeEntry(JSON.parse(text) as Json) as unknown as JournalEntry;
};

const readJournal = (host: HostReader, id: number): readonly JournalEntry[] => {
  const path = inRun(id, "journal.jsonl");
  const lines = (host.read(path) ?? "").split("\n");
  lines.pop(); // empty, or the line that a crash cut short: it never counted
  return lines.map((line, at) => {
    const entry = decodeLine(host, line);
    if (entry?.seq !== at) {
      throw new VexorError("RUN_CORRUPT", `${path}:${at + 1} is damaged`);
    }
    return entry;
  });
};

/** Null when the run never got as far as its plan and snapshot: then it changed nothing. */
export const readRun = (host: HostReader, id: number): RecordedRun | null => {
  if (!runIds(host).includes(id)) {
    throw new VexorError("RUN_UNKNOWN", `there is no run ${id} on this host`);
  }
  const journal = readJournal(host, id);
  if (journal.length === 0) return null;
  return {
    id, journal,
    plan: document(host, inRun(id, "plan.json"), PLAN_SHAPE),
    snapshot: document(host, inRun(id, "snapshot.json"), SNAPSHOT_SHAPE),
  };
};

/** Appends to one run's journal. */
export class Journal {
  readonly #host: Host;
  readonly #path: string;
  /** What this process added itself, in order; also what `tryAdd` could not keep. */
  readonly added: JournalEntry[] = [];

  constructor(host: Host, id: number) {
    this.#host = host;
    this.#path = inRun(id, "journal.jsonl");
  }

  add(...events: readonly JournalEvent[]): void {
    const first = this.#cut();
    const at = this.#host.now().toISOString();
    const entries = events.map((event, index) => ({ seq: first + index, at, ...event }));
    const lines = entries.map((entry) => encodeLine(this.#host, entry));
    this.#host.append(this.#path, lines.join(""));
    this.added.push(...entries);
  }

  /** Cuts off a line that a crash or a failed append tore; returns the next line's number. */
  #cut(): number {
    const text = this.#host.read(this.#path) ?? "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole !== text) this.#host.replace(this.#path, whole);
    return whole.split("\n").length - 1;
  }

  /** For undo, which must go on when its record cannot be kept: recovery then undoes again. */
  tryAdd(...events: readonly JournalEvent[]): void {
    try {
      this.add(...events);
    } catch (error) {
      if (!(error instanceof VexorError)) throw error;
      const at = this.#host.now().toISOString();
      this.added.push(...events.map((event) => ({ seq: this.added.length, at, ...event })));
    }
  }
}

/** Clears what a crash may have left beside the files we keep, while run `id` was open. */
export const clearStateTemps = (host: Host, id: number): void => {
  for (const file of ["plan.json", "snapshot.json", "journal.jsonl"]) {
    host.clearTemp(inRun(id, file));
  }
  host.clearTemp(LEDGER);
};

/** Makes the state directories; the parents of all we keep. */
export const prepareState = (host: Host): void => {
  for (const path of ["/var", "/var/lib", STATE, RUNS]) host.makeDir(path);
};

/** The journal goes first: without one, a run that a crash left half removed counts as none. */
export const removeRun = (host: Host, id: number): void => {
  for (const file of ["journal.jsonl", "plan.json", "snapshot.json"]) host.remove(inRun(id, file));
  host.removeDir(`${RUNS}/${id}`);
};

/** A ledger may outlive the records of its runs: none of those numbers is given once more. */
const freeId = (host: Host): number => Math.max(runIds(host).at(-1) ?? 0,
  ...Object.values(readLedger(host).claims).map(({ run }) => run)) + 1;

/** A new run with plan and snapshot durable: from here on it can be undone. */
export const createRun = (host: Host, plan: Plan, snapshot: Snapshot): number => {
  const id = freeId(host);
  host.makeDir(`${RUNS}/${id}`);
  host.replace(inRun(id, "plan.json"), print(plan));
  host.replace(inRun(id, "snapshot.json"), print(snapshot));
  return id;
};
