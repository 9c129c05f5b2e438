/**
 * Whether a running client is healthy, in its own words. A Solana client says `ok` to getHealth
 * when it is within 128 slots of the cluster, a beacon node answers 200 when it is synced, 206
 * while it is not; an Ethereum validator is as healthy as its beacon node. A client without such an
 * answer is healthy when it has kept its process.
 */
import type { FoundClient } from "./descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { withoutSecrets } from "../../formats/quote.ts";
import { readListeners } from "../processes/listeners.ts";
import { unitProcesses } from "../systemd/unit-processes.ts";

const ASK_MS = 2000;

interface ReplyVerdict {
  readonly isHealthy: boolean;
  /** In words, with numbers where there are some. */
  readonly says: string;
}

const parsed = (body: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
};

/** JSON-RPC's `error`, as far as it is one. */
const errorIn = (answer: Readonly<Record<string, unknown>>): string => {
  const error = answer["error"] as { readonly message?: unknown } | undefined;
  return typeof error?.message === "string" ? error.message.slice(0, 200)
    : "an answer that is none";
};

const solana = (host: HostReader, port: number): ReplyVerdict => {
  const [answer] = host.port("questions").ask([{ to: `http://127.0.0.1:${port}/`, timeoutMs: ASK_MS,
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getHealth" }) }]);
  if (!answer || answer.status === null) {
    return { isHealthy: false, says: `RPC port ${port}: ${answer?.problem ?? "no answer"}` };
  }
  const body = parsed(answer.body);
  if (body?.["result"] === "ok") return { isHealthy: true, says: "getHealth says ok" };
  return { isHealthy: false, says: body ? `getHealth: ${errorIn(body)}`
    : `RPC port ${port}: an answer that is not JSON` };
};

const BEACON: ReadonlyMap<number, string> = new Map([[206, "it is still syncing"],
  [503, "it is not ready"], [404, "it knows no /eth/v1/node/health"]]);

const beacon = (host: HostReader, port: number): ReplyVerdict => {
  const [answer] = host.port("questions").ask([{
    to: `http://127.0.0.1:${port}/eth/v1/node/health`, body: null, timeoutMs: ASK_MS }]);
  if (answer?.status === 200) return { isHealthy: true, says: "the beacon node is synced" };
  if (answer?.status == null) {
    return { isHealthy: false, says: `API port ${port}: ${answer?.problem ?? "no answer"}` };
  }
  return { isHealthy: false, says: BEACON.get(answer.status)
    ?? `health answered ${answer.status}` };
};

const byProbe = (host: HostReader, url: string): ReplyVerdict => {
  const [answer] = host.port("questions").ask([{ to: url, body: null, timeoutMs: ASK_MS }]);
  const { status = null, problem = null } = answer ?? {};
  return { isHealthy: status !== null && status >= 200 && status < 300,
    says: `${withoutSecrets(url)} answered ${status ?? problem ?? "nothing"}` };
};

/**
 * How health is asked: `solana:8899`, `beacon:3500`, `node:3500` of the beacon node that a
 * validator works with, `none`, or a URL of the operator's own.
 */
export type HealthQuestion = string;

const ASKING: Readonly<Record<string, typeof solana>> = { solana, beacon, node: beacon };

/** An answer of the client's own; no other program knows whether it stays up. */
const isOwnAnswer = (question: HealthQuestion): boolean =>
  /^(solana|beacon|https?):/.test(question);

/** A client that dies in its first seconds would be taken for a sound one. */
const STEADY_SECONDS = 3;

/** Seconds that it must stay up, where no answer of its own says that it is healthy. */
export const steadySeconds = (
  found: Pick<FoundClient, "part"> | undefined, question: HealthQuestion,
): number => (isOwnAnswer(question) ? 0 : found?.part?.steadyFor ?? STEADY_SECONDS);

export const askHealth = (host: HostReader, question: HealthQuestion): ReplyVerdict => {
  if (/^https?:/.test(question)) return byProbe(host, question);
  const [kind = "", port] = question.split(":");
  return ASKING[kind]?.(host, Number(port)) ?? { isHealthy: true, says: "its process runs" };
};

/** The host file's own probe comes before everything; without a port the process has to do. */
export const healthQuestion = (
  { part, rpcPort }: Pick<FoundClient, "part" | "rpcPort">, probe: string | undefined,
): HealthQuestion => {
  const health = part?.health ?? "none";
  const kind = health === "beacon" && part?.role === "validator" ? "node" : health;
  return probe ?? (kind === "none" || rpcPort === null ? "none" : `${kind}:${rpcPort}`);
};

/** Why an answer from this port may be of none of these users; root may answer for any user. */
const foreignOn = (
  host: HostReader, rpcPort: number, whose: string, uids: readonly number[],
): string | null => {
  const other = readListeners(host).find(({ port, hearsLoopback, uid }) =>
    port === `tcp/${rpcPort}` && hearsLoopback && uid !== 0 && !uids.includes(uid));
  return other === undefined ? null
    : `port ${rpcPort} is user ${other.uid}'s; ${whose} runs as ${uids.join(", ") || "none"}`;
};

/** Why an answer from the client's port may be another user's; null when it is the client's. */
export const foreignPort = (
  host: HostReader, { rpcPort, uid, client }: FoundClient,
): string | null =>
  (rpcPort === null || uid === null ? null : foreignOn(host, rpcPort, client, [uid]));

const OWN_PORT = /^(?:solana|beacon):(\d+)$/;

/** The port that a client of its own answers this question on; null where it asks elsewhere. */
export const ownPort = (question: HealthQuestion): number | null => {
  const port = OWN_PORT.exec(question)?.[1];
  return port === undefined ? null : Number(port);
};

/** The users that these processes run as. */
const uidsOf = (host: HostReader, pids: readonly number[]): readonly number[] =>
  [...host.port("processes").processTexts(pids).values()].flatMap(({ owner, told }) => {
    const uid = told === null ? owner : /^Uid:\s*(\d+)/m.exec(told.status)?.[1];
    return uid === undefined || uid === null ? [] : [Number(uid)];
  });

/** The health of a unit: an answer is accepted only from a user who has a process in the unit. */
export const askUnitHealth = (
  host: HostReader, unit: string, question: HealthQuestion,
): ReplyVerdict => {
  const port = ownPort(question);
  if (port === null) return askHealth(host, question);
  const uids = new Set(uidsOf(host, unitProcesses(host, unit)));
  const foreign = foreignOn(host, port, unit, [...uids]);
  return foreign === null ? askHealth(host, question) : { isHealthy: false, says: foreign };
};

export const readClientHealth = (
  host: HostReader, client: FoundClient, probe: string | undefined,
): ReplyVerdict => {
  if (client.pids.length === 0) return { isHealthy: false, says: "it has no process" };
  const question = healthQuestion(client, probe);
  const foreign = ownPort(question) === null ? null : foreignPort(host, client);
  return foreign === null ? askHealth(host, question) : { isHealthy: false, says: foreign };
};
