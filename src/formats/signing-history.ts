/**
 * What clients of Ethereum's call the file that holds what they have signed, and the words by which
 * a command line, a configuration or a variable moves it.
 */

export interface HistoryPlace {
  /** Flags beside the data directory that say where it is, or of which chain. */
  readonly flags: readonly string[];
  /** Flags that name a configuration file. */
  readonly configs: readonly string[];
  /** What its environment variables begin with. */
  readonly variables?: string;
  /** Flags that move it to where the export would not look. */
  readonly unfit?: readonly string[];
  /** The file that a running client keeps open; none where it opens one to write alone. */
  readonly file?: (datadir: string, value: (flag: string) => string | null) => string;
}

/** By the name of the adapter. */
export const HISTORY_PLACES = {
  prysm: {
    flags: [], configs: ["--config-file"], unfit: ["--enable-minimal-slashing-protection"],
    file: (datadir) => `${datadir}/validator.db`,
  },
  lighthouse: {
    flags: ["--network", "--testnet-dir"], configs: [],
    unfit: ["--validators-dir", "--validator-dir"],
    file: (datadir) => `${datadir}/validators/slashing_protection.sqlite`,
  },
  nimbus: {
    flags: ["--validators-dir"], configs: ["--config-file"], variables: "NIMBUS",
    file: (datadir, value) =>
      `${value("--validators-dir") ?? `${datadir}/validators`}/slashing_protection.sqlite3`,
  },
  teku: {
    flags: ["--data-validator-path"], configs: ["--config-file", "-c"], variables: "TEKU",
  },
  lodestar: {
    flags: ["--network", "--paramsFile", "--validatorsDbDir", "--beaconNodes", "--server"],
    configs: ["--rcConfig"], variables: "LODESTAR",
    file: (datadir, value) => `${value("--validatorsDbDir") ?? `${datadir}/validator-db`}/LOCK`,
  },
} as const satisfies Readonly<Record<string, HistoryPlace>>;

const PLACES: readonly HistoryPlace[] = Object.values(HISTORY_PLACES);

const kebab = (flag: string): string =>
  flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Go takes one dash for two, yargs words with dashes for those with capitals. */
export const spellingsOf = (flag: string): readonly string[] =>
  [...new Set([flag, kebab(flag), flag.replace(/^--/, "-")])];

/** `--validatorsDbDir` as the end of a variable's name. */
export const variableEnd = (flag: string): string =>
  kebab(flag).replace(/^-+/, "").replaceAll("-", "_").toUpperCase();

const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, "");

/** Whether a configuration file could say what this flag does. */
export const saysFlag = (text: string, flag: string): boolean =>
  new RegExp(`(?:^|[^a-z0-9])${plain(flag)}["']?\\s*[:=]`, "m").test(plain(text));

/** Flags that a configuration can stand in for. */
export const HISTORY_FLAGS: readonly string[] =
  [...new Set(PLACES.flatMap(({ flags, unfit = [] }) => [...flags, ...unfit]))];

const CONFIG_FLAGS: readonly string[] =
  [...new Set(PLACES.flatMap(({ configs }) => configs.flatMap(spellingsOf)))];
const NAMES_FILE = new RegExp(
  `(?:^|\\s)(?:${CONFIG_FLAGS.join("|")}|EnvironmentFile)[\\s=]+["']?-?(/[^\\s"']+)`, "gm");

/** Files that a unit or a command line names, in which such words may stand. */
export const filesNamedIn = (text: string): readonly string[] =>
  [...text.matchAll(NAMES_FILE)].flatMap(([, path]) => path ?? []);

const HEADS = PLACES.flatMap(({ variables }) => variables ?? []).join("|");
const VARIABLES = new RegExp(`\\b(?:${HEADS})_\\w+(?==)`, "g");
const VARIABLE = new RegExp(`^(?:${HEADS})_[A-Z0-9_]+$`);

/** Names of the variables of clients that are set in a text. */
export const variablesIn = (text: string): readonly string[] =>
  [...new Set(text.match(VARIABLES))];

export const isClientVariable = (name: string): boolean => VARIABLE.test(name);

const FILES = new Set(PLACES.flatMap(({ file }) =>
  file?.("", () => null).replace(/^.*\//, "") ?? []));

/** Also of one that was deleted, as the kernel names it. */
export const isHistoryFile = (path: string): boolean =>
  FILES.has(path.replace(/ \(deleted\)$/, "").replace(/^.*\//, ""));

/** LevelDB's lock stands for the directory that it lies in. */
export const DIRECTORY_LOCK = "LOCK";

const STEPS = 8;

/**
 * A size that grows all the time, up to the next of eight steps to its double: so it is the same
 * for weeks, and where it is rounded once more.
 */
export const roundedSize = (bytes: number): number => {
  let step = 1;
  while (step * 2 * STEPS <= bytes) step *= 2;
  return Math.ceil(bytes / step) * step;
};
