/** What several verbs share: finding the host file and asking the engine for a plan. */
import { VexorError } from "../../engine/model/errors.ts";
import {
  assertHost, assertHostOfFacts, withLocation, type LoadedHostFile,
} from "../../engine/host-file/host-file.ts";
import type { HostFile, Ledger, Plan } from "../../engine/model/model.ts";
import { needsSurvey, makePlan, type PlanRequest } from "../../engine/plan/plan.ts";
import type { PlanSource } from "../../engine/plan/plan-source.ts";
import { readLedger } from "../../engine/run/store.ts";
import { choiceOf } from "../cli/choosing.ts";
import { isConfigured } from "./configured.ts";
import { text, type BaseContext, type Invocation, type Context } from "./context.ts";

const candidates = (context: BaseContext): readonly string[] =>
  [`hosts/${context.hostName}.yaml`, "/etc/vexor-agent/host.yaml"];

/** Null where none is named, and none is found here. */
export const pathHere = (context: BaseContext, call: Invocation): string | null =>
  text(call, "file") ?? (call.verb === "validate" ? call.args[0] : null)
    ?? candidates(context).find((path) => context.readText(path) !== null) ?? null;

export const hostFilePath = (context: BaseContext, call: Invocation): string => {
  const path = pathHere(context, call);
  if (path !== null) return path;
  throw new VexorError("HOST_FILE_MISSING",
    `no host file: none of ${candidates(context).join(", ")} exists`,
    { hint: isConfigured(context) ? "The agent applies what git declares here: vexor status. To "
      + "write by hand, name a file: -f FILE."
      : "Name one with -f FILE, or write one of what is here: vexor init --out "
        + `${candidates(context)[0]}` });
};

/** What the schema cannot check, and only the agent acts on; loaded only where it is declared. */
export const assertSound = async ({ maintenance }: HostFile): Promise<void> => {
  if (maintenance) (await import("../../agent/gates.ts")).assertWindows(maintenance);
};

/** `withPlaces`: it will be asked where something stands. */
export const loadDeclared = async (
  context: BaseContext, call: Invocation, withPlaces = false,
): Promise<LoadedHostFile> => {
  const path = hostFilePath(context, call);
  const loaded = await context.loadHostFile(path, withPlaces);
  try {
    await assertSound(loaded.declaration);
  } catch (error) {
    throw error instanceof VexorError
      ? withLocation(error, await context.loadHostFile(path, true)) : error;
  }
  return loaded;
};

/** A request without a host file: what the ledger alone has to say. */
export const ledgerOnlyRequest = (
  context: Context, ledger: Ledger = readLedger(context.host),
): PlanRequest => ({
  host: context.host,
  hostName: context.hostName,
  resources: context.resources,
  drivers: context.drivers,
  ledger,
  declaration: { apiVersion: "vexor/v1", host: context.hostName },
  source: { file: "ledger", commit: null },
  // In a tree, its owner applies what its owner has planned.
  isPreview: !context.isRoot && !context.host.isTree,
});

export const requestFor = (
  context: Context, declaration: HostFile, file: string, commit: string | null = null,
): PlanRequest => ({ ...ledgerOnlyRequest(context), declaration, source: { file, commit } });

export interface RequestedPlan {
  readonly request: PlanRequest;
  readonly plan: Plan;
}

interface LocalPlan extends RequestedPlan {
  /** Of the commit that the agent has applied, because no file was named. */
  readonly isAgents: boolean;
}

/** Only what is kept is worth asking git for: a plan to look at must not wait. */
const isKept = (call: Invocation): boolean => call.verb === "apply" || text(call, "out") !== null;

/** A file that lies where the operator happens to be is taken by no decision of the operator's. */
const refuseForeign = async (
  context: BaseContext, call: Invocation, { sources }: LoadedHostFile,
): Promise<void> => {
  if (call.verb !== "apply" || text(call, "file") !== null) return;
  for (const { file } of sources) {
    const step = await context.othersMayWrite(file);
    if (step === null) continue;
    throw new VexorError("HOST_FILE_UNTRUSTED", `${file} was found here, and others than root and `
      + `${context.person.name} may change ${step}`,
      { hint: "Look at it, then name the host file: vexor apply -f FILE" });
  }
};

interface FoundDeclaration {
  readonly source: PlanSource;
  readonly declaration: HostFile;
  /** The same, with places. */
  placed(): Promise<LoadedHostFile>;
  readonly isAgents: boolean;
}

/** For verbs that only read: a verb that writes takes its own host file. */
const LOOKS: ReadonlySet<string> = new Set(["plan", "explain"]);

const applied = async (
  context: BaseContext, call: Invocation,
): Promise<FoundDeclaration | null> => {
  if (!LOOKS.has(call.verb) || pathHere(context, call) !== null) return null;
  const found = await (await import("./applied-commit.ts")).appliedHere(context, call);
  return found && { source: found.source, declaration: found.loaded.declaration,
    placed: async () => found.loaded, isAgents: true };
};

const declared = (context: BaseContext, call: Invocation): Promise<FoundDeclaration> =>
  declaredAt(context, call, hostFilePath(context, call));

const declaredAt = async (
  context: BaseContext, call: Invocation, path: string,
): Promise<FoundDeclaration> => {
  const loaded = await context.loadHostFile(path);
  await refuseForeign(context, call, loaded);
  const commit = isKept(call) ? await context.commitOf(loaded.sources) : null;
  return { source: { file: path, commit }, declaration: loaded.declaration,
    placed: () => context.loadHostFile(path, true), isAgents: false };
};

/** What is planned for: this machine, or one that was recorded. */
export type PlannedFor = Pick<PlanRequest, "host" | "hostName" | "isPreview">;

const planFound = async (
  context: BaseContext, call: Invocation, machine: PlannedFor | null, found: FoundDeclaration,
): Promise<LocalPlan> => {
  const { source, declaration, placed, isAgents } = found;
  const ledger = readLedger(machine?.host ?? context.host);
  const kinds: string[] = [];
  const able = await context.withKinds((kind) => {
    kinds.push(kind.kind);
    return needsSurvey({ declaration, ledger }, kind);
  });
  const request = { ...ledgerOnlyRequest(able, ledger), ...machine, declaration, source };
  try {
    const assertFits = machine === null ? assertHost : assertHostOfFacts;
    assertFits(declaration, request.hostName, text(call, "file") !== null);
    await assertSound(declaration);
    const choice = choiceOf(call);
    const plan = makePlan(request, choice.chosen);
    choice.assertMet(kinds);
    return { request, plan, isAgents };
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw withLocation(error, await placed());
  }
};

/** Plans the declared host file; errors of resources get the place that caused them. */
export const planDeclared = async (
  context: BaseContext, call: Invocation,
): Promise<LocalPlan> => planFound(context, call, null,
  await applied(context, call) ?? await declared(context, call));

/** The same for a machine of which only the record is here. */
export const planElsewhere = async (
  context: BaseContext, call: Invocation, machine: PlannedFor,
): Promise<LocalPlan> => {
  const path = text(call, "file") ?? `hosts/${machine.hostName}.yaml`;
  if (text(call, "file") === null && context.readText(path) === null) {
    throw new VexorError("HOST_FILE_MISSING", `no host file: ${path} does not exist`,
      { hint: `Name the one of ${machine.hostName} with -f FILE.` });
  }
  return planFound(context, call, machine, await declaredAt(context, call, path));
};
