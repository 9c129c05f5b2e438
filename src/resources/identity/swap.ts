/**
 * The identity of a running client as a cell: its public key. It is changed through the program
 * that runs (`/proc/PID/exe`, whatever has become of its file), as the user that it runs as, and
 * read back; a key that must not sign any more is watched until its votes have stopped.
 *
 * The cell's name says how: `sol.service,agave,voter=PUBKEY,account=VOTE,keys=/a.json:/b.json`.
 * `voter` is the key that the vote account belongs to, and so the one that needs a tower.
 */
import { askIdentity, readClusterView } from "../../detectors/cluster-view.ts";
import { readClients } from "../../detectors/clients.ts";
import { runningPrograms } from "../../detectors/clients/programs.ts";
import { allClients, type FoundClient } from "../../engine/clients.ts";
import { VexorError } from "../../engine/errors.ts";
import type { Host, HostReader } from "../../engine/ports.ts";
import type { Medium } from "../../engine/resource.ts";
import { ADAPTERS, type SwapAdapter } from "./adapters.ts";

interface Swap {
  readonly unit: string;
  readonly adapter: SwapAdapter;
  /** Empty where no vote account is known. */
  readonly voter: string;
  readonly account: string;
  /** The other machine is watched for votes before this one begins; not where git lifted that. */
  readonly watch: boolean;
  readonly keys: readonly string[];
}

const KEY = "[1-9A-HJ-NP-Za-km-z]{0,44}";
const NAME = new RegExp("^([A-Za-z0-9][\\w.@:\\\\-]*\\.service),(agave|fdctl|firedancer)"
  + `,voter=(${KEY}),account=(${KEY}),watch=([01]),keys=([^,\\u0000-\\u001f]+)$`);

export const swapCell = ({ unit, adapter, voter, account, watch, keys }: Swap): string =>
  `identity:${unit},${adapter},voter=${voter},account=${account},watch=${watch ? 1 : 0}`
  + `,keys=${keys.join(":")}`;

const swapOf = (name: string): Swap => {
  const [, unit, adapter, voter = "", account = "", watch, keys = ""] = NAME.exec(name) ?? [];
  if (unit === undefined) {
    throw new VexorError("PLAN_INVALID", `${JSON.stringify(name)} is no identity cell`);
  }
  return { unit, adapter: adapter as SwapAdapter, voter, account, watch: watch === "1",
    keys: keys.split(":") };
};

const runningIn = (host: HostReader, unit: string): FoundClient | null =>
  readClients(host, allClients()).find((one) => one.unit === unit && one.state === "running")
    ?? null;

export const identityOf = (host: HostReader, client: FoundClient): string | null =>
  askIdentity(host, client.rpcPort, client.places.ledger ?? null, client.uid);

const RUN_MS = 60_000;
const VERIFY_MS = 10_000;
const POLL_MS = 100;
const VOTES_APART_MS = 900;

const asItsUser = (host: HostReader, { uid, pids }: FoundClient): readonly string[] => {
  if (uid === 0 || uid === null) return [];
  const status = host.read(`/proc/${pids[0] ?? 0}/status`) ?? "";
  const gid = /^Gid:\s+(\d+)/m.exec(status)?.[1] ?? String(uid);
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs", "--"];
};

const failed = (message: string, hint?: string): VexorError =>
  new VexorError("IDENTITY_SWAP", message, hint === undefined ? {} : { hint });

const lastVote = (host: HostReader, client: FoundClient, account: string): number | null =>
  (client.rpcPort === null || account === "" ? null
    : readClusterView(host, { port: client.rpcPort, voteAccount: account, leader: null,
      clusterRpc: null }).vote?.lastVote ?? null);

/** Whether the account's last vote moves while nobody here votes. */
const stillVotes = async (
  host: Host, client: FoundClient, account: string,
): Promise<boolean> => {
  const before = lastVote(host, client, account);
  if (before === null) return false;
  await host.sleep(VOTES_APART_MS);
  return lastVote(host, client, account) !== before;
};

/** This machine's own last votes may still be landing: only who goes on voting is another one. */
const LANDING_SAMPLES = 4;

const refuseVoter = async (host: Host, client: FoundClient, swap: Swap): Promise<void> => {
  if (!swap.watch) return;
  for (let left = LANDING_SAMPLES; left > 0; left--) {
    if (!await stillVotes(host, client, swap.account)) return;
  }
  throw failed(`${swap.voter} votes from another machine at this very moment`,
    "Demote it there first: two machines that sign for one identity are slashed.");
};

/** Until the last vote has stopped moving: what is told at once is not yet true of the voting. */
const votesHaveStopped = async (host: Host, client: FoundClient, swap: Swap): Promise<void> => {
  for (let left = VERIFY_MS; left > 0; left -= VOTES_APART_MS) {
    if (!await stillVotes(host, client, swap.account)) return;
  }
  throw failed(`${swap.voter} was given up, and still votes ${VERIFY_MS / 1000} s later`);
};

const verify = async (
  host: Host, client: FoundClient, swap: Swap, value: string,
): Promise<void> => {
  const end = host.now().getTime() + VERIFY_MS;
  let found = identityOf(host, client);
  while (found !== value) {
    if (host.now().getTime() >= end) {
      throw failed(`${swap.unit} says it is ${found ?? "nobody"}; it should be ${value}`);
    }
    await host.sleep(POLL_MS);
    found = identityOf(host, client);
  }
  if (swap.account !== "" && value !== swap.voter) await votesHaveStopped(host, client, swap);
};

const ASKED_MS = 15_000;

/** A set-identity that a killed run has left behind may still reach the client: it goes first. */
const strayHasEnded = async (host: Host): Promise<void> => {
  const isStray = (): boolean => runningPrograms(host, (_, argv) =>
    argv.includes("set-identity")).length > 0;
  for (const end = host.now().getTime() + ASKED_MS; isStray();) {
    if (host.now().getTime() >= end) {
      throw failed("another set-identity is running, and does not end");
    }
    await host.sleep(POLL_MS);
  }
};

const carryOut = async (host: Host, swap: Swap, value: string): Promise<void> => {
  await strayHasEnded(host);
  const client = runningIn(host, swap.unit);
  if (!client) throw failed(`${swap.unit} does not run: nobody could be told of the new identity`);
  if (identityOf(host, client) === value) return verify(host, client, swap, value);
  const key = swap.keys.find((path) => host.keypair(path).pubkey === value);
  if (key === undefined) {
    throw failed(`none of ${swap.keys.join(", ")} is a sound keypair of ${value}`);
  }
  const promotes = value === swap.voter;
  if (promotes) await refuseVoter(host, client, swap);
  const exe = `/proc/${client.pids[0] ?? 0}/exe`;
  const argv = ADAPTERS[swap.adapter].argv(exe, client, key, promotes);
  const { code, stderr, stdout, timedOut } =
    await host.run([...asItsUser(host, client), ...argv], RUN_MS);
  if (code !== 0) {
    const says = timedOut ? `no answer within ${RUN_MS / 1000} s` : (stderr || stdout).trim();
    throw ADAPTERS[swap.adapter].explain(says.slice(-400));
  }
  await verify(host, client, swap, value);
};

export const identity: Medium = {
  scheme: "identity",
  read: (host, name) => {
    const client = host.isTree ? null : runningIn(host, swapOf(name).unit);
    return client && identityOf(host, client);
  },
  write: async (host, name, value) => {
    if (value !== null) await carryOut(host, swapOf(name), value);
  },
  reach: () => ["/"], // the client's own program, with whatever it shares with the client
  shell: (name, value) => {
    const { unit, adapter } = swapOf(name);
    const program = { agave: "agave-validator", fdctl: "fdctl", firedancer: "firedancer" }[adapter];
    return `${program} set-identity ${value ?? ""} # in ${unit}`;
  },
};
