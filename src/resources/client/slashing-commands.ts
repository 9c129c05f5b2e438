/**
 * How each client exports and imports what it has signed, as its own manual has it. All that is
 * known of it comes from its unit: it has stopped by then, and its process can tell nothing more.
 */
import type { StoppedClient } from "../../detectors/clients/clients.ts";
import { valueOf, type Adapter } from "../../detectors/clients/descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import type { TransferBlocker } from "./start-interlock.ts";

export type TransferVerb = "export" | "import";

interface ExportCommand {
  /** The program and the words before the verb. */
  readonly program: (client: StoppedClient) => readonly string[];
  readonly data: string;
  /** `file` is named `slashing_protection.json`, for some only take its directory. */
  readonly file: (verb: TransferVerb, file: string) => readonly string[];
  readonly always?: readonly string[];
  /** Flags of the unit's own command line that say which chain it is, or where things are. */
  readonly keeps?: readonly string[];
  readonly keepsSwitches?: readonly string[];
  /** Flags that move the history to where these commands would not look. */
  readonly unfit?: readonly string[];
  /** Nimbus keeps the commands in another program, beside this one. */
  readonly beside?: string;
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

const besides = ({ exe }: StoppedClient, name: string): string =>
  `${directoryOf(exe ?? "")}/${name}`;

/** What starts it, up to the word that says what it shall be: a runtime comes first for some. */
const launch = ({ argv }: StoppedClient, until: (word: string) => boolean): readonly string[] => {
  const at = argv.findIndex(until);
  return argv.slice(0, Math.max(1, at));
};

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
    keeps: ["--network", "--testnet-dir"],
    unfit: ["--validators-dir", "--validator-dir"],
  },
  nimbus: {
    program: (client) => [besides(client, NIMBUS), "slashingdb"],
    data: "--data-dir",
    file: (_, file) => [file],
    keeps: ["--validators-dir"],
    beside: NIMBUS,
  },
  teku: {
    program: (client) => [...launch(client, (word) => /^(vc|validator-client)$/.test(word)),
      "slashing-protection"],
    data: "--data-path",
    file: (verb, file) => [`${verb === "export" ? "--to" : "--from"}=${file}`],
    keeps: ["--data-validator-path"],
  },
  lodestar: {
    program: (client) => [...launch(client, (word) => word === "validator"), "validator",
      "slashing-protection"],
    data: "--dataDir",
    file: (_, file) => ["--file", file],
    keeps: ["--network", "--paramsFile", "--validatorsDbDir", "--beaconNodes"],
  },
};

const exportCommandOf = ({ part }: StoppedClient): ExportCommand | undefined =>
  EXPORT_COMMANDS[part?.adapter ?? "none"];

const kept = ({ argv }: StoppedClient, { keeps = [], keepsSwitches = [] }: ExportCommand) => [
  ...keeps.flatMap((flag) => {
    const value = valueOf(argv, [flag]);
    return value === null ? [] : [`${flag}=${value}`];
  }),
  ...keepsSwitches.filter((flag) => argv.includes(flag)),
];

/** Arguments as the client's manual has them; only where `findBlocker` finds none. */
export const slashingCommand = (
  client: StoppedClient, verb: TransferVerb, file: string,
): readonly string[] => {
  const way = exportCommandOf(client);
  if (!way) return [];
  const { program, data, always = [] } = way;
  return [...program(client), verb, ...way.file(verb, file),
    `${data}=${client.places.datadir ?? ""}`, ...kept(client, way), ...always];
};

/** Why its history cannot be carried, and what would help; null when nothing is in the way. */
export const findExportBlocker = (
  host: HostReader, client: StoppedClient,
): TransferBlocker | null => {
  const { name, unit, exe, places: { datadir }, argv, account } = client;
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
  const moved = (way.unfit ?? []).find((flag) => valueOf(argv, [flag]) !== null);
  if (moved !== undefined) return { why: `${unit} keeps its history by ${moved}`, wayOut: byHand };
  if (!account) {
    return { why: `the user that ${unit} runs as is unknown`,
      wayOut: "name an existing user in User=" };
  }
  const { beside } = way;
  if (beside === undefined || host.stat(besides(client, beside))?.kind === "file") return null;
  return { why: `${name} exports by ${beside}, which is not beside ${exe}`,
    wayOut: `put ${beside} there` };
};
