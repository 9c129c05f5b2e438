/**
 * Validator clients as data: what a descriptor says, and which one fits a program. The descriptors
 * are in clients/, one file each; a host file's `clients:` adds others.
 */
import { DESCRIPTORS } from "../../generated/clients.ts";
import type { Evidence } from "../../engine/model/model.ts";
import { isInRange } from "../../formats/version-range.ts";
import type { ProgramQuestion } from "../../ports/programs.ts";
import { launchLength, subCommandIn } from "./sub-command.ts";

type ClientFamily = "solana" | "ethereum" | "other";
type Role = "validator" | "beacon" | "execution";
type Health = "solana" | "beacon" | "none";
export type Adapter =
  | "agave" | "fdctl" | "firedancer"
  | "prysm" | "lighthouse" | "nimbus" | "teku" | "lodestar" | "none";
type Capability =
  | "liveSwap" | "requireTower" | "towerTransfer" | "voteHistory" | "adminSocket"
  | "waitForRestartWindow" | "slashingProtection" | LaterCapability;
/** What a client has learned with a version. */
type LaterCapability = "historyImport" | "wait";
type PlaceName =
  | "ledger" | "accounts" | "identity" | "voteAccount" | "rpcPort" | "tower" | "config" | "datadir"
  | "historyExport" | "writesHistory" | "failover";

/** One program of a client. */
export interface ClientPart {
  readonly role: Role;
  readonly exe: readonly string[];
  readonly argv?: readonly string[];
  /** Sub-commands by which the program is this; with one of its own behind, it is a tool. */
  readonly command?: readonly string[];
  /** Sub-commands by which the program is a tool, and ends. */
  readonly tools?: readonly string[];
  readonly commandLineContains?: readonly string[];
  readonly identifyBy?: {
    readonly version?: string;
    readonly flags?: readonly string[];
    readonly commandLineContains?: readonly string[];
  };
  /** How it is asked for its version, and for its flags: of descriptors shipped with Vexor only. */
  readonly version?: ProgramQuestion;
  readonly help?: ProgramQuestion;
  /** The npm package that it comes in, whose version is its own. */
  readonly package?: string;
  readonly flags?: Readonly<Partial<Record<PlaceName, readonly string[]>>>;
  readonly ports?: Readonly<Record<string, number>>;
  readonly health?: Health;
  /** Seconds that it must stay up, without an answer of its own, before it counts as healthy. */
  readonly steadyFor?: number;
  readonly adapter?: Adapter;
  readonly capabilities?: readonly Capability[];
  /** From which version on. */
  readonly since?: Readonly<Partial<Record<LaterCapability, string>>>;
  readonly bootIdentity?: "link" | "toml" | "unit" | "none";
}

interface ClientDescriptor {
  readonly name: string;
  readonly family: ClientFamily;
  readonly parts: readonly ClientPart[];
}

/** By id: what `client.active` names. */
export type ClientDescriptors = Readonly<Record<string, ClientDescriptor>>;

/** Of a host file: it recognises a program by its files, and can have none asked. */
interface DeclaredPart extends ClientPart {
  readonly version?: never;
  readonly help?: never;
}

interface DeclaredClient extends ClientDescriptor {
  readonly parts: readonly DeclaredPart[];
}

export type DeclaredClients = Readonly<Record<string, DeclaredClient>>;

/** Their names in the declaration of a plan that an older version has saved. */
const FORMER_NAMES: Readonly<Record<string, keyof ClientPart>> = {
  tell: "identifyBy", can: "capabilities", says: "commandLineContains", steady: "steadyFor",
};

const renamed = (part: object): Record<string, unknown> => Object.fromEntries(
  Object.entries(part).map(([key, value]) => [FORMER_NAMES[key] ?? key, value]));

const inTodaysNames = <P extends ClientPart>(part: P): P => {
  const { identifyBy, ...rest } = renamed(part) as unknown as P;
  return { ...rest, ...identifyBy && { identifyBy: renamed(identifyBy) } } as P;
};

/** Also of a declaration that no schema has checked, as of a plan that an older Vexor has saved. */
const silent = ({ parts, ...rest }: DeclaredClient): DeclaredClient =>
  ({ ...rest, parts: parts.map(({ version: _, help: __, ...part }) => inTodaysNames(part)) });

export const allClients = (added: DeclaredClients = {}): ClientDescriptors => ({ ...DESCRIPTORS,
  ...Object.fromEntries(Object.entries(added).map(([id, one]) => [id, silent(one)])) });

const SHIPPED: ClientDescriptors = DESCRIPTORS;

/** Neither described nor described anew by a host file. */
export const isShipped = (known: ClientDescriptors, id: string): boolean =>
  known[id] === SHIPPED[id];

/** A validator program on this machine, running or not. */
export interface FoundClient {
  /** The descriptor's id; `unknown` for what no descriptor fits. */
  readonly client: string;
  readonly name: string;
  readonly family: ClientFamily;
  readonly role: Role;
  readonly unit: string | null;
  /** `installed`: on disk, and nothing would start it. */
  readonly state: "running" | "stopped" | "installed";
  /** Starts at boot. */
  readonly enabled: boolean;
  /** The first process of the client comes first; none while it is stopped. */
  readonly pids: readonly number[];
  /** The user it runs as, or will; null when that is unknown. */
  readonly uid: number | null;
  readonly exe: string | null;
  readonly argv: readonly string[];
  /** As the program prints it, in one line. */
  readonly version: string | null;
  /** Why its version was not asked, and what that needs; null when it was, or nothing asks it. */
  readonly unasked: string | null;
  readonly places: Readonly<Partial<Record<PlaceName, string>>>;
  readonly rpcPort: number | null;
  /** What it listens on: `udp/8001`. */
  readonly ports: readonly string[];
  readonly part: ClientPart | null;
  readonly evidence: readonly Evidence[];
  /** It looks like one, and its user could not sign here: it decides nothing. */
  readonly isStranger?: boolean;
}

/** Also by its version; one that does not tell it is taken for an old one. */
export const canDo = ({ part, version }: FoundClient, what: LaterCapability): boolean => {
  const least = part?.since?.[what];
  return part?.capabilities?.includes(what) === true
    || (least !== undefined && version !== null && isInRange(version, `>=${least}`));
};

/** What is known of a program before it is recognised. */
export interface ProgramFacts {
  /** Base name of the executable. */
  readonly exe: string;
  readonly argv: readonly string[];
}

export interface ClientMatch {
  readonly id: string;
  readonly descriptor: ClientDescriptor;
  readonly part: ClientPart;
}

/** Without the version and platform of a release: `validator-v6.1.2-linux-amd64`. */
export const stripReleaseSuffix = (exe: string): string => exe.replace(/-v?\d+\.\d+[\w.-]*$/, "");

const commandsOf = ({ command = [], tools = [] }: ClientPart): readonly string[] =>
  [...command, ...tools];

/** By its sub-command: it is this part of the client, or something else. */
const isTask = (
  { command, tools }: ClientPart, { parts }: ClientDescriptor, { exe, argv }: ProgramFacts,
): boolean => {
  if (!command && !tools) return true;
  const known = new Set(parts.flatMap(commandsOf));
  const valued = new Set(parts.flatMap(({ flags }) => Object.values(flags ?? {}).flat()));
  const { name, own } = subCommandIn(argv.slice(launchLength(exe, argv)), known, valued);
  if (name !== null && tools?.includes(name)) return false;
  return !command || (name !== null && own === null && command.includes(name));
};

const fits = (part: ClientPart, descriptor: ClientDescriptor, program: ProgramFacts): boolean => {
  const { exe, argv, commandLineContains: texts } = part;
  if (!exe.includes(stripReleaseSuffix(program.exe))) return false;
  if (argv && !program.argv.some((word) => argv.includes(word))) return false;
  const isSaid = (text: string): boolean => program.argv.some((word) => word.includes(text));
  if (texts && !texts.some(isSaid)) return false;
  return isTask(part, descriptor, program);
};

/** `--flag` itself, or `--flag=value`. */
const hasFlag = (argv: readonly string[], flag: string): boolean =>
  argv.some((word) => word === flag || word.startsWith(`${flag}=`));

const isIdentified = (
  { identifyBy }: ClientPart, { argv }: ProgramFacts, version: string | null,
): boolean =>
  identifyBy !== undefined && ((identifyBy.version !== undefined && version !== null
    && version.toLowerCase().includes(identifyBy.version.toLowerCase()))
    || (identifyBy.flags ?? []).some((flag) => hasFlag(argv, flag))
    || (identifyBy.commandLineContains ?? []).some((text) =>
      argv.some((word) => word.includes(text))));

/** Parts that a program of this name and command line could be. */
export const candidates = (
  known: ClientDescriptors, program: ProgramFacts,
): readonly ClientMatch[] =>
  Object.entries(known).flatMap(([id, descriptor]) => descriptor.parts
    .filter((part) => fits(part, descriptor, program)).map((part) => ({ id, descriptor, part })));

/** How surely a version alone identifies this part: the more of its name, the surer. */
const matchScore = (match: ClientMatch, program: ProgramFacts, version: string | null): number => {
  const { part } = match;
  const name = part.identifyBy?.version;
  const byVersion = name !== undefined && version?.toLowerCase().includes(name.toLowerCase());
  return (byVersion ? 4 : 0) + (isIdentified(part, program, version) ? 2 : 0)
    + (part.argv ?? part.command ? 1 : 0);
};

/** The part that it is: one that must be named only when it is named; null when none fits. */
export const recognise = (
  matches: readonly ClientMatch[], program: ProgramFacts, version: string | null,
): ClientMatch | null => {
  const possible = matches.filter(({ part }) =>
    !part.identifyBy || isIdentified(part, program, version));
  const [best = null] = possible.toSorted((a, b) =>
    matchScore(b, program, version) - matchScore(a, program, version));
  return best;
};

/** The word behind a flag, or after its `=`; the last one is used. */
export const valueOf = (argv: readonly string[], flags: readonly string[]): string | null => {
  for (let at = argv.length - 1; at >= 0; at--) {
    const word = argv[at] ?? "";
    const flag = flags.find((one) => word === one || word.startsWith(`${one}=`));
    if (flag === undefined) continue;
    return word === flag ? argv[at + 1] ?? null : word.slice(flag.length + 1);
  }
  return null;
};
