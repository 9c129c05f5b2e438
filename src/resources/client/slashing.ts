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
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
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
  assertStopped, GENERATION, isBehind, isToTransfer, isTransferred, nextGeneration, PAIR,
  setInterlock, transferState,
  type HistoryTarget, type TransferBlocker, type Pair,
} from "./start-interlock.ts";
import { reasonIn } from "./failure-reason.ts";
import { findExportBlocker, slashingCommand, type TransferVerb } from "./slashing-commands.ts";
import {
  describeTransfer, exportedRecords, findTooLarge, LARGEST_EXPORT, limitFor, recordsOf,
} from "./transfer-size.ts";
import { runAs } from "../../formats/run-as.ts";

const QUICK_MS = 10_000;

export const slashingTarget = (host: HostReader, from: string, to: string): HistoryTarget =>
  ({ target: `slashing:${from}>${to}`,
    params: { generation: String(nextGeneration(host, "slashing", from, to)) } });

const pairOf = (name: string, given?: Params): Pair => {
  const { head: [old, next] = [], params } = (given === undefined
    ? readOldTargetName(name, PAIR, GENERATION) : readParams(name, PAIR, GENERATION, given)) ?? {};
  if (old !== undefined && next !== undefined && params) return { old, next, ...params };
  throw new VexorError("PLAN_INVALID", `${JSON.stringify(name)} is not a slashing target`);
};

/** Descriptors of a host file are not at hand when a run is undone: those do not count. */
export const findSlashingBlocker = (
  host: HostReader, units: readonly string[],
): TransferBlocker | null => {
  for (const unit of units) {
    const client = readStoppedClient(host, allClients(), unit);
    const found = client ? findExportBlocker(host, client, unitProcesses(host, unit))
      : { why: `no built-in client is known to run in ${unit}`, wayOut: "vexor clients --known" };
    if (found) return found;
    const tooLarge = client && findTooLarge(host, client);
    if (tooLarge) return tooLarge;
  }
  return null;
};

/** How long the histories of these units take to be carried, in a sentence each. */
export const transferTimes = (
  host: HostReader, from: readonly string[], to: string,
): readonly string[] => {
  const next = readStoppedClient(host, allClients(), to);
  return next === null ? [] : from.flatMap((unit) => {
    const old = readStoppedClient(host, allClients(), unit);
    return (old && describeTransfer(host, old, next)) ?? [];
  });
};

const unprotectedError = (what: string): VexorError => new VexorError("SLASHING_UNPROTECTED", what);

const INVALID = "SLASHING_INVALID";
export const readExport = asError(INVALID, readInterchange);

/** Throws SLASHING_UNPROTECTED unless `after` refuses all that `before` refuses. */
export const assertProtected = asError(INVALID, (
  ...histories: Parameters<typeof assertProtects>
) => {
  try {
    assertProtects(...histories);
  } catch (error) {
    throw error instanceof HistoryGap ? unprotectedError(error.message) : error;
  }
});

export const stoppedClient = (host: HostReader, unit: string): StoppedClient => {
  const found = readStoppedClient(host, allClients(), unit);
  if (!found) throw new VexorError("CLIENT_UNKNOWN", `${unit} runs no client that is known`);
  assertStopped(host, "slashing", unit);
  const problem = findExportBlocker(host, found);
  if (problem) throw unprotectedError(problem.why);
  return found;
};

const asUser = ({ account }: StoppedClient): readonly string[] => {
  const { uid, gid, isListed } = account ?? { uid: -1, gid: -1, isListed: false };
  return uid === 0 ? [] : runAs(uid, gid, isListed ? "init" : "clear");
};

interface TransferTask {
  readonly verb: TransferVerb;
  readonly file: string;
  readonly records: number;
}

const runAsUser = async (
  host: Host, client: StoppedClient, { verb, file, records }: TransferTask,
): Promise<void> => {
  const argv = [...asUser(client), ...slashingCommand(client, verb, file)];
  const { code, stderr, stdout, timedOut } =
    await runProgram(host, `${verb} of ${client.unit}'s signing history`, argv,
      limitFor(records));
  if (code === 0) return;
  throw unprotectedError(
    `${client.name} (${client.unit}) could not ${verb} its slashing protection: `
    + (timedOut ? `no end within ${limitFor(records) / 1000} s` : reasonIn(stderr || stdout)));
};

const runQuick = async (host: Host, argv: readonly string[]): Promise<void> => {
  const { code, stderr } = await host.run(argv, QUICK_MS);
  if (code !== 0) throw new VexorError("HOST_WRITE", `${argv.join(" ")}: ${stderr.trim()}`);
};

const makeOwnedDirectory = (
  host: Host, directory: string, [mode, uid, gid]: readonly [string, number, number],
): Promise<void> => runQuick(host,
  ["install", "--directory", `--mode=${mode}`, `--owner=${uid}`, `--group=${gid}`, directory]);

const TRANSFERS = ["export", "import"] as const;
const transferDirectory = (name: (typeof TRANSFERS)[number]): string =>
  `/run/vexor-agent/slashing-${name}`;

/** What a killed run has left of a history on its way. */
export const clearTransferDirectories = (host: Host): Promise<void> =>
  runQuick(host, ["rm", "-rf", "--", ...TRANSFERS.map(transferDirectory)]);

/** A directory of its own for one command, gone afterwards whatever has been put into it. */
const withTransferDirectory = async <T>(
  host: Host, name: (typeof TRANSFERS)[number], use: (directory: string) => Promise<T>,
): Promise<T> => {
  const directory = transferDirectory(name);
  const clear = (): Promise<void> => runQuick(host, ["rm", "-rf", "--", directory]);
  await clear();
  try {
    return await use(directory);
  } finally {
    await clear();
  }
};

const FILE = "slashing_protection.json";

export interface ExportedHistory {
  readonly text: string;
  readonly history: Interchange;
}

/** Once the directory is root's, its owner of before can no longer put a link in the file's way. */
const readExported = (host: Host, client: StoppedClient, file: string): ExportedHistory => {
  const bytes = host.link(file) === null ? host.bytes(file, LARGEST_EXPORT) : null;
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

export const exportHistory = (host: Host, client: StoppedClient): Promise<ExportedHistory> =>
  withTransferDirectory(host, "export", async (directory) => {
    const { uid, gid } = client.account ?? { uid: 0, gid: 0 };
    await makeOwnedDirectory(host, directory, ["0700", uid, gid]);
    await runAsUser(host, client, { verb: "export", file: `${directory}/${FILE}`,
      records: recordsOf(host, client) ?? 0 });
    await makeOwnedDirectory(host, directory, ["0700", 0, 0]);
    return readExported(host, client, `${directory}/${FILE}`);
  });

export const importHistory = (host: Host, client: StoppedClient, text: string): Promise<void> =>
  withTransferDirectory(host, "import", async (directory) => {
    await makeOwnedDirectory(host, directory, ["0750", 0, client.account?.gid ?? 0]);
    host.replace(`${directory}/${FILE}`, text);
    await runAsUser(host, client, { verb: "import", file: `${directory}/${FILE}`,
      records: exportedRecords(text) + (recordsOf(host, client) ?? 0) });
  });

/** A client that has never run has nothing to export, and says so in words of its own. */
export const ownHistory = async (
  host: Host, client: StoppedClient,
): Promise<Interchange | null> => {
  try {
    return (await exportHistory(host, client)).history;
  } catch (error) {
    if (error instanceof VexorError && error.code.startsWith("SLASHING_")) return null;
    throw error;
  }
};

const transfer = async (
  host: Host, from: string, to: string, report: ReportProgress,
): Promise<void> => {
  const [old, next] = [stoppedClient(host, from), stoppedClient(host, to)];
  report(`${from} exports what it has signed`);
  const before = await exportHistory(host, old);
  report(`${to} takes over what ${from} has signed`);
  const own = await ownHistory(host, next);
  await importHistory(host, next, before.text);
  assertProtected(before.history, (await exportHistory(host, next)).history, own);
};

export const slashingDriver: TargetDriver = {
  scheme: "slashing",
  consequences: () => ({ signs: true }),
  runsPrograms: true,
  read: (host, name, params) =>
    transferState(host, "slashing", pairOf(name, params), params),
  write: async (host, name, value, report = () => undefined, params) => {
    if (host.isTree) return;
    const pair = pairOf(name, params);
    const { old, next, generation } = pair;
    if (isToTransfer(value)) {
      // Put back by an undo that was itself interrupted: the new client may sign again by now.
      if (isTransferred(host, "slashing", pair) && !isBehind(host, "slashing", next)) return;
      await transfer(host, old, next, report);
      setInterlock(host, "slashing", { behind: old, ahead: next, generation });
    } else if (isTransferred(host, "slashing", pair)) { // else the new one has never been let start
      await transfer(host, next, old, report);
      setInterlock(host, "slashing", { behind: next, ahead: old, generation });
    }
  },
  shell: (name, _, params) => {
    const { old, next } = pairOf(name, params);
    return `# export the slashing protection of ${old}, import it into ${next}`;
  },
  writablePaths: () => ["/"], // the clients' own programs write wherever they keep it
};
