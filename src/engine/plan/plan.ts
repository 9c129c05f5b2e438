/**
 * Planning: surveys and ledger in, plan out. Pure but for the reader it is given to see the
 * present bytes of our own boot files.
 */
import { isDurable, type TargetDrivers } from "../model/targets.ts";
import { claimsOf } from "../model/claims.ts";
import { claimFor } from "./claim-for.ts";
import { decideAll } from "./decide-all.ts";
import { isWriting } from "./decide.ts";
import { discretion } from "./redact.ts";
import { VexorError } from "../model/errors.ts";
import type { Pointer } from "../host-file/host-file-source.ts";
import { COMMAND_USER, commandsOf } from "../run/health.ts";
import { withHindered } from "./hindered.ts";
import {
  ACTIONS, PLAN_FORMAT, type Action, type Address, type Change, type Claim, type HostFile,
  type Ledger,
  type Plan, type PlanItem, type Want,
} from "../model/model.ts";
import { refuseShared } from "./one-owner.ts";
import { moversFirst } from "./order.ts";
import { pendingIn } from "./pending.ts";
import { PLAN_ID_DIGITS } from "./plan-id.ts";
import type { HostReader } from "../../ports/host.ts";
import { rebootWithoutUs } from "./reboot.ts";
import type { BootFile, KindEntry, Resource, Survey } from "../resource.ts";
import {
  besideHidden, hiddenFrom, leniently, mayBeUnseen, unreadIn, unseenItem, type LenientReader,
  type MissedPath,
} from "./unread.ts";

export interface PlanRequest {
  readonly host: HostReader;
  readonly hostName: string;
  readonly resources: readonly Resource[];
  readonly drivers: TargetDrivers;
  readonly ledger: Ledger;
  readonly declaration: HostFile;
  readonly source: Plan["source"];
  /** Root plans again before anything is written: what only root may read is named, no more. */
  readonly isPreview?: boolean;
}

export interface SurveyedResource {
  readonly resource: Resource;
  readonly survey: Survey;
  /** What it was surveyed through; it may read on as answers are asked for. */
  readonly reader: LenientReader;
}

export const surveyOne = (
  { host, declaration }: Pick<PlanRequest, "host" | "declaration">, resource: Resource,
  claims: readonly Claim[], reader = leniently(host),
): SurveyedResource =>
  ({ resource, reader, survey: resource.survey(reader, { declaration, claims }) });

/** Kinds that are neither declared nor claimed are not even looked at. */
export const needsSurvey = (
  { declaration, ledger }: Pick<PlanRequest, "declaration" | "ledger">,
  { kind, section }: Pick<KindEntry, "kind" | "section">,
): boolean => Object.hasOwn(declaration, section.key) || section.isAskedIn?.(declaration) === true
  || claimsOf(ledger, kind).length > 0;

export const surveyAll = (request: PlanRequest): readonly SurveyedResource[] =>
  request.resources.filter((resource) => needsSurvey(request, resource)).map((resource) =>
    surveyOne(request, resource, claimsOf(request.ledger, resource.kind)));

/** What may set anything of a kind, and could not be read; known once all is decided. */
const decideKind = (
  { ledger, isPreview = false }: PlanRequest,
  { resource: { kind }, survey, reader }: SurveyedResource,
): readonly PlanItem[] => {
  const items = decideAll(survey, kind, ledger);
  const hidden = hiddenFrom(reader, isPreview);
  if (hidden.length === 0) return items;
  const reading: Survey["reading"] = (address) => besideHidden(survey.reading(address), hidden);
  return decideAll({ ...survey, reading }, kind, ledger);
};

interface PlannedKind {
  readonly items: readonly PlanItem[];
  readonly wants: readonly Want[];
  /** Null where what the host file speaks of cannot be seen. */
  readonly survey: SurveyedResource | null;
  missed(): readonly MissedPath[];
}

const planKind = (request: PlanRequest, resource: Resource): PlannedKind => {
  const reader = leniently(request.host);
  const { missed } = reader;
  try {
    const survey = surveyOne(request, resource, claimsOf(request.ledger, resource.kind), reader);
    const items = decideKind(request, survey).map(discretion(reader));
    return { items, wants: survey.survey.wants, survey, missed };
  } catch (error) {
    if (!mayBeUnseen(error, missed())) throw error;
    return { items: [unseenItem(resource.kind, error, missed())], wants: [], survey: null, missed };
  }
};

const liveChanges = (
  drivers: TargetDrivers, items: readonly PlanItem[], survey: Survey,
): readonly Change[] => moversFirst(drivers,
  items.filter(({ to, live }) => to !== null && to !== live).flatMap((item) =>
    survey.changes(item.address, item.to ?? "", item.attributes)
      .map((change) => ({ reboot: rebootWithoutUs(survey.reading(item.address)), ...change }))));

/** The claims that hold once `items` are applied; run, commit and time are filled in by apply. */
export const claimsAfter = (
  items: readonly PlanItem[], ledger: Ledger,
): ReadonlyMap<Address, Claim> => {
  const claims = new Map<Address, Claim>(Object.entries(ledger.claims));
  for (const item of items.filter(isWriting)) {
    if (item.action === "release") claims.delete(item.address);
    else claims.set(item.address, claimFor(item, claims.get(item.address) ?? item.inherits));
  }
  return claims;
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** What has to change in our own boot files for `claims` to hold; directories included. */
export const fileChanges = (
  { drivers }: PlanRequest, { resource, survey, reader }: SurveyedResource,
  claims: readonly Claim[],
  causes: readonly Address[],
): readonly Change[] => survey.files(claims).flatMap((file, at, all) => {
  const { path, text, found, isLink, ownDirectory } = file;
  const target = `${isLink ? "link" : "file"}:${path}`;
  const from = found === undefined ? drivers.read(reader, target) : found;
  if (from === text) return [];
  if (from?.includes("\ufffd")) {
    throw new VexorError("HOST_READ", `${path} is not UTF-8, so it could not be put back exactly`,
      { hint: "Save it as UTF-8 text." });
  }
  const base = { kind: resource.kind, for: causes };
  const change = { ...base, target, from, to: text };
  const parent = `dir:${parentOf(path)}`;
  const made = drivers.read(reader, parent) !== null;
  const isFirst = !all.slice(0, at).some((one) =>
    one.text !== null && parentOf(one.path) === parentOf(path));
  if (text !== null && !made && isFirst) {
    return [{ ...base, target: parent, from: null, to: "" }, change];
  }
  const isEmptied = text === null && ownDirectory && isLastOf(path, all, reader);
  return !isEmptied ? [change]
    : [change, { ...base, target: parent, from: drivers.read(reader, parent), to: null }];
});

/** A drop-in directory that held only files of this kind goes with the last of them. */
const isLastOf = (path: string, all: readonly BootFile[], host: HostReader): boolean => {
  const parent = parentOf(path);
  const there = new Set(host.list(parent).map((name) => `${parent}/${name}`));
  const leaving = all.filter((one) => one.text === null && there.has(one.path));
  return leaving.length === there.size && leaving.at(-1)?.path === path;
};

const isLink = ({ target }: Change): boolean => target.startsWith("link:");

/**
 * Live targets first, then boot files: a power cut before the files leaves nothing persisted. A
 * kind whose files keep others off its live values has them before those; links are last of all.
 */
const changesFor = (
  request: PlanRequest, surveyed: readonly SurveyedResource[], items: readonly PlanItem[],
): readonly Change[] => {
  const writing = items.filter(isWriting);
  const claims = [...claimsAfter(items, request.ledger).values()];
  const ofKind = (one: SurveyedResource) => {
    const { resource, survey } = one;
    const prefix = `${resource.kind}/`;
    const isOwn = ({ address }: { readonly address: Address }): boolean =>
      address.startsWith(prefix);
    const own = writing.filter(isOwn);
    const held = claims.filter(isOwn);
    const causes = own.map((item) => item.address);
    const boot = own.length === 0 ? [] : fileChanges(request, one, held, causes);
    const files = boot.filter((change) => !isLink(change));
    const first = resource.filesFirst ? files : [];
    return {
      early: [...first, ...liveChanges(request.drivers, own, survey)],
      late: resource.filesFirst ? [] : files,
      links: boot.filter(isLink),
    };
  };
  const kinds = surveyed.map(ofKind);
  return [...kinds.flatMap(({ early }) => early), ...kinds.flatMap(({ late }) => late),
    ...kinds.flatMap(({ links }) => links)];
};

/** For each address, what those changes that it is the cause of would be in a shell. */
const shellByCause = (
  changes: readonly Change[], drivers: TargetDrivers,
): ReadonlyMap<Address, string> => {
  const causes = new Map<Address, string>();
  for (const change of changes) {
    const shell = drivers.shell(change, change.to);
    for (const address of change.for) {
      const before = causes.get(address);
      causes.set(address, before === undefined ? shell : `${before} && ${shell}`);
    }
  }
  return causes;
};

/** What writes live values says it all; only an item without any shows its boot files. */
const withShells = (
  items: readonly PlanItem[], changes: readonly Change[], drivers: TargetDrivers,
): readonly PlanItem[] => {
  const live = shellByCause(changes.filter(({ target }) => !isDurable(target)), drivers);
  const boot = shellByCause(changes.filter(({ target }) => isDurable(target)), drivers);
  return items.map((item) => (isWriting(item)
    ? { ...item, runs: (live.get(item.address) ?? boot.get(item.address)) || null } : item));
};

const summaryOf = (items: readonly PlanItem[]): Readonly<Record<Action, number>> => {
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  for (const item of items) counts[item.action] += 1;
  return counts;
};

/** What is decided about a setting, and on what ground. */
export const decisionOf = (
  { action, origin, live, to, afterReboot }: PlanItem,
): readonly (string | null)[] => [action, origin, live, to, afterReboot];

/** Of everything that an operator agrees to; not of the words that explain it. */
export const idOf = (
  host: HostReader,
  { items, ...plan }: Pick<Plan, "host" | "source" | "mode" | "items" | "changes" | "declaration">,
): string => {
  const decided = items.map((item) => [item.address, decisionOf(item), item.warnings]);
  const { file, commit } = plan.source;
  const agreed = [plan.host, { file, commit }, plan.mode, decided, plan.changes, plan.declaration];
  return host.digest(JSON.stringify(agreed)).slice(0, PLAN_ID_DIGITS);
};

/** For those who read a plan: the declaration says it as well, at the end of a long document. */
const programsOf = (declaration: HostFile): Pick<Plan, "programs"> => {
  const commands = commandsOf(declaration);
  return commands.length === 0 ? {}
    : { programs: commands.map((command) => ({ command, runsAs: COMMAND_USER })) };
};

/** Seals items and changes into a plan with its id. */
export const sealPlan = (
  request: PlanRequest, items: readonly PlanItem[], changes: readonly Change[],
): Plan => {
  const body = {
    host: request.hostName,
    source: request.source,
    mode: request.declaration.mode ?? "enforce",
    summary: summaryOf(items),
    items: withShells(items, changes, request.drivers),
    changes,
    ...pendingIn(items),
    ...programsOf(request.declaration),
    declaration: request.declaration,
  } as const;
  return { format: PLAN_FORMAT, id: idOf(request.host, body), ...body };
};

export interface PlacedPlan {
  readonly plan: Plan;
  /** Where the host file asks for a setting, as a pointer into the declaration. */
  readonly places: ReadonlyMap<Address, Pointer>;
}

/** Detects, decides and plans. Writes nothing: it has no means to. */
export const makePlacedPlan = (
  request: PlanRequest, chosen: (item: PlanItem) => boolean = () => true,
): PlacedPlan => {
  const kinds = request.resources.filter((resource) => needsSurvey(request, resource))
    .map((resource) => planKind(request, resource));
  const items = kinds.flatMap((one) => one.items).filter(chosen);
  const surveyed = kinds.flatMap(({ survey }) => (survey ? [survey] : []));
  const asked = changesFor(request, surveyed, items);
  const allowed = withHindered(leniently(request.host), request.resources, items, asked);
  const changes = allowed === items ? asked : changesFor(request, surveyed, allowed);
  refuseShared(surveyed, allowed, changes,
    () => [...claimsAfter(allowed, request.ledger).values()]);
  const places = new Map(kinds.flatMap(({ wants }) =>
    wants.flatMap(({ address, at }) => (at === undefined ? [] : [[address, at] as const]))));
  return { places, plan: { ...sealPlan(request, allowed, changes),
    ...unreadIn(kinds.flatMap(({ missed }) => missed())) } };
};

export const makePlan = (
  request: PlanRequest, chosen?: (item: PlanItem) => boolean,
): Plan => makePlacedPlan(request, chosen).plan;
