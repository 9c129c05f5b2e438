/** Wires the real edges to the verbs: the only file that knows them all. */
import { resolve } from "node:path";
import { driversOf } from "./engine/model/targets.ts";
import { ERRORS } from "./engine/model/errors-table.ts";
import { VexorError } from "./engine/model/errors.ts";
import { printable } from "./formats/printable.ts";
import type {
  AgentSide, BaseContext, HostFileAccess, Invocation, NamedFiles, Sandboxes,
} from "./commands/shared/context.ts";
import { parseInvocation } from "./commands/cli/usage.ts";
import { allVerbs, findVerb } from "./commands/cli/verbs.ts";
import { dismissAskers } from "./edges/http/query-subprocess.ts";
import { createLinuxHost } from "./edges/linux/linux-host.ts";
import { SELF } from "./edges/linux/self-command.ts";
import { note, openTerminal, print } from "./edges/linux/terminal.ts";
import { assertTree } from "./edges/linux/whole-tree.ts";
import { loadKinds, SECTIONS } from "./resources/index.ts";
import { VERSION } from "./version.ts";

const hostNameOf = (host: BaseContext["host"]): string => {
  const path = host.isTree ? "/etc/hostname" : "/proc/sys/kernel/hostname";
  return (host.read(path) ?? "").trim() || "localhost";
};

const rootOf = (call: Invocation): string => {
  const asked = call.options["root"];
  if (typeof asked !== "string") return "";
  const path = asked === "" ? "" : resolve(asked);
  if (path === "" || createLinuxHost("").stat(path)?.kind !== "dir") {
    throw new VexorError("USAGE", `--root ${JSON.stringify(asked)} is not a directory`,
      { hint: "It is a tree with a machine's files in it, as / has them." });
  }
  if (path === "/") return "";
  assertTree(path);
  return path;
};

const whoRuns = (): BaseContext["person"] => {
  const { SUDO_USER: sudoer, SUDO_UID: behind, USER: user } =
    process.env as Record<string, string | undefined>;
  const own = process.getuid?.() ?? 0;
  const name = sudoer ?? user ?? (own === 0 ? "root" : `uid ${own}`);
  return { name: name.replace(/[^\w .-]/g, "?").slice(0, 100),
    uid: behind !== undefined && /^\d{1,10}$/.test(behind) ? Number(behind) : own };
};

const heedSignals = (): (() => boolean) => {
  let heard = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      heard = true;
    });
  }
  return () => heard;
};

const hostFiles = (root: string): HostFileAccess => ({
  loadHostFile: async (path, withPlaces = false) =>
    (await import("./edges/yaml/load-host-file.ts")).loadDeclaration(path, withPlaces, SECTIONS),
  commitOf: async (files) =>
    (await import("./edges/source/checkout-commit.ts")).commitOf(files, root),
  openHostFile: async (path) =>
    (await import("./edges/yaml/host-file-editor.ts")).openHostFile(path, SECTIONS),
  reviewEdges: async () =>
    (await import("./edges/source/review-edges.ts")).reviewEdges(root, SECTIONS),
  openForge: async (name) => (await import("./edges/forge/open-forge.ts")).openForge(name),
  parseYaml: async (text, file = "-") =>
    (await import("./edges/yaml/yaml.ts")).readYaml(text, file),
  printYaml: async (data) => (await import("./edges/yaml/print-yaml.ts")).printYaml(data),
});

/** Files that a caller names, in the machine's own tree whatever `--root` says. */
const namedFiles = (uid: number): NamedFiles => ({
  readText: (path) => createLinuxHost("").read(resolve(path)),
  readLimited: (path, limit) => {
    const bytes = createLinuxHost("").bytes(resolve(path), limit);
    return bytes && new TextDecoder().decode(bytes);
  },
  readInput: async () => (await import("./edges/linux/stdin.ts")).readInput(),
  othersMayWrite: async (path) =>
    (await import("./edges/linux/trusted-path.ts")).othersMayWrite(resolve(path), uid),
  signatureSums: async () => (await import("./edges/linux/signature-sums.ts")).SIGNATURE_SUMS,
  isDirectory: (path) => createLinuxHost("").stat(resolve(path))?.kind === "dir",
  listNamed: (path) => createLinuxHost("").list(resolve(path)),
  createText: async (path, text) =>
    (await import("./edges/linux/new-file.ts")).newFile(resolve(path), text),
  writeText: (path, text) => createLinuxHost("").replace(resolve(path), text),
  // A person whom sudo lets run this as root must not so write over any file.
  writePrivate: (path, text) => {
    const [host, file] = [createLinuxHost(""), resolve(path)];
    if (process.geteuid?.() !== 0 || uid === 0) return host.replace(file, text, 0o600);
    host.writer("userFiles").placeFor(uid, file, Buffer.from(text), 0o600);
  },
  manual: async () => (await import("./commands/cli/own-manual.ts")).ownManual(),
  installProgram: async (from, to) =>
    (await import("./edges/linux/install-program.ts")).installProgram(from, to),
  openStage: async (path) => (await import("./edges/demo.ts")).openStage(path),
});

const agentSide = (host: BaseContext["host"], root: string, hostName: string): AgentSide => ({
  loadAgentSettings: async () =>
    (await import("./edges/yaml/load-agent-settings.ts")).loadAgentSettings(host, root, hostName),
  openSource: async (settings, mirror) =>
    (await import("./edges/source/open-source.ts"))
      .openSource(host, root, settings, mirror, SECTIONS),
  proofVerifier: async () =>
    (await import("./edges/agent/proof-verifier.ts")).proverFor(host, root, hostName, SECTIONS),
  signFacts: async (text) => (await import("./edges/agent/host-key.ts")).signFacts(root, text),
  operate: async (...asked) =>
    (await import("./edges/agent/operate-client.ts")).operateFor(root)(...asked),
  loadGood: async () =>
    (await import("./edges/agent/state-files.ts")).loadGoodAt(root).value?.proof ?? null,
  agentEdges: async () =>
    (await import("./edges/agent/agent-ports.ts")).agentPorts(host, root, hostName, SECTIONS),
  askAgent: async (request) =>
    (await import("./edges/agent/ask-agent.ts")).askAgent(root, request),
  doctorEdges: async () => (await import("./edges/doctor.ts")).doctorEdges(root),
  keeperEdges: async () => (await import("./edges/failover/keeper-edges.ts")).keeperEdges(host),
  signedNow: async (signer) =>
    (await import("./resources/identity/signed-now.ts")).signedNow(host, signer),
  askKeeper: async (request, withinMs) =>
    (await import("./edges/failover/ask-keeper.ts")).askKeeper(root, request, withinMs),
  openManager: async (config) =>
    (await import("./edges/failover/manager-client.ts")).openManager(config),
  watchHost: async (...args) => (await import("./edges/watch/host.ts")).watchHost(...args),
  serveWrites: async () => (await import("./edges/watch/reader.ts")).serveWrites(),
});

const sandboxes = (root: string): Sandboxes => ({
  runInSandbox: async (command) =>
    (await import("./edges/agent/sandboxed-unit.ts")).runInSandbox(command),
  probePrograms: async () => (await import("./edges/programs/probe.ts")).probePrograms(),
  launchProgram: async (...args) =>
    (await import("./edges/programs/launch.ts")).launchProgram(...args),
  runHealthCommands: async (...args) =>
    (await import("./edges/health/unit.ts")).runHealthCommands(root, ...args),
  answerHealthCommands: async (input) =>
    (await import("./edges/health/commands.ts")).answerHealthCommands(input),
  answerQuestions: async () => (await import("./edges/http/query-client.ts")).answerQuestions(),
  answerForKeeper: async () => (await import("./edges/failover/node-asker.ts")).answerForKeeper(),
  answerLines: async (answer) =>
    (await import("./edges/failover/line-answers.ts")).answerLines(answer),
  answerMirror: async (question) =>
    (await import("./edges/source/open-source.ts")).answerMirror(question, SECTIONS),
});

const contextFor = (call: Invocation, json: boolean): BaseContext => {
  const root = rootOf(call);
  const host = createLinuxHost(root);
  const hostName = hostNameOf(host);
  const person = whoRuns();
  const context: BaseContext = {
    host,
    hostName,
    isRoot: process.geteuid?.() === 0,
    terminal: openTerminal(json),
    withKinds: async (isNeeded) => {
      const resources = await loadKinds(isNeeded);
      return { ...context, resources, drivers: driversOf(resources) };
    },
    self: SELF,
    who: `${person.name} (pid ${process.pid})`,
    person,
    heedSignals,
    ...hostFiles(root),
    ...namedFiles(person.uid),
    ...agentSide(host, root, hostName),
    ...sandboxes(root),
  };
  return context;
};

const dispatch = async (call: Invocation, json: boolean): Promise<number> => {
  if (call.verb === "version") {
    print(`vexor ${VERSION}\n`);
    return 0;
  }
  if (call.verb === "help") {
    const { overview, verbHelp } = await import("./commands/cli/help.ts");
    print(call.args[0] ? verbHelp(call.args[0]) : overview());
    return 0;
  }
  const command = await findVerb(call.verb)?.load(allVerbs);
  return command ? command.run(contextFor(call, json), call) : 0;
};

const toVexorError = (error: unknown): VexorError => {
  if (error instanceof VexorError) return error;
  if (process.env["VEXOR_TRACE"]) console.error(error);
  return new VexorError("INTERNAL", error instanceof Error ? error.message : String(error));
};

const failWith = (error: VexorError, json: boolean): number => {
  const { code, message, hint, place } = error;
  if (json) {
    const document = { format: "vexor.error/1", error: { code, message, hint, place,
      retry: ERRORS[code].retry } };
    print(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const at = place ? `${place.file}:${place.line}:${place.column}: ` : "";
    // What follows a line end in an untrusted text must not look like a line of ours.
    const inside = (text: string): string => printable(text).replaceAll("\n", "\n  ");
    note(`vexor: ${inside(at + message)}\n  ${inside(hint)} (${code})`);
  }
  return ERRORS[code].exit;
};

const main = async (argv: readonly string[]): Promise<number> => {
  const json = argv.includes("--json");
  try {
    return await dispatch(parseInvocation(argv), json);
  } catch (error) {
    return failWith(toVexorError(error), json);
  }
};

process.umask(0o022); // what we write in /etc is for everyone to read
process.exitCode = ERRORS.INTERNAL.exit; // until it has ended, it has failed
// Not awaited at the top: Bun then lays what is always loaded together into one chunk, not forty.
void main(process.argv.slice(2)).then((code) => {
  dismissAskers();
  process.exitCode = code;
});
