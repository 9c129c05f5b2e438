/**
 * What a sysctl would be if no program had written it.
 *
 * No interface of the kernel shows it. Known are constants of this kernel, values computed as the
 * kernel computes them and, for some network keys, what a fresh network namespace starts with. A
 * record made early in this boot (defaults-record.ts) confirms them. By itself it proves a default
 * only of a key that nothing can have set before; where it contradicts what is known, an early
 * program has set the key, or this is not the kernel that it says it is: then there is no default.
 *
 * Enterprise kernels carry later changes under an old version number, so there only defaults that
 * never changed count; kernels that exist for other defaults (zen, xanmod) are not believed at all.
 */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { computeDefault, type DefaultFact } from "./computed-defaults.ts";
import { DEFAULTS_RECORD, readRecord, type DefaultsRecord } from "./defaults-record.ts";
import { copiedFrom, interfaceKeyOf, isByKind, interfaceMoversOf,
  ofDevice } from "./interface-defaults.ts";
import { COMMAND_LINE, readKernelFacts, type KernelFacts } from "./kernel-facts.ts";
import { knownDefaults, type KnownDefaults } from "./kernel-defaults-table.ts";
import { givenParameters } from "./kernel-parameters.ts";
import { hidesVersion, isBelow } from "./kernel-version.ts";
import { lazy, remembered } from "../lazy.ts";
import { askFreshNetns } from "./netns-defaults.ts";
import { keyToPath, pathToKey } from "./sysctl-d.ts";
import { readKey } from "./sysctl-keys.ts";

/** Keys are dotted, as in addresses. */
interface KernelDefaults {
  /** Null when the default is not known. Starts no process. */
  of(key: string): DefaultFact | null;
  /** Evidence for a default that is not proven. */
  doubtsOf(key: string): readonly Evidence[];
  /** Facts by key; those left are asked of a fresh network namespace, which is one process. */
  ofMany(keys: readonly string[]): ReadonlyMap<string, DefaultFact>;
}

/** Whether no file and no tool has to do with a path below /proc/sys. */
type IsUntouched = (path: string) => boolean;

interface DefaultVerdict {
  readonly fact: DefaultFact | null;
  readonly doubts: readonly Evidence[];
}

const RETUNED = /zen|xanmod|liquorix|lqx|cachyos|tkg|bore|clear/i;
const NONE: readonly never[] = [];

export function readDefaults(host: HostReader, isUntouched: IsUntouched): KernelDefaults {
  const facts = readKernelFacts(host);
  const judge = lazy(() => judging(host, facts));
  const known = new Map<string, DefaultVerdict>();
  const liveOf = remembered((path: string) => readKey(host, path)); // interfaces share `default`
  const verdictOf = (key: string): DefaultVerdict => {
    const before = known.get(key);
    if (before) return before;
    const path = keyToPath(key);
    const own = judge()(key, path);
    const isOpen = own.fact === null && own.doubts.length === 0;
    const verdict = isOpen ? copied(key, path) ?? own : own;
    known.set(key, verdict);
    return verdict;
  };
  const copied = (key: string, path: string): DefaultVerdict | null => {
    const of = interfaceKeyOf(path);
    if (of === null) return null;
    const device = ofDevice(host, of);
    if (device !== null) {
      return { fact: startsWith(key, device, "the kernel's interface of that kind"), doubts: NONE };
    }
    const from = copiedFrom(of);
    const shared = verdictOf(pathToKey(from)).fact;
    if (shared === null || liveOf(from) !== shared.value) return null;
    if (isByKind(of) && liveOf(of.path) !== shared.value) return null;
    return interfaceMoversOf(of).every(isUntouched) ? copyOf(key, pathToKey(from), shared) : null;
  };
  return {
    of: (key) => verdictOf(key).fact,
    doubtsOf: (key) => verdictOf(key).doubts,
    ofMany: (keys) => {
      const left = keys.filter((key) => verdictOf(key).fact === null);
      const fresh = left.length > 0 ? askFreshNetns(host, left.map(keyToPath)) : NO_VALUES;
      for (const key of left) {
        const path = keyToPath(key);
        const value = fresh.get(path);
        if (value !== undefined) {
          known.set(key, judge()(key, path, startsWith(key, value, "a fresh network namespace")));
        }
      }
      return new Map(keys.flatMap((key): readonly (readonly [string, DefaultFact])[] => {
        const { fact } = verdictOf(key);
        return fact ? [[key, fact]] : NONE;
      }));
    },
  };
}

const UNKNOWN: DefaultVerdict = { fact: null, doubts: NONE };
const NO_VALUES: ReadonlyMap<string, string> = new Map();

const copyOf = (key: string, from: string, { value, evidence }: DefaultFact): DefaultVerdict => ({
  fact: { value, evidence: { ...evidence,
    says: `the kernel gave ${key} the value of ${from}: ${evidence.says}` } },
  doubts: NONE,
});

const startsWith = (key: string, value: string, who: string, source = ""): DefaultFact =>
  ({ value, evidence: { kind: "kernel", says: `${who} starts with ${key} = ${value}${source}` } });

/** `fresh`: what was found out beside table and record. */
type JudgeDefault = (key: string, path: string, fresh?: DefaultFact) => DefaultVerdict;

function judging(host: HostReader, facts: KernelFacts): JudgeDefault {
  const record = readRecord(host, facts);
  const candidates = isStock(facts) ? stockDefaults(host, facts) : () => NONE;
  const parameters = givenParameters(facts);
  return (key, path, fresh) => {
    const given = parameters.for(path);
    if (given.length > 0) {
      return { fact: null, doubts: given.map(({ text }) => ({ kind: "kernel", path: COMMAND_LINE,
        says: `the kernel's command line has ${text}` })) };
    }
    const own = candidates(key);
    const known = own.length === 0 && fresh ? [fresh] : own;
    const recorded = record?.valueOf(key) ?? null;
    if (record === null || recorded === null) return byKnown(host, path, known);
    return byRecord(record, key, recorded, known);
  };
}

/** Where several values are possible, or systemd may set one, the live one decides, or nothing. */
const byKnown = (
  host: HostReader, path: string, known: readonly DefaultCandidate[],
): DefaultVerdict => {
  const only = known[0];
  if (only === undefined) return UNKNOWN;
  if (known.length === 1 && only.isSure !== false) return { fact: only, doubts: NONE };
  const live = readKey(host, path);
  const found = known.find(({ value }) => value === live);
  return { fact: found ?? null, doubts: NONE };
};

const byRecord = (
  record: DefaultsRecord, key: string, value: string, known: readonly DefaultCandidate[],
): DefaultVerdict => {
  const says = `${key} = ${value} early in this boot, before any sysctl file was applied`;
  const evidence: Evidence = { kind: "kernel", path: DEFAULTS_RECORD, says };
  if (known.some((one) => one.value === value)) return { fact: { value, evidence }, doubts: NONE };
  if (known.length > 0) {
    return { fact: null, doubts: [evidence, ...known.map((one) => one.evidence)] };
  }
  const doubt = record.doubtOf(keyToPath(key));
  if (doubt === null) return { fact: { value, evidence }, doubts: NONE };
  return { fact: null, doubts: [evidence, { kind: "kernel", says: `${doubt}; it may have set `
    + `${key} before, and no table knows the default` }] };
};

const isStock = ({ release }: KernelFacts): boolean => release !== null && !RETUNED.test(release);

/** A value that the kernel, or systemd in its place, may start with. Hardly any is spoken of. */
interface DefaultCandidate extends DefaultFact {
  /** False where another program may have put it there, or not. */
  readonly isSure?: boolean;
}

class KnownValue implements DefaultCandidate {
  readonly value: string;
  readonly #key: string;
  readonly #known: KnownDefaults;
  readonly #release: string;

  constructor(key: string, known: KnownDefaults, release: string) {
    this.value = known.values[key] ?? "";
    this.#key = key;
    this.#known = known;
    this.#release = release;
  }

  get isSure(): boolean {
    return this.#known.by === "kernel";
  }

  get evidence(): Evidence {
    const { by, source } = this.#known;
    const who = by === "systemd" ? "systemd" : `Linux ${this.#release}`;
    return startsWith(this.#key, this.value, who, ` (${source})`).evidence;
  }
}

type FindDefaults = (key: string) => readonly DefaultCandidate[];

function stockDefaults(host: HostReader, facts: KernelFacts): FindDefaults {
  const table = knownDefaults();
  const release = facts.release ?? "";
  const isHidden = hidesVersion(release);
  const applies = remembered((one: KnownDefaults) => isOf(one, facts)); // all keys are in a few
  const known = (key: string, all: readonly KnownDefaults[]): readonly DefaultCandidate[] => {
    if (all.length === 0 || (isHidden && all.some(({ until }) => until !== null))) return NONE;
    return all.filter(applies).map((one) => new KnownValue(key, one, release));
  };
  return (key) => {
    const computed = computeDefault(host, facts, key);
    return computed ? [computed] : known(key, table.get(key) ?? NONE);
  };
}

const KIB_PER_GIB = 1024 ** 2;

function isOf({ from, until, memory }: KnownDefaults, facts: KernelFacts): boolean {
  const release = facts.release ?? "";
  return !isBelow(release, from) && (until === null || isBelow(release, until))
    && memory * KIB_PER_GIB <= facts.memoryKib;
}
