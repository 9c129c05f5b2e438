/** Every validator on this machine that could be meant, found in one look, and the one that is. */
import { lookAtClients, readInstalled } from "../../detectors/clients/clients.ts";
import { installedAmong } from "../../detectors/clients/lasting.ts";
import { whyForeign } from "../../detectors/clients/switchable.ts";
import { readUnitFiles, readUnitPath } from "../../detectors/systemd/unit-files.ts";
import type { ClientDescriptors, FoundClient } from "../../detectors/clients/descriptors.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { suggest } from "../../engine/host-file/suggest.ts";
import type { Claim, HostFile } from "../../engine/model/model.ts";
import type { ClientSpec } from "./section.ts";
import type { HostReader } from "../../ports/host.ts";
import { quote } from "../../formats/quote.ts";
import { shellWord } from "../../formats/shell-word.ts";
import { clientSetOf } from "./boot.ts";
import { RUNNING } from "./unit-state.ts";
import type { KnownKeys } from "./known-keys.ts";

/** Edits that turn one client's name into what was typed for it. */
const SLIP = 2;

/** Its value where no client runs. */
export const NONE = "none";

/** What is declared, or was when the claim was made. */
export interface ClientInput {
  readonly want: ClientSpec | null;
  readonly claim: Claim | undefined;
  /** Users that the declared key belongs to. */
  readonly owners: readonly number[];
  readonly identity: HostFile["identity"] | null;
}

/** Every validator on this machine that could be meant, and the one that is. */
export interface ClientFacts extends KnownKeys {
  readonly candidates: readonly FoundClient[];
  readonly desired: FoundClient | null;
  /** The unit that Vexor has switched to, and what its claim calls it; null where it is gone. */
  readonly claimed: { readonly unit: string; readonly value: string } | null;
  /** A line for each program that looks like a validator and could not sign. */
  strangers(): readonly string[];
}

export const isUnit = (client: FoundClient): client is FoundClient & { readonly unit: string } =>
  client.unit !== null;

/** Why no unit of the client is there: a sentence, and what would help. */
const missing = (
  host: HostReader, known: ClientDescriptors, want: ClientSpec, all: readonly FoundClient[],
): readonly [what: string, hint: string] => {
  const { unit, active } = want;
  const files = unit === undefined ? null : readUnitFiles(readUnitPath(host), unit);
  if (files?.masked) return [`${unit} is masked`, `systemctl unmask ${shellWord(unit ?? "")}`];
  if (files?.fragment === null) return [`${unit} does not exist`, "Name an existing unit."];
  const meant = Object.hasOwn(known, active) ? null : suggest(active, Object.keys(known), SLIP);
  if (meant !== null) {
    return [`no client is called ${quote(active)}; did you mean ${quote(meant)}?`,
      "vexor clients --known lists the clients that Vexor recognises."];
  }
  const [lies] = readInstalled(host, known, all).filter(({ client }) => client === active);
  const unasked = all.find((one) => one.unasked !== null);
  const also = unasked ? `; the version of ${unasked.exe ?? unasked.client} is unknown: `
    + `${unasked.unasked ?? ""}` : "";
  return [`no unit on this machine runs ${active}${unit ? ` as ${unit}` : ""}${also}`,
    lies ? `${lies.exe ?? ""} is there, and no unit runs it: write one, then plan again.`
      : "vexor clients lists what is installed; a unit whose ExecStart= runs it is needed."];
};

const MOST_NAMED = 3;

const several = (
  fitting: readonly (FoundClient & { readonly unit: string })[], active: string,
): readonly [what: string, hint: string] => {
  const units = fitting.map(({ unit }) => unit);
  const more = units.length - MOST_NAMED;
  const named = units.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const runs = fitting.find(({ state }) => state === RUNNING) ?? fitting[0];
  return [`${units.length} units run ${active}: ${named}`,
    `Say which one is meant, for example unit: ${runs?.unit}. vexor clients lists all of them.`];
};

const chosen = (
  host: HostReader, want: ClientSpec, all: readonly FoundClient[],
  whyNone: () => ReturnType<typeof missing>,
): FoundClient => {
  const at = ["client", want.unit === undefined ? "active" : "unit"] as const;
  const fitting = installedAmong(host, all.filter(isUnit).filter((one) =>
    one.client === want.active && one.role === "validator"
    && (want.unit === undefined || one.unit === want.unit)));
  const [only, second] = fitting;
  if (only && !second) return only;
  const [what, hint] = only ? several(fitting, want.active) : whyNone();
  throw new VexorError("CLIENT_UNKNOWN", what, { at: [...at], hint });
};

/** Clients of another chain are none of its business; an unknown one may be of this chain. */
const findCandidates = (target: FoundClient | null, all: readonly FoundClient[]) =>
  all.filter((one) => one.role === "validator"
    && (target === null || one.family === target.family || one.client === "unknown"));

/** systemd alone cannot carry a history: the standby would sign against it. */
const assertSightedStandby = (want: ClientSpec, { family, name }: FoundClient): void => {
  if (want.dual !== "auto" || family !== "ethereum") return;
  throw new VexorError("HOST_FILE_INVALID",
    `dual: auto would start another client without what ${name} has signed`,
    { at: ["client", "dual"], hint: "Leave dual: out; a switch carries the history along." });
};

/** By a link that an administrator made: a distribution's own units are no validators. */
const isAtWork = (host: HostReader, { unit, state, enabled }: FoundClient): boolean =>
  state === RUNNING || (enabled && unit !== null
    && (readUnitFiles(readUnitPath(host), unit).fragment?.startsWith("/etc/") ?? false));

/**
 * A switch stops, starts, enables and disables units as root. By a description of its own, a host
 * file could so mean any service of the machine, and Vexor's undo among them. What is at work may
 * sign beside the active client, so it is not passed over.
 */
const isSwitchable = (
  host: HostReader, known: ClientDescriptors, want: ClientSpec | null,
): ((one: FoundClient) => boolean) => (one) => {
  const why = whyForeign(known, one);
  if (why === null) return true;
  if (want === null || (one.client !== want.active && !isAtWork(host, one))) return false;
  throw new VexorError("HOST_FILE_INVALID", `the description of ${quote(one.client)} fits `
    + `${one.unit}, which ${why}`, { at: ["clients", one.client],
    hint: "A client that a host file describes is switched where its unit names another User=." });
};

const claimedIn = (
  all: readonly FoundClient[], claim: Claim | undefined,
): ClientFacts["claimed"] => {
  if (claim === undefined) return null;
  const { unit } = clientSetOf(claim);
  const { value } = claim;
  return all.some((one) => one.unit === unit && value.split("@")[0] === one.client)
    ? { unit, value } : null;
};

export const readFacts = (
  host: HostReader, { want, claim, owners, identity }: ClientInput, known: ClientDescriptors,
): ClientFacts => {
  const { clients, strangers } = lookAtClients(host, known, owners);
  const all = clients.filter(isSwitchable(host, known, want));
  const target = want ? chosen(host, want, all, () => missing(host, known, want, all))
    : all.find(({ unit }) => claim && unit === clientSetOf(claim).unit) ?? null;
  if (want && target) assertSightedStandby(want, target);
  return { host, known, identity, desired: target, claimed: claimedIn(all, claim),
    candidates: findCandidates(target, all), strangers };
};

/**
 * A client's name; with its unit where that is another one than the name alone would mean. What
 * Vexor has switched to keeps the name of its claim: it is Vexor's to switch away from, also to
 * another unit of the same client.
 */
export const clientSetName = (one: FoundClient, { desired, claimed }: ClientFacts): string => {
  if (claimed !== null && one.unit === claimed.unit) return claimed.value;
  const isMeant = desired?.client !== one.client || desired.unit === one.unit;
  return isMeant && claimed?.value !== one.client ? one.client
    : `${one.client}@${one.unit ?? "no unit"}`;
};

export const runningClients = ({ candidates }: ClientFacts): readonly FoundClient[] =>
  candidates.filter(({ state }) => state === RUNNING);

export const liveOf = (facts: ClientFacts): string =>
  runningClients(facts).map((one) => clientSetName(one, facts)).join("+") || NONE;
