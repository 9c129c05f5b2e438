/** What every verb is given: the edges, wired in main.ts, and nothing else. */
import type { Operate } from "../../agent/operation.ts";
import type { AgentEdges, ProofVerifier } from "../../agent/ports.ts";
import type { TargetDrivers } from "../../engine/model/targets.ts";
import type { AgentSettings, SourceSettings } from "../../engine/settings/agent-settings.ts";
import type { CommandEnd } from "../../engine/run/health.ts";
import type { Host } from "../../ports/host.ts";
import type { KindEntry, Resource, WriteRights } from "../../engine/resource.ts";
import type { YamlDocument } from "../../engine/host-file/host-file-source.ts";
import type { LoadedHostFile } from "../../engine/host-file/host-file.ts";
import type { EditableHostFile } from "../../engine/host-file/editable-host-file.ts";
import type { Commit } from "../../engine/source/git-objects.ts";
import type { Proof, RevisionSource, SourcePorts } from "../../engine/source/types.ts";
import type { SignatureSums } from "../../facts/judge.ts";
import type { VotingIdentity, SigningRecordFound } from "../../failover/signing-record.ts";
import type { KeeperEdges } from "../../failover/keeper-edges.ts";
import type { ManagerConfig } from "../../failover/manager-config.ts";
import type { ManagerPort } from "../../failover/manager-port.ts";
import type { Forge, ForgeName } from "../../ports/forge.ts";
import type { WatchHost } from "../../engine/drift/watch.ts";
import type { ReviewEdges } from "../../review/ports.ts";
import type { Style } from "../../render/style.ts";
import type { DemoStage } from "../verbs/demo/stage.ts";
import type { DoctorEdges } from "../verbs/doctor/check.ts";

export interface OpenSource {
  readonly source: RevisionSource;
  readonly ports: SourcePorts;
  /** The whole id of a commit that was fetched and begins so; null when there is not one. */
  find(prefix: string): Promise<string | null>;
  /** A commit that was fetched, unjudged; null when it was not. */
  commit(id: string): Promise<Commit | null>;
  /** Packs what was fetched, where it has grown; why that has failed, if it has. */
  tidy(): Promise<string | null>;
}

export interface Terminal {
  /** Results, on stdout. */
  print(text: string): void;
  /** Results in place of everything that a terminal shows. */
  redraw(text: string): void;
  /** Progress and remarks, on stderr; silent under --json. */
  note(text: string): void;
  /**
   * A line that the operator must see: with a priority that says so, where it goes to the journal.
   */
  alarm(text: string): void;
  /** Null without a terminal. */
  ask(question: string): Promise<string | null>;
  /** A person sees the results, and what is drawn can be drawn anew. */
  readonly isTerminal: boolean;
  /** Results may hold colours. */
  readonly isColoured: boolean;
  /** How wide a line of the results may be: 80 where there is no terminal. */
  readonly columns: number;
  /** Lines and arrows are not drawn, or not in one column each. */
  readonly isAscii: boolean;
  readonly style: Style;
}

export interface SandboxedCommand {
  readonly verb: readonly string[];
  /** For its standard input. */
  readonly input: string;
  readonly writablePaths: readonly string[];
  /** Those of every kind: the paths show which of them the command needs. */
  readonly writeRights: readonly WriteRights[];
  /** For people who list units. */
  readonly about: string;
}

export interface HostFileAccess {
  /** `withPlaces`: asked again, because the place of an entry is needed. */
  loadHostFile(path: string, withPlaces?: boolean): Promise<LoadedHostFile>;
  /** The commit of a checkout that holds just these files; null when there is none. Takes 20 ms. */
  commitOf(files: LoadedHostFile["sources"]): Promise<string | null>;
  /** The same file, to be edited in its place. */
  openHostFile(path: string): Promise<EditableHostFile>;
  /** Revisions of a repository, and what reads its host files. */
  reviewEdges(): Promise<ReviewEdges>;
  /** The forge that this job runs for, by its environment. Throws FORGE_UNSET. */
  openForge(name: ForgeName): Promise<Forge>;
  /** YAML as data, read in this process; `file` is its name in errors. */
  parseYaml(text: string, file?: string): Promise<YamlDocument>;
  /** Any data as YAML text. */
  printYaml(data: unknown): Promise<string>;
}

/** Files that the caller names: they lie on this machine, also under `--root`. */
export interface NamedFiles {
  readText(path: string): string | null;
  /** A regular file of at most `limit` bytes. Throws HOST_READ for anything else. */
  readLimited(path: string, limit: number): string | null;
  /** Standard input to its end, 16 MiB at most. */
  readInput(): Promise<string>;
  /** The first step on the way to a file that others than root and `person` may change. */
  othersMayWrite(path: string): Promise<string | null>;
  /** What the signature of such a file is judged with. */
  signatureSums(): Promise<SignatureSums>;
  isDirectory(path: string): boolean;
  /** Names in a directory; none where there is none. */
  listNamed(path: string): readonly string[];
  writeText(path: string, text: string): void;
  /** A new file, with the directories above it; false, and nothing done, where there is one. */
  createText(path: string, text: string): Promise<boolean>;
  /** For its owner's eyes alone: the person's behind sudo, who must be able to put it there. */
  writePrivate(path: string, text: string): void;
  /** Copies an executable to an absolute path. */
  installProgram(from: string, to: string): Promise<void>;
  /** Manual pages, by path below a directory of them. */
  manual(): Promise<Readonly<Record<string, string>>>;
  /** A new directory for the demo; a temporary one where none is named. */
  openStage(directory: string | null): Promise<DemoStage>;
}

/** What the agent works with, and what talks to it. */
export interface AgentSide {
  /** Throws AGENT_SETTINGS. */
  loadAgentSettings(): Promise<AgentSettings>;
  /** `mirror`: where git's objects are kept, in place of the agent's own mirror. */
  openSource(settings: SourceSettings, mirror: string | null): Promise<OpenSource>;
  /** What judges a revision here, with this machine's own settings. */
  proofVerifier(): Promise<ProofVerifier>;
  /** The host's own signature of its facts. Throws FACTS_KEY. */
  signFacts(text: string): Promise<string>;
  /** One operation of the root helper; see agent/operation.ts. */
  readonly operate: Operate;
  /** The revision that the agent says it goes on with: the root helper proves it again. */
  loadGood(): Promise<Proof | null>;
  /** Everything that only the agent needs. */
  agentEdges(): Promise<AgentEdges>;
  /** Sends one request to the agent and resolves to its line. Throws AGENT_SILENT. */
  askAgent(request: object): Promise<string>;
  /** What `vexor doctor` asks of the machine. */
  doctorEdges(): Promise<DoctorEdges>;
  /** Everything that only the keeper needs. */
  keeperEdges(): Promise<KeeperEdges>;
  /** What the client of this host has signed by now, as that identity. */
  signedNow(signer: VotingIdentity): Promise<SigningRecordFound>;
  /** Sends one request to the keeper and resolves to its line. Throws KEEPER_SILENT. */
  askKeeper(request: object, withinMs?: number): Promise<string>;
  /** Throws ETCD_ACCESS for files that it cannot sign in with. */
  openManager(config: ManagerConfig): Promise<ManagerPort>;
  readonly watchHost: WatchHost;
  /** Reports the writing processes to the agent's watchHost while a listener is connected. */
  serveWrites(): Promise<void>;
}

/** Work that runs with fewer rights than this process: both who asks for it, and who does it. */
export interface Sandboxes {
  /**
   * Runs a verb of this program in a unit of its own that can write Vexor's records and what is at
   * or below its `writablePaths`; its output is ours. Resolves to its exit code.
   */
  runInSandbox(command: SandboxedCommand): Promise<number>;
  /** Has a batch of programs asked, in the sandbox that this process is started in. */
  probePrograms(): Promise<string>;
  /** Becomes that program, as the user `nobody`; an exit code where it could not. */
  launchProgram(user: string, question: string, path: string): Promise<number>;
  /**
   * Has systemd run commands of a signed host file, all at once, without any right, in a sandbox
   * with an end; `of` says whose they are. Never throws; in the order of the commands.
   */
  runHealthCommands(
    commands: readonly (readonly string[])[], of: string,
  ): Promise<readonly CommandEnd[]>;
  /** The half of that in the sandbox, which it makes sure of; JSON in and out. */
  answerHealthCommands(input: string): Promise<string>;
  /** Questions come on standard input, and answers go to standard output, line by line. */
  answerQuestions(): Promise<void>;
  /** The keeper asks on standard input which nodes to ask, and receives numbers, line by line. */
  answerForKeeper(): Promise<unknown>;
  /** Answers each line that the keeper asks by a line; resolves to how many there were. */
  answerLines(answer: (line: string) => Promise<string>): Promise<number>;
  /** The mirror's half of what root asks it, as JSON. */
  answerMirror(question: string): Promise<string>;
}

/** What a verb is given that gets along without kinds of setting, or knows which it needs. */
export interface BaseContext extends HostFileAccess, NamedFiles, AgentSide, Sandboxes {
  readonly host: Host;
  /** The kernel's host name, or the tree's. */
  readonly hostName: string;
  readonly isRoot: boolean;
  readonly terminal: Terminal;
  /** With the code of these kinds of setting; of all of them when nothing is said. */
  withKinds(isNeeded?: (kind: KindEntry) => boolean): Promise<Context>;
  /** The argv that runs this program again, for units and timers. */
  readonly self: readonly string[];
  /** From its call on, signals that end a process only turn this answer to true. */
  heedSignals(): () => boolean;
  /** Who runs it, for the record: `root (pid 4711)`. */
  readonly who: string;
  /** The person behind sudo, where there is one. */
  readonly person: { readonly name: string; readonly uid: number };
}

export interface Context extends BaseContext {
  readonly resources: readonly Resource[];
  readonly drivers: TargetDrivers;
}

export type ParsedOptions = Readonly<Record<string, string | boolean | undefined>>;

export interface Invocation {
  readonly verb: string;
  readonly args: readonly string[];
  readonly options: ParsedOptions;
}

/** Resolves to the exit code. */
export type BaseCommand = (context: BaseContext, call: Invocation) => Promise<number>;
export type Command = (context: Context, call: Invocation) => Promise<number>;

export const flag = ({ options }: Pick<Invocation, "options">, name: string): boolean =>
  options[name] === true;

export const text = (call: Invocation, name: string): string | null => {
  const value = call.options[name];
  return typeof value === "string" ? value : null;
};
