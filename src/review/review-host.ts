/** One host: its declarations of both sides, planned on its recorded facts. */
import {
  assertHost, loadHostFile, withLocation, type LoadedHostFile,
} from "../engine/host-file/host-file.ts";
import type { FileSource, YamlReader } from "../engine/host-file/host-file-source.ts";
import type { Sections } from "../engine/host-file/section.ts";
import { asVexorError, errorOf, VexorError } from "../engine/model/errors.ts";
import type { HostFile } from "../engine/model/model.ts";
import type { TargetDrivers } from "../engine/model/targets.ts";
import { makePlacedPlan, type PlacedPlan } from "../engine/plan/plan.ts";
import type { Resource } from "../engine/resource.ts";
import { readLedger } from "../engine/run/store.ts";
import type { FactsDocument } from "../facts/document.ts";
import {
  judgeFacts, type FactsVerdict, type PresentedFacts, type SignatureSums,
} from "../facts/judge.ts";
import { replay, type Sums } from "../facts/replay.ts";
import { isOnMap } from "../map/asked.ts";
import { isMoved } from "../map/model.ts";
import { readMap } from "../map/read-map.ts";
import type { HostReader } from "../ports/host.ts";
import { comparePlans, declaredBeside, declaredChange, placed } from "./changes.ts";
import { differencesIn, entriesIn, newPermissions, type DeclaredDifference } from "./declared.ts";
import { fightsIn, newFights } from "./fights.ts";
import type { HostKeys } from "./host-keys.ts";
import type {
  ChangedSection, FactsUsed, HostReview, ReviewChange, ReviewProblem,
} from "./model.ts";

export interface ReviewRules {
  readonly sections: Sections;
  readonly resources: readonly Resource[];
  readonly drivers: TargetDrivers;
  readonly sums: Sums;
  readonly signatureSums: SignatureSums;
  readonly now: Date;
  /** Each host gets the map of its CPUs, where something moves on them. */
  readonly drawsMaps: boolean;
  /** What no schema can say of a declaration. */
  assertSound(declaration: HostFile): void;
}

/** One side of a host: null where it has no host file. */
export type Side =
  | { readonly loaded: LoadedHostFile; readonly failure: null }
  | { readonly loaded: null; readonly failure: ReviewProblem }
  | null;

const problemOf = (thrown: unknown): ReviewProblem => {
  const { code, message, hint, place } = asVexorError(thrown);
  return { code, message, hint, place };
};

export const readSide = (
  host: string, path: string, files: FileSource, readYaml: YamlReader, rules: ReviewRules,
): Side => {
  if (files.realpath(path) === null) return null;
  try {
    const loaded = loadHostFile(path, files, readYaml, rules.sections);
    try {
      assertHost(loaded.declaration, host, false);
      rules.assertSound(loaded.declaration);
    } catch (error) {
      throw error instanceof VexorError ? withLocation(error, loaded) : error;
    }
    return { loaded, failure: null };
  } catch (error) {
    return { loaded: null, failure: problemOf(error) };
  }
};

interface Machine {
  readonly host: HostReader;
  readonly used: FactsUsed;
}

const HOUR = 3600;

/** What a host has signed once stays signed: beyond this, an old record may stand for the new. */
const OLDEST_FACTS = 30 * 24 * HOUR;

/** Facts know their hour; and a review is the same text for as long as what it tells is. */
const usedOf = (
  { at, digest, vexor, asRoot }: FactsDocument, { ageSeconds, signedBy }: FactsVerdict,
): FactsUsed => ({ at, digest, vexor, asRoot, signedBy,
  ageSeconds: Math.max(0, Math.floor((ageSeconds ?? 0) / HOUR)) * HOUR });

/** Where the base lists keys of hosts, only facts that such a key has signed are believed. */
const machineOf = (
  host: string, facts: PresentedFacts, keys: HostKeys, rules: ReviewRules,
): Machine => {
  const verdict = judgeFacts(facts, { host, keysOf: (name) => keys?.get(name) ?? null,
    now: rules.now, maxAgeSeconds: OLDEST_FACTS }, rules.signatureSums);
  const { document, facts: recorded, problems } = verdict;
  const problem = problems.find(({ code }) => keys !== null || code !== "FACTS_UNSIGNED");
  if (document === null || recorded === null || problem !== undefined) {
    throw errorOf(problem ?? { code: "FACTS_INVALID", message: `${facts.name} holds no facts` });
  }
  return { host: replay(recorded, rules.sums), used: usedOf(document, verdict) };
};

const planSide = (
  { host, used }: Machine, hostName: string, loaded: LoadedHostFile, source: string,
  { resources, drivers }: ReviewRules,
): PlacedPlan => {
  try {
    return makePlacedPlan({ host, hostName, resources, drivers, ledger: readLedger(host),
      declaration: loaded.declaration, isPreview: !used.asRoot,
      source: { file: loaded.sources.at(-1)?.file ?? "", commit: source } });
  } catch (error) {
    throw error instanceof VexorError ? withLocation(error, loaded) : error;
  }
};

/** The first of a pair that is thrown is kept beside a null. */
const attempt = <T>(act: () => T): readonly [T, null] | readonly [null, ReviewProblem] => {
  try {
    return [act(), null];
  } catch (error) {
    return [null, problemOf(error)];
  }
};

const differencesOf = (
  before: LoadedHostFile | null, after: LoadedHostFile | null, sections: Sections,
): readonly DeclaredDifference[] => {
  const entries = (loaded: LoadedHostFile | null) =>
    (loaded === null ? new Map() : entriesIn(loaded.declaration, sections));
  return differencesIn(entries(before), entries(after));
};

export interface HostRequest {
  readonly host: string;
  readonly file: string;
  readonly commits: { readonly from: string; readonly head: string };
  readonly before: Side;
  readonly after: Side;
  /** Throws FACTS_MISSING; null where there are none. */
  facts(): PresentedFacts | null;
  readonly keys: HostKeys;
}

/** Its declaration says the same: remarks, order and spelling change nothing on a host. */
export const isUnchanged = (
  { before, after }: Pick<HostRequest, "before" | "after">, { sections }: ReviewRules,
): boolean => before?.failure === null && after?.failure === null
  && differencesOf(before.loaded, after.loaded, sections).length === 0;

const NO_FACTS: ReviewProblem = { code: "FACTS_MISSING", message: "there are no facts of this host",
  hint: "Record them on the host: sudo vexor facts --out FILE", place: null };

interface PlannedSides extends Pick<HostReview, "facts" | "factsProblem" | "failure"
  | "baseFailure"> {
  /** The host as its facts have it. */
  readonly reader: HostReader | null;
  readonly before: PlacedPlan | null;
  readonly after: PlacedPlan | null;
}

const planBoth = (request: HostRequest, rules: ReviewRules): PlannedSides => {
  const { host, commits, before, after } = request;
  const [machine, factsProblem] = after?.loaded == null ? [null, null] : attempt(() => {
    const text = request.facts();
    return text === null ? null : machineOf(host, text, request.keys, rules);
  });
  const none = { facts: machine?.used ?? null, reader: machine?.host ?? null,
    before: null, after: null,
    failure: after?.failure ?? null, baseFailure: before?.failure ?? null,
    factsProblem: factsProblem ?? (machine === null ? NO_FACTS : null) };
  if (machine === null || after?.loaded == null) {
    return after?.loaded == null ? { ...none, factsProblem: null } : none;
  }
  const { loaded } = after;
  const [planned, failure] = attempt(() => planSide(machine, host, loaded, commits.head, rules));
  if (planned === null) return { ...none, failure };
  const old = before?.loaded ?? null;
  const [base, baseFailure] = old === null ? [null, none.baseFailure]
    : attempt(() => planSide(machine, host, old, commits.from, rules));
  return { ...none, before: base, after: planned, baseFailure };
};

const sectionsIn = (
  differences: readonly DeclaredDifference[], current: LoadedHostFile | null,
): readonly ChangedSection[] => {
  const names = new Set(differences.map(({ before, after }) =>
    String((after ?? before)?.pointer[0])));
  return [...names].map((name) => ({ name, place: current?.placeOf([name]) ?? null }));
};

const statusOf = (request: HostRequest, failure: ReviewProblem | null): HostReview["status"] => {
  if (request.after === null) return "removed";
  if (failure !== null) return "failed";
  return request.before === null ? "added" : "changed";
};

/** No review fails for its pictures. */
const mapOf = (
  { reader, before, after }: PlannedSides, hostName: string, changes: readonly ReviewChange[],
): Pick<HostReview, "map"> => {
  if (reader === null || after === null) return {};
  if (!changes.some(({ address }) => isOnMap(address))) return {};
  const [map] = attempt(() => readMap({ host: reader, hostName, before: before?.plan ?? null,
    after: after.plan }));
  return map?.occupants.some(isMoved) ? { map } : {};
};

/** Never throws for what a repository or a host's facts hold. */
export const reviewHost = (request: HostRequest, rules: ReviewRules): HostReview => {
  const { host, file } = request;
  const planned = planBoth(request, rules);
  const { before, after, failure } = planned;
  const [old, current] = [request.before?.loaded ?? null, request.after?.loaded ?? null];
  const differences = failure !== null && current === null ? []
    : differencesOf(old, current, rules.sections);
  const compared = after === null ? { changes: [], apart: { toDo: 0, blocked: 0 } }
    : comparePlans(before?.plan ?? null, after.plan, rules.drivers);
  const beside = request.after === null ? []
    : declaredBeside(differences, compared.changes, { before, after });
  return {
    host, file, status: statusOf(request, failure), failure,
    baseFailure: planned.baseFailure, facts: planned.facts, factsProblem: planned.factsProblem,
    before: before?.plan ?? null, after: after?.plan ?? null, apart: compared.apart,
    changes: [
      ...compared.changes.map((change) => placed(change, null, after, current)),
      ...beside.map((one) => placed(declaredChange(one), one, after, current)),
    ],
    permissions: current === null ? [] : newPermissions(differences, current),
    fights: current === null ? [] : newFights(old === null ? [] : fightsIn(old, rules.sections),
      fightsIn(current, rules.sections)),
    sections: sectionsIn(differences, current), policy: [],
    ...(rules.drawsMaps ? mapOf(planned, host, compared.changes) : {}),
  };
};
