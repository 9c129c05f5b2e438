/**
 * How each client exports and imports what it has signed, as its own manual has it. All that is
 * known of it comes from its unit: it has stopped by then, and its process can tell nothing more.
 */
import type { StoppedClient } from "../../detectors/clients/clients.ts";
import type { Adapter } from "../../detectors/clients/descriptors.ts";
import { launchLength } from "../../detectors/clients/sub-command.ts";
import { programName } from "../../detectors/clients/units.ts";
import type { HostReader } from "../../ports/host.ts";
import { findMoved, keptFlags } from "./history-place.ts";
import { findElsewhere } from "./own-history.ts";
import type { TransferBlocker } from "./start-interlock.ts";

export type TransferVerb = "export" | "import";

interface ExportCommand {
  /** The program and the words before the verb. */
  readonly program: (client: StoppedClient) => readonly string[];
  readonly data: string;
  /** `file` is named `slashing_protection.json`, for some only take its directory. */
  readonly file: (verb: TransferVerb, file: string) => readonly string[];
  readonly always?: readonly string[];
  /** Switches of the unit's own command line that say which chain it is. */
  readonly keepsSwitches?: readonly string[];
  /** The first release that exports version 5 of the format, soundly. */
  readonly since?: readonly [major: number, minor: number];
  /** Nimbus keeps the commands in another program, beside this one. */
  readonly beside?: string;
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

const besides = ({ exe }: StoppedClient, name: string): string =>
  `${directoryOf(exe ?? "")}/${name}`;

/** A runtime with its own flags comes first for some; the client's flags do not. */
const launch = ({ argv }: StoppedClient): readonly string[] =>
  argv.slice(0, launchLength(programName(argv[0] ?? ""), argv));

const NIMBUS = "nimbus_beacon_node";

const EXPORT_COMMANDS: Readonly<Partial<Record<Adapter, ExportCommand>>> = {
  prysm: {
    program: ({ exe }) => [exe ?? "", "slashing-protection-history"],
    data: "--datadir",
    file: (verb, file) => (verb === "export"
      ? ["--slashing-protection-export-dir", directoryOf(file)]
      : ["--slashing-protection-json-file", file]),
    always: ["--accept-terms-of-use"],
    keepsSwitches: ["--mainnet", "--hoodi", "--holesky", "--sepolia"],
  },
  lighthouse: {
    program: ({ exe }) => [exe ?? "", "account", "validator", "slashing-protection"],
    data: "--datadir",
    file: (_, file) => [file],
  },
  nimbus: {
    program: (client) => [besides(client, NIMBUS), "slashingdb"],
    data: "--data-dir",
    file: (_, file) => [file],
    beside: NIMBUS,
  },
  teku: {
    program: (client) => [...launch(client), "slashing-protection"],
    data: "--data-path",
    file: (verb, file) => [`${verb === "export" ? "--to" : "--from"}=${file}`],
  },
  lodestar: {
    program: (client) => [...launch(client), "validator", "slashing-protection"],
    data: "--dataDir",
    file: (_, file) => ["--file", file],
    since: [1, 9],
  },
};

const exportCommandOf = ({ part }: StoppedClient): ExportCommand | undefined =>
  EXPORT_COMMANDS[part?.adapter ?? "none"];

const kept = (client: StoppedClient, { keepsSwitches = [] }: ExportCommand) =>
  [...keptFlags(client), ...keepsSwitches.filter((flag) => client.argv.includes(flag))];

/** Arguments as the client's manual has them; only where `findExportBlocker` finds none. */
export const slashingCommand = (
  client: StoppedClient, verb: TransferVerb, file: string,
): readonly string[] => {
  const way = exportCommandOf(client);
  if (!way) return [];
  const { program, data, always = [] } = way;
  return [...program(client), verb, ...way.file(verb, file),
    `${data}=${client.places.datadir ?? ""}`, ...kept(client, way), ...always];
};

/** An unknown version may do; the export itself is checked. */
const findTooOld = (
  { name, unit, version }: StoppedClient, { since }: ExportCommand,
): TransferBlocker | null => {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (since === undefined || major === undefined) return null;
  const isNew = Number(major) > since[0]
    || (Number(major) === since[0] && Number(minor) >= since[1]);
  return isNew ? null : { why: `${unit} runs ${name} ${version}, and only ${name} `
    + `${since.join(".")} or newer exports what it has signed soundly`,
  wayOut: `upgrade ${name} first` };
};

/**
 * Why its history cannot be carried, and what would help; null when nothing is in the way. `pids`:
 * its processes, if it runs.
 */
export const findExportBlocker = (
  host: HostReader, client: StoppedClient, pids: readonly number[] = [],
): TransferBlocker | null => {
  const { name, unit, exe, places: { datadir }, account } = client;
  const way = exportCommandOf(client);
  const byHand = "switch by hand: export, import and check the slashing protection (EIP-3076)";
  if (!way) return { why: `no way is known to carry what ${name} has signed`, wayOut: byHand };
  if (!exe?.startsWith("/")) {
    return { why: `${unit} does not say which program it runs`,
      wayOut: "name the program by its whole path in the unit, or in its start script" };
  }
  if (!datadir?.startsWith("/")) {
    return { why: `the command line of ${unit} does not say where its signing history is`,
      wayOut: `say ${way.data} with a whole path there` };
  }
  const tooOld = findTooOld(client, way);
  if (tooOld) return tooOld;
  const moved = findElsewhere(host, unit) ?? findMoved(host, client, pids);
  if (moved) return moved;
  if (!account) {
    return { why: `the user that ${unit} runs as is unknown`,
      wayOut: "name an existing user in User=" };
  }
  const { beside } = way;
  if (beside === undefined || host.stat(besides(client, beside))?.kind === "file") return null;
  return { why: `${name} exports by ${beside}, which is not beside ${exe}`,
    wayOut: `put ${beside} there` };
};
