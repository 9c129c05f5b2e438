/** The keeper's process: its settings, its peer, its clock and its memory. */
import { randomBytes } from "node:crypto";
import { chmodSync, renameSync, writeFileSync } from "node:fs";
import { VexorError } from "../../engine/model/errors.ts";
import type { KeeperEdges, KeeperRequest } from "../../failover/keeper-edges.ts";
import { PUBLISHED_PATH } from "../../failover/published-status.ts";
import { readSettings, type FailoverSettings } from "../../failover/settings.ts";
import type { Host } from "../../ports/host.ts";
import type { StoreSettings } from "../../ports/register.ts";
import { serveJsonLines } from "../agent/json-line-socket.ts";
import { notify } from "../agent/sd-notify.ts";
import { tlsFiles, tokenIn } from "../etcd/client-files.ts";
import { openRegister } from "../etcd/open-register.ts";
import { clientActs } from "./client-acts.ts";
import { KEEPER_SOCKET } from "./ask-keeper.ts";
import { startBeaconAsker, startNodeAsker } from "./ask-nodes.ts";
import { openBootClock } from "./boot-clock.ts";
import { eventsText, noteEvent } from "./event-log.ts";
import { incidentNames, incidentText, keepIncident } from "./incidents.ts";
import { rememberedMark, rememberMark } from "./memory.ts";
import { listenForManager, type ManagerDoor } from "./manager-server.ts";
import { listenForPeer, peerOver, type PeerChannel } from "./peer-channel.ts";
import { startRecordLooker } from "./record-looker.ts";
import { recordStore } from "./records.ts";
import type { PeerCredentials } from "./peer-signature.ts";

/** A look at both hosts takes as long as the slowest node that is asked. */
const LIMITS = { longest: 4_096, deadlineMs: 30_000, most: 16 };
const SETTINGS = "/etc/vexor-agent/failover.json";
const WRITER_BYTES = 8;

const PREFIX = "/vexor/failover";

const settingsIn = (host: Host): FailoverSettings => {
  const copies = process.env["CREDENTIALS_DIRECTORY"];
  const path = copies === undefined ? SETTINGS : `${copies}/failover.json`;
  const text = host.read(path);
  const settings = text === null ? null : readSettings(text);
  if (settings !== null) return settings;
  throw new VexorError("FAILOVER_SETTINGS", `${path} ${text === null ? "is not there"
    : "is not what vexor apply writes there"}`);
};

const storeOf = (
  { group, register, timing }: FailoverSettings, name: string,
): StoreSettings => {
  const { protocol, endpoints, ca, certificate, key, login } = register;
  const pair = certificate === null || key === null ? null : { cert: certificate, key };
  // The host file has said so, where one of them is.
  const unencrypted = endpoints.some((one) => one.startsWith("http:"));
  return { endpoints, key: `${PREFIX}/${group}/${name}`, unencrypted,
    answerWithinMs: timing.answerWithin,
    access: protocol === "grpc" ? { by: "grpc", ca, certificate: pair }
      : { by: "gateway", ca, login } };
};

const readCredentials = ({ register }: FailoverSettings): PeerCredentials => {
  const { ca, certificate, key } = register;
  if (ca === null || certificate === null || key === null) {
    throw new VexorError("ETCD_ACCESS", "the peer is asked with a certificate, and "
      + "failover.register names none",
    { hint: "Name ca, certificate and key there, also beside a login." });
  }
  const files = tlsFiles(ca, { cert: certificate, key });
  const none = Buffer.alloc(0);
  return { ca: files.ca ?? none, certificate: files.cert ?? none, key: files.key ?? none };
};

const READ_AGAIN_MS = 60_000;

/** Read again in turn: certificates are renewed while the keeper runs. */
const credentialsOf = (settings: FailoverSettings): () => PeerCredentials => {
  let held: { readonly read: PeerCredentials; readonly at: number } | null = null;
  return () => {
    const now = performance.now();
    if (held === null || now - held.at > READ_AGAIN_MS) {
      held = { read: readCredentials(settings), at: now };
    }
    return held.read;
  };
};

const channelOf = (settings: FailoverSettings): PeerChannel => ({
  group: settings.group, host: settings.host, peer: settings.peer.host, url: settings.peer.url,
  credentials: credentialsOf(settings), answerWithinMs: settings.timing.answerWithin,
});

const untilStopped = (): Promise<void> => new Promise((done) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
});

const REQUESTS: readonly unknown[] = ["status", "hand-over", "stay", "check", "peer-events"];

/** What is not a request is taken for a look. */
const requestIn = (line: string): KeeperRequest => {
  try {
    const { ask } = JSON.parse(line) as KeeperRequest;
    return REQUESTS.includes(ask) ? { ask } : { ask: "status" };
  } catch {
    return { ask: "status" };
  }
};

/**
 * Without it the agent says that the keeper is silent. Whole or not at all; not durably, for it is
 * of this boot alone.
 */
const publish = (text: string): void => {
  const next = `${PUBLISHED_PATH}.new`;
  try {
    writeFileSync(next, text, { mode: 0o644 });
    chmodSync(next, 0o644);
    renameSync(next, PUBLISHED_PATH);
  } catch {
    // the next one follows
  }
};

const doorOf = ({ register, manager }: FailoverSettings): ManagerDoor | null => {
  const { certificate, key } = register;
  if (manager === undefined || certificate === null || key === null) return null;
  const { listen, ca, token } = manager;
  if (token !== null) tokenIn(token);
  const files = tlsFiles(ca, { cert: certificate, key });
  const none = Buffer.alloc(0);
  return { listen, managers: files.ca, certificate: files.cert ?? none, key: files.key ?? none,
    token: token === null ? null : () => tokenIn(token) };
};

const answerManager: KeeperEdges["answerManager"] = async (settings, answer) => {
  const door = doorOf(settings);
  return door && listenForManager(door, answer);
};

export const keeperEdges = (host: Host): KeeperEdges => ({
  openEvidence: (settings) => openRegister(storeOf(settings, `evidence/${settings.host}`)),
  settings: () => settingsIn(host),
  openClient: (settings, tell) => clientActs(host, settings, tell),
  openRegister: (settings) => openRegister(storeOf(settings, "register")),
  openPeer: (settings) => {
    const channel = channelOf(settings);
    channel.credentials();
    return peerOver(channel);
  },
  openNodes: () => startNodeAsker(),
  openRecordLooker: startRecordLooker,
  openBeacons: () => startBeaconAsker(),
  answerPeer: (settings, answers) => listenForPeer(channelOf(settings), answers),
  records: recordStore(host),
  answerManager,
  answerVerbs: (answer) => serveJsonLines(KEEPER_SOCKET, async (line) => answer(requestIn(line)),
    LIMITS),
  clock: { now: openBootClock(), wall: () => Date.now() },
  writer: randomBytes(WRITER_BYTES).toString("hex"),
  remembered: (group) => rememberedMark(host, group),
  remember: (group, mark) => rememberMark(host, group, mark),
  publish,
  note: noteEvent,
  keepIncident: (name, text) => keepIncident(host, name, text),
  incidents: () => incidentNames(host),
  incident: (name) => incidentText(host, name),
  events: eventsText,
  ready: (says) => notify("READY=1", `STATUS=${says}`),
  pet: () => notify("WATCHDOG=1"),
  untilStopped,
});
