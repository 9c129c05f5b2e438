/** What a change of identity is decided by: one look at the client, its keys and the cluster. */
import { readTicket } from "../../detectors/solana/admission-ticket.ts";
import { readClusterView } from "../../detectors/solana/cluster-view.ts";
import { installedAmong } from "../../detectors/clients/lasting.ts";
import { keyOwners } from "../../detectors/clients/strangers.ts";
import { lookAtClients } from "../../detectors/clients/clients.ts";
import { readIdentity, type DeclaredIdentity } from "../../detectors/clients/identity.ts";
import { identityOf, ownRpc } from "../../detectors/clients/live-identity.ts";
import { historyOf, readTowers, towerOf, type TowerFact } from "../../detectors/solana/tower.ts";
import { namedAccount } from "../../detectors/solana/vote-account.ts";
import { allClients, canDo, type FoundClient } from "../../detectors/clients/descriptors.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { IdentitySpec } from "./section.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";
import { withPort, type HostReader } from "../../ports/host.ts";
import type { KeypairFact } from "../../ports/keys.ts";
import { shellPath } from "../../formats/shell-word.ts";
import { importable, importProblem, importsRecords, whyUnproven } from "../shared/import-record.ts";
import { isSwapAdapter } from "./adapters.ts";
import type { GuardInput } from "./guards.ts";
import { wantedIdentity, type WantedIdentity } from "./role.ts";

export interface IdentityFacts {
  readonly host: HostReader;
  /** What git declares; `want` is that with the key that is wanted now. */
  readonly declared: IdentitySpec | null;
  readonly want: IdentitySpec | null;
  readonly roleUnknown: WantedIdentity["roleUnknown"];
  readonly isByRole: boolean;
  readonly role: WantedIdentity["role"];
  readonly permit: WantedIdentity["permit"];
  readonly keyFacts: DeclaredIdentity | null;
  /** Null where none runs, or more than one, and no unit tells which of them is meant. */
  readonly client: FoundClient | null;
  /** Every validator of this chain here, running or not. */
  readonly validators: readonly FoundClient[];
  /** What looks like a running validator: for a moment, that is also a command to one. */
  readonly running: readonly FoundClient[];
  readonly live: string | null;
  /** Null where nothing would change, or nobody runs. */
  readonly guardInput: GuardInput | null;
  readonly bootPath: string | null;
  /** A line for each program that looks like a validator and could not sign. */
  strangers(): readonly string[];
}

/** The client's own command for it, as its user would type it. */
const waitForGap = (client: FoundClient): string | null => {
  const { part, exe, places, unit } = client;
  if (canDo(client, "wait") && unit !== null) {
    const config = places.config === undefined ? "" : ` --config ${shellPath(places.config)}`;
    return `${shellPath(exe ?? "firedancer")} wait${config} --min-idle-seconds 60 `
      + "--skip-snapshot-check";
  }
  return (part?.capabilities?.includes("waitForRestartWindow") !== true || unit === null ? null
    : `${shellPath(exe ?? "agave-validator")} --ledger ${shellPath(places.ledger ?? "LEDGER")} `
      + "wait-for-restart-window --min-idle-time 2 --skip-new-snapshot-check");
};

/** Where a client that takes its record of votes from a file finds that file. */
export const importsFrom = (want: IdentitySpec | null, client: FoundClient): string | null =>
  (importsRecords(client) ? want?.tower ?? null : null);

const historyFor = (
  host: HostReader, client: FoundClient, { pubkey }: IdentitySpec, directory: string | null,
): TowerFact | null => {
  if (directory === null) return null;
  return importsRecords(client) ? importable(host, client, directory, pubkey)
    : historyOf(readTowers(host, directory, client.uid, pubkey), pubkey);
};

export const guardInputOf = (
  host: HostReader, want: IdentitySpec, client: FoundClient, live: string,
  permit: GuardInput["permit"] = null,
): GuardInput => {
  const voteAccount = want.voteAccount ?? namedAccount(host, client);
  const towers = want.tower ?? client.places.tower ?? client.places.ledger ?? null;
  const imports = importsFrom(want, client);
  const ledger = imports ?? client.places.ledger ?? null;
  const view = readClusterView(host, { port: ownRpc(client) ?? 0, voteAccount, leader: live,
    others: clusterRpcs(want) });
  const can = client.part?.capabilities ?? [];
  const keepsTower = can.includes("requireTower") || imports !== null;
  const keepsHistory = can.includes("voteHistory") || imports !== null;
  const history = keepsHistory ? historyFor(host, client, want, ledger) : null;
  return {
    want, live, permit, voteAccount, keepsTower, keepsHistory, towers, ledger,
    importProblem: imports === null ? null : importProblem(host, client, imports, history)
      ?? (view.phase === "tower" ? null : whyUnproven(client)),
    ignoresHistory: client.part?.adapter === "fdctl", waitForGap: waitForGap(client),
    view, ticket: view.phase === "alpenglow" ? readTicket(host, client) : null,
    tower: towers === null || !keepsTower ? null
      : towerOf(readTowers(host, towers, client.uid), want.pubkey),
    history,
  };
};

/** A key is examined once for each look. */
const rememberKeys = (host: HostReader): HostReader => {
  const seen = new Map<string, KeypairFact>();
  return withPort(host, "keys", { keypair: (path, owner) => {
    const key = `${owner ?? ""} ${path}`;
    const fact = seen.get(key) ?? host.port("keys").keypair(path, owner);
    seen.set(key, fact);
    return fact;
  } });
};

/** Of several, the only one in an installed unit that the host file can mean. */
const meantOf = (
  host: HostReader, running: readonly FoundClient[], { client }: HostFile,
): FoundClient | null => {
  if (running.length < 2) return running[0] ?? null;
  const meant = installedAmong(host, running.filter((one) => one.unit !== null
    && (client === undefined
      || (one.client === client.active && (client.unit ?? one.unit) === one.unit))));
  return meant.length === 1 ? meant[0] ?? null : null;
};

export const readFacts = (
  given: HostReader, declared: IdentitySpec | null, known: HostFile,
): IdentityFacts => {
  const host = rememberKeys(given);
  const { clients: found, strangers } = lookAtClients(host, allClients(known.clients),
    keyOwners(host, declared), { isKnown: true });
  const validators = found.filter((one) => one.family === "solana" && one.role === "validator");
  const running = validators.filter(({ state }) => state === "running");
  const client = meantOf(host, running, known);
  const live = client && !host.isTree ? identityOf(host, client) : null;
  const keyFacts = declared && readIdentity(host, declared, client?.uid ?? undefined);
  const wanted = wantedIdentity(host, declared, keyFacts, known);
  const { want, roleUnknown, role, permit } = wanted;
  // Where the register takes the identity away, neither cluster nor guards are asked first.
  const isAsked = roleUnknown === null && role !== "standby";
  return {
    host, declared, ...wanted, client, validators, running, live, keyFacts,
    guardInput: want && client && live !== null && live !== want.pubkey && isAsked
      ? guardInputOf(host, want, client, live, permit) : null,
    bootPath: client?.places.identity ?? null,
    strangers,
  };
};

/** Null where it can do so while it runs, or nobody runs. */
export const needsRestart = ({ client }: IdentityFacts): string | null =>
  (client === null || isSwapAdapter(client.part?.adapter) ? null
    : `${client.name} cannot change its identity while it runs, only by a restart`);

export const restarts = (facts: IdentityFacts): boolean =>
  needsRestart(facts) !== null && facts.want?.restart === "allowed";

/** The text of the link that it starts with; null when that is none. */
export const bootLink = ({ host, bootPath }: IdentityFacts): string | null =>
  (bootPath === null ? null : host.link(bootPath));

/** Key files that could be the present or the wanted identity's. */
export const keysOf = ({ host, want, client, bootPath }: IdentityFacts): readonly string[] => {
  const boot = bootPath === null ? null : host.resolve(bootPath);
  const voters = client?.argv.flatMap((word, at, all) =>
    (all[at - 1] === "--authorized-voter" && word.startsWith("/") ? [word] : [])) ?? [];
  return [...new Set([want?.keypair, want?.unstaked, boot, ...voters])]
    .filter((path): path is string => typeof path === "string" && !/[,:\u0000-\u001f]/.test(path));
};
