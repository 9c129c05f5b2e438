/**
 * Enrols this host in one sitting: a deploy key, the server's host key, whose commits are accepted,
 * and the first accepted commit. The operator sees and confirms each; agent.yaml comes last, so
 * that nothing is in force before all of it is there.
 */
import { AGENT_SETTINGS, SIGNERS } from "../../engine/settings/agent-files.ts";
import {
  parseAgentSettings, type AgentSettings, type SourceSettings,
} from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { quote } from "../../formats/quote.ts";
import { readCommit } from "../../engine/source/git-objects.ts";
import { readSigner } from "../../engine/source/signers.ts";
import { isConfigured } from "../shared/configured.ts";
import { text, type BaseCommand, type BaseContext, type OpenSource } from "../shared/context.ts";
import { isSshSource } from "./doctor/programs.ts";
import { ensureDeployKey, ensureHostKey } from "./enrol-ssh.ts";

const usage = (message: string, hint: string): VexorError =>
  new VexorError("USAGE", message, { hint });

/** What the operator types; without a terminal nothing can be confirmed. */
const answerTo = async ({ terminal }: BaseContext, question: string): Promise<string> => {
  const answer = await terminal.ask(question);
  if (answer !== null) return answer.trim();
  throw new VexorError("NO_TERMINAL", "vexor enrol asks whom this host believes: no terminal",
    { hint: "Run it at a terminal, or write the files by hand: man vexor-agent.yaml." });
};

const agrees = async (context: BaseContext, question: string): Promise<boolean> =>
  /^y(es)?$/i.test(await answerTo(context, `${question} [y/N] `));

const stopped = (why: string, hint: string): VexorError =>
  new VexorError("NOT_ENROLLED", why, { hint });

interface FollowedBranch {
  readonly url: string;
  /** Null for the default. */
  readonly branch: string | null;
}

/** Hints that speak of settings which are not written yet, and what is done here instead. */
const INSTEAD: readonly (readonly [hint: string, instead: string])[] = [
  ["branch: in agent.yaml", "vexor enrol URL --branch NAME"],
  ["correct url: in agent.yaml", "run vexor enrol again with the right url"],
];

export const hintBeforeSettings = (hint: string): string =>
  INSTEAD.reduce((text, [said, instead]) => text.replaceAll(said, instead), hint);

const withoutSettings = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    const { code, message, hint, place, errno } = error;
    throw new VexorError(code, message, { hint: hintBeforeSettings(hint),
      ...(place === null ? {} : { place }), ...(errno === null ? {} : { errno }) });
  }
};

/** As agent.yaml will have it. Throws USAGE for a url that it would refuse. */
const settingsFor = (
  { url, branch }: FollowedBranch, pin: string | null, hostName: string,
): AgentSettings => {
  const value = { source: { url, signers: SIGNERS, ...(pin === null ? {} : { pin }),
    ...(branch === null ? {} : { branch }) } };
  try {
    return parseAgentSettings("", AGENT_SETTINGS, () => ({ value,
      placeOf: () => ({ file: AGENT_SETTINGS, line: 1, column: 1 }) }), hostName);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    throw usage(error.message, "As git clone takes it: git@git.example.org:fleet.git");
  }
};

const MAIL = /^[\w.+-]+@[\w.-]+$/;

/** From a line of `id_ed25519.pub`, its comment included. */
const signerLine = (typed: string): string | null => {
  const [, , ...comment] = typed.split(/\s+/);
  const name = comment.find((word) => MAIL.test(word)) ?? "operator";
  const signer = readSigner(`${name} ${typed}`);
  return signer && `${name} namespaces="git" ${signer.type} ${signer.key}\n`;
};

const ensureSigners = async (context: BaseContext): Promise<void> => {
  const { host, terminal } = context;
  const listed = (host.read(SIGNERS) ?? "").split("\n").filter((line) => readSigner(line));
  if (listed.length > 0) {
    terminal.note(`A commit is valid if a key of ${SIGNERS} has signed it `
      + `(${listed.length} there).`);
    return;
  }
  const typed = await answerTo(context, "The public key that signs your commits, as "
    + "~/.ssh/id_ed25519.pub has it on your work station:\n> ");
  const line = signerLine(typed);
  if (line === null) {
    throw stopped(`${quote(typed, 60)} is not a public key of OpenSSH's`,
      "It begins with ssh-ed25519 AAAA…: cat ~/.ssh/id_ed25519.pub, then run this again.");
  }
  host.replace(SIGNERS, `${host.read(SIGNERS) ?? ""}${line}`);
};

const signature = async (
  { ports }: OpenSource, { signed }: ReturnType<typeof readCommit>,
): Promise<string> => {
  if (signed === null) return "not signed";
  try {
    return `signed by ${await ports.signerOf({ ...signed,
      at: Math.floor(ports.now().getTime() / 1000) })}`;
  } catch (error) {
    if (error instanceof VexorError) return `signed, but ${error.message}`;
    throw error;
  }
};

/**
 * The branch's newest commit, once the operator has compared it with the one on the work station.
 */
const chosenPin = async (context: BaseContext, settings: SourceSettings): Promise<string> => {
  const scratch = (await context.doctorEdges()).scratch();
  try {
    const opened = await context.openSource(settings, scratch.path);
    const { id, proof } = await withoutSettings(() => opened.source.fetch(null));
    const commit = readCommit(proof.commits[0] ?? "", opened.ports.sha1);
    context.terminal.note(`${settings.branch} is at ${id} ${quote(commit.subject)}, `
      + `${await signature(opened, commit)}.`);
    if (commit.id === id && await agrees(context, "Is that what `git rev-parse HEAD` says on your "
      + "work station? This host begins with it.")) return id;
  } finally {
    scratch.remove();
  }
  throw stopped("no commit was chosen to begin with", "Push it, then run this again.");
};

const textOf = ({ url, branch }: SourceSettings, pin: string): string =>
  `source:\n  url: ${url ?? ""}\n${branch === "main" ? "" : `  branch: ${branch}\n`}`
    + `  signers: ${SIGNERS}\n  pin: ${pin}\n`;

const refuseUnable = (context: BaseContext): void => {
  if (context.host.isTree) throw usage("a host is enrolled on itself, not below --root", "");
  if (!context.isRoot) {
    throw new VexorError("NOT_ROOT", "vexor enrol writes the agent's settings and needs root",
      { hint: "sudo vexor enrol URL" });
  }
  if (isConfigured(context)) {
    throw usage(`${AGENT_SETTINGS} names a source already`,
      `Change it with sudoedit ${AGENT_SETTINGS}, then: vexor doctor`);
  }
};

export const run: BaseCommand = async (context, call) => {
  const [url] = call.args;
  if (url === undefined) throw usage("vexor enrol wants the url of a repository",
    "For example: sudo vexor enrol git@git.example.org:fleet.git");
  refuseUnable(context);
  const followed = { url, branch: text(call, "branch") };
  const { source } = settingsFor(followed, null, context.hostName);
  const ask = {
    agrees: (question: string) => agrees(context, question),
    waits: async (question: string) => void await answerTo(context, question),
    stopped,
  };
  const sshKey = isSshSource(source) ? await ensureDeployKey(context, ask) : null;
  if (isSshSource(source)) await ensureHostKey(context, source, ask);
  await ensureSigners(context);
  const pin = await chosenPin(context, { ...source, sshKey });
  context.host.replace(AGENT_SETTINGS, textOf(settingsFor(followed, pin, context.hostName).source,
    pin));
  context.terminal.note(`Wrote ${AGENT_SETTINGS}. Next: systemctl start vexor-agent && `
    + "vexor sync --wait");
  return (await import("./doctor.ts")).run(context, { verb: "doctor", args: [],
    options: call.options });
};
