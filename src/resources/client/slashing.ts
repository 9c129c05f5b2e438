/**
 * What an Ethereum-like validator has signed goes along with a switch (EIP-3076): exported by the
 * old client once it has stopped, imported by the new one before it starts, and exported from that
 * one again, which must refuse all that the old one refused. Taking a switch back carries the
 * history the other way, for the new client may have signed in between.
 *
 * A validator's data belongs to its user, so its program runs as that user, and writes to a
 * directory that is taken from it before anything in there is read.
 */
import { readStoppedClient, type StoppedClient } from "../../detectors/clients/clients.ts";
import { readOldTargetName, readParams } from "../../engine/model/target-params.ts";
import type { Params } from "../../engine/model/model.ts";
import { allClients } from "../../detectors/clients/descriptors.ts";
import { asError, VexorError } from "../../engine/model/errors.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { runProgram } from "../../engine/run/programs.ts";
import type { TargetDriver, ReportProgress } from "../../engine/resource.ts";
import {
  assertProtects, HistoryGap, readInterchange, type Interchange,
} from "../../formats/slashing-protection.ts";
import {
  APART, CARRIED, isBehind, isCarried, nextTurn, putFence, refuseRunning, PAIR, TURN,
  type Carrying, type Obstacle, type Pair,
} from "./start-interlock.ts";
import { obstacle, slashingCommand, type Verb } from "./slashing-commands.ts";

const RUN_MS = 300_000;
const QUICK_MS = 10_000;
const LARGEST = 64 * 1024 * 1024;
const PARAMS = { turn: { form: TURN } };

export const slashingTarget = (host: HostReader, from: string, to: string): Carrying =>
  ({ target: `slashing:${from}>${to}`,
    params: { turn: String(nextTurn(host, "slashing", from, to)) } });

const pairOf = (name: string, given?: Params): Pair => {
  const { head: [old, next] = [], params } = (given === undefined
    ? readOldTargetName(name, PAIR, PARAMS) : readParams(name, PAIR, PARAMS, given)) ?? {};
  if (old !== undefined && next !== undefined && params) return { old, next, ...params };
  throw new VexorError("PLAN_INVALID", `${JSON.stringify(name)} is not a slashing target`);
};

/** Descriptors of a host file are not at hand when a run is undone: those do not count. */
export const cannotCarry = (host: HostReader, units: readonly string[]): Obstacle | null => {
  for (const unit of units) {
    const client = readStoppedClient(host, allClients(), unit);
    const found = client ? obstacle(host, client)
      : { why: `no built-in client is known to run in ${unit}`, wayOut: "vexor clients --known" };
    if (found) return found;
  }
  return null;
};

const unprotected = (what: string): VexorError => new VexorError("SLASHING_UNPROTECTED", what);

const INVALID = "SLASHING_INVALID";
const readExport = asError(INVALID, readInterchange);

/** Throws SLASHING_UNPROTECTED unless `after` refuses all that `before` refuses. */
const assertProtected = asError(INVALID, (...histories: Parameters<typeof assertProtects>) => {
  try {
    assertProtects(...histories);
  } catch (error) {
    throw error instanceof HistoryGap ? unprotected(error.message) : error;
  }
});

const stoppedClient = (host: HostReader, unit: string): StoppedClient => {
  const found = readStoppedClient(host, allClients(), unit);
  if (!found) throw new VexorError("CLIENT_UNKNOWN", `${unit} runs no client that is known`);
  refuseRunning(host, "slashing", unit);
  const problem = obstacle(host, found);
  if (problem) throw unprotected(problem.why);
  return found;
};

const asUser = ({ account }: StoppedClient): readonly string[] => {
  const { uid, gid, isListed } = account ?? { uid: -1, gid: -1, isListed: false };
  return uid === 0 ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${gid}`,
    isListed ? "--init-groups" : "--clear-groups", "--no-new-privs", "--inh-caps=-all",
    "--bounding-set=-all", "--"];
};

const told = async (
  host: Host, client: StoppedClient, verb: Verb, file: string,
): Promise<void> => {
  const argv = [...asUser(client), ...slashingCommand(client, verb, file)];
  const { code, stderr, stdout, timedOut } =
    await runProgram(host, `${verb} of ${client.unit}'s signing history`, argv, RUN_MS);
  if (code === 0) return;
  throw unprotected(`${client.name} (${client.unit}) could not ${verb} its slashing protection: `
    + (timedOut ? "no end within the limit" : (stderr || stdout).trim().slice(-300)));
};

const quick = async (host: Host, argv: readonly string[]): Promise<void> => {
  const { code, stderr } = await host.run(argv, QUICK_MS);
  if (code !== 0) throw new VexorError("HOST_WRITE", `${argv.join(" ")}: ${stderr.trim()}`);
};

const ownedBy = (
  host: Host, directory: string, [mode, uid, gid]: readonly [string, number, number],
): Promise<void> => quick(host,
  ["install", "--directory", `--mode=${mode}`, `--owner=${uid}`, `--group=${gid}`, directory]);

const WAYS = ["export", "import"] as const;
const wayOf = (name: (typeof WAYS)[number]): string => `/run/vexor-agent/slashing-${name}`;

/** What a killed run has left of a history on its way. */
export const clearWays = (host: Host): Promise<void> =>
  quick(host, ["rm", "-rf", "--", ...WAYS.map(wayOf)]);

/** A directory of its own for one command, gone afterwards whatever has been put into it. */
const within = async <T>(
  host: Host, name: (typeof WAYS)[number], use: (directory: string) => Promise<T>,
): Promise<T> => {
  const directory = wayOf(name);
  const clear = (): Promise<void> => quick(host, ["rm", "-rf", "--", directory]);
  await clear();
  try {
    return await use(directory);
  } finally {
    await clear();
  }
};

const FILE = "slashing_protection.json";

interface Export {
  readonly text: string;
  readonly history: Interchange;
}

/** Once the directory is root's, its owner of before can no longer put a link in the file's way. */
const taken = (host: Host, client: StoppedClient, file: string): Export => {
  const bytes = host.link(file) === null ? host.bytes(file, LARGEST) : null;
  if (bytes === null) {
    throw new VexorError(INVALID,
      `${client.name} (${client.unit}) says it has exported, and there is no such file`);
  }
  const text = new TextDecoder().decode(bytes);
  const history = readExport(text, `the export of ${client.unit}`);
  if (history.keys.size > 0) return { text, history };
  throw new VexorError(INVALID, `the export of ${client.unit} names no key at all`,
    { hint: "Is the data directory on its command line the one that it signs with?" });
};

const exported = (host: Host, client: StoppedClient): Promise<Export> =>
  within(host, "export", async (directory) => {
    const { uid, gid } = client.account ?? { uid: 0, gid: 0 };
    await ownedBy(host, directory, ["0700", uid, gid]);
    await told(host, client, "export", `${directory}/${FILE}`);
    await ownedBy(host, directory, ["0700", 0, 0]);
    return taken(host, client, `${directory}/${FILE}`);
  });

const imported = (host: Host, client: StoppedClient, text: string): Promise<void> =>
  within(host, "import", async (directory) => {
    await ownedBy(host, directory, ["0750", 0, client.account?.gid ?? 0]);
    host.replace(`${directory}/${FILE}`, text);
    await told(host, client, "import", `${directory}/${FILE}`);
  });

/** A client that has never run has nothing to export, and says so in words of its own. */
const ownHistory = async (host: Host, client: StoppedClient): Promise<Interchange | null> => {
  try {
    return (await exported(host, client)).history;
  } catch (error) {
    if (error instanceof VexorError && error.code.startsWith("SLASHING_")) return null;
    throw error;
  }
};

const carry = async (
  host: Host, from: string, to: string, report: ReportProgress,
): Promise<void> => {
  const [old, next] = [stoppedClient(host, from), stoppedClient(host, to)];
  report(`${from} exports what it has signed`);
  const before = await exported(host, old);
  report(`${to} takes over what ${from} has signed`);
  const own = await ownHistory(host, next);
  await imported(host, next, before.text);
  assertProtected(before.history, (await exported(host, next)).history, own);
};

export const slashingDriver: TargetDriver = {
  scheme: "slashing",
  read: (host, name, params) =>
    (isCarried(host, "slashing", pairOf(name, params)) ? CARRIED : APART),
  write: async (host, name, value, report = () => undefined, params) => {
    if (host.isTree) return;
    const pair = pairOf(name, params);
    const { old, next, turn } = pair;
    if (value === CARRIED) {
      // Put back by an undo that was itself interrupted: the new client may sign again by now.
      if (isCarried(host, "slashing", pair) && !isBehind(host, "slashing", next)) return;
      await carry(host, old, next, report);
      putFence(host, "slashing", { behind: old, ahead: next, turn });
    } else if (isCarried(host, "slashing", pair)) { // else the new one has never been let start
      await carry(host, next, old, report);
      putFence(host, "slashing", { behind: next, ahead: old, turn });
    }
  },
  shell: (name, _, params) => {
    const { old, next } = pairOf(name, params);
    return `# export the slashing protection of ${old}, import it into ${next}`;
  },
  writablePaths: () => ["/"], // the clients' own programs write wherever they keep it
};
