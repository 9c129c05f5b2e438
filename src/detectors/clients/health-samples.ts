/**
 * One look at what a host file's `health:` asks for. A reply that says "no" is failing, and without
 * a reply the health is unknown: a machine that cannot be asked is not taken for one that is ill.
 */
import {
  boundsViolation, commandsOf, readMetric, type CheckResult, type CommandEnd, type HealthSample,
} from "../../engine/run/health.ts";
import { allClients, type FoundClient } from "./descriptors.ts";
import type { Bounds, HealthCheck } from "../../engine/host-file/agent-spec.ts";
import type { HostFile } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { keyOwners } from "./strangers.ts";
import { foreignPort, readClientHealth } from "./client-health.ts";
import { readClients } from "./clients.ts";
import { withoutSecrets } from "../../formats/quote.ts";

declare module "../../engine/host-file/agent-spec.ts" {
  interface HealthCheck {
    readonly client?: "healthy";
    readonly slotsBehind?: Bounds;
  }
}

const ASK_MS = 5_000;

export const formatCheck = (check: HealthCheck): string => {
  if (check.client) return "client";
  if (check.slotsBehind) return "slots behind";
  if (check.url) return withoutSecrets(check.url);
  if (check.metric) return `${check.metric.name} at ${withoutSecrets(check.metric.url)}`;
  return (check.command ?? []).join(" ");
};

interface SampleResult {
  readonly sample: HealthSample;
  readonly says: string;
}

const unknown = (says: string): SampleResult => ({ sample: "unknown", says });
const judged = (problem: string | null, fine: string): SampleResult =>
  (problem === null ? { sample: "healthy", says: fine } : { sample: "unhealthy", says: problem });

/** Of several, the only one in a unit. */
const activeClient = (
  host: HostReader, { client, clients, identity }: HostFile,
): FoundClient | null => {
  const running = readClients(host, allClients(clients), keyOwners(host, identity)).filter((one) =>
    one.role === "validator" && one.state === "running"
      && (client === undefined || one.client === client.active));
  const meant = running.length < 2 ? running : running.filter(({ unit }) =>
    unit !== null && (client?.unit ?? unit) === unit);
  return meant.length === 1 ? meant[0] ?? null : null;
};

const page = (host: HostReader, url: string): { status: number | null; body: string } => {
  const [answer] = host.port("questions").ask([{ to: url, body: null, timeoutMs: ASK_MS }]);
  return { status: answer?.status ?? null, body: answer?.body ?? answer?.problem ?? "" };
};

const clientWell = (host: HostReader, declaration: HostFile): SampleResult => {
  const client = activeClient(host, declaration);
  if (!client) return judged("not one validator runs here", "");
  const { isHealthy, says } = readClientHealth(host, client, declaration.client?.probe);
  return judged(isHealthy ? null : says, says);
};

interface RpcReply {
  readonly result?: unknown;
  readonly error?: { readonly data?: { readonly numSlotsBehind?: unknown } };
}

type RpcCall = readonly [method: string, ...params: readonly unknown[]];

const rpc = (host: HostReader, port: number, calls: readonly RpcCall[]): readonly RpcReply[] =>
  host.port("questions").ask(calls.map(([method, ...params]) => ({
    to: `http://127.0.0.1:${port}/`, timeoutMs: ASK_MS,
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) }))).map(
      ({ body }): RpcReply => {
    try {
      return JSON.parse(body) as RpcReply;
    } catch {
      return {};
    }
  });

/** What it says itself when it is far behind; else what it has heard of and not yet replayed. */
const slotsBehind = (host: HostReader, declaration: HostFile, bounds: Bounds): SampleResult => {
  const client = activeClient(host, declaration);
  const port = client?.rpcPort ?? null;
  if (client === null || port === null) return unknown("no running client has an RPC to ask");
  const foreign = foreignPort(host, client);
  if (foreign !== null) return judged(foreign, "");
  // Without a commitment it is the newest final slot, which is behind by design.
  const [health, heard, slot] = rpc(host, port, [["getHealth"], ["getMaxShredInsertSlot"],
    ["getSlot", { commitment: "processed" }]]);
  const said = health?.error?.data?.numSlotsBehind;
  const behind = typeof said === "number" ? said
    : Math.max(0, Number(heard?.result) - Number(slot?.result));
  if (!Number.isFinite(behind)) return unknown("the client does not tell how far it is behind");
  return judged(boundsViolation(behind, bounds), `${behind} slots`);
};

const pageWell = (host: HostReader, url: string): SampleResult => {
  const { status, body } = page(host, url);
  if (status === null) return unknown(body);
  return judged(status >= 200 && status < 300 ? null : `answered ${status}`, `answered ${status}`);
};

const metricWell = (host: HostReader, metric: NonNullable<HealthCheck["metric"]>): SampleResult => {
  const { status, body } = page(host, metric.url);
  if (status !== 200) return unknown(`the page answered ${status ?? body}`);
  const value = readMetric(body, metric.name);
  return value === null ? unknown(`the page has no ${metric.name}`)
    : judged(boundsViolation(value, metric), String(value));
};

const LAST_FAILING_EXIT = 99;

const commandWell = ({ code, says }: CommandEnd): SampleResult => {
  if (code === null) return unknown(says);
  if (code > LAST_FAILING_EXIT) return unknown(`exit ${code} ${says}`.trim());
  return judged(code === 0 ? null : `exit ${code} ${says}`.trim(), says || "exit 0");
};

/** Null for a command: the root helper has it run in a sandbox. */
const takeSample = (
  host: HostReader, declaration: HostFile, check: HealthCheck,
): SampleResult | null => {
  if (check.client) return clientWell(host, declaration);
  if (check.slotsBehind) return slotsBehind(host, declaration, check.slotsBehind);
  if (check.url) return pageWell(host, check.url);
  return check.metric ? metricWell(host, check.metric) : null;
};

/** Of every check but commands. */
export const takeSamples = (host: HostReader, declaration: HostFile): readonly CheckResult[] =>
  (declaration.health?.checks ?? []).flatMap((check) => {
    const told = takeSample(host, declaration, check);
    return told === null ? [] : [{ check: formatCheck(check), ...told }];
  });

/** Of the commands alone; how each of them ended, in their order. */
export const samplesOfCommands = (
  declaration: HostFile, ends: readonly CommandEnd[],
): readonly CheckResult[] => commandsOf(declaration).map((command, at) => ({
  check: formatCheck({ command }),
  ...commandWell(ends[at] ?? { code: null, says: "no answer" }) }));
