/** The two keys of an enrolment over ssh: this host's own, and the server's. */
import { DEPLOY_KEY } from "../../engine/settings/agent-files.ts";
import type { SourceSettings } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { BaseContext } from "../shared/context.ts";
import { agentUser } from "./doctor/agent-user.ts";
import { keyTypesFor, serverOf } from "./doctor/known-hosts.ts";
import { runAs } from "../../formats/run-as.ts";

interface EnrolPrompts {
  agrees(question: string): Promise<boolean>;
  waits(question: string): Promise<void>;
  stopped(why: string, hint: string): VexorError;
}

const QUICK_MS = 30_000;
const NOBODY = 65534;

const must = async ({ host }: BaseContext, ...argv: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await host.run(argv, QUICK_MS);
  if (code === 0) return stdout;
  throw new VexorError("COMMAND_FAILED", `${argv.join(" ")} failed: ${stderr.trim()}`);
};

/** Made where there is none. Resolves to its path. */
export const ensureDeployKey = async (context: BaseContext, ask: EnrolPrompts): Promise<string> => {
  const { host, hostName, terminal } = context;
  if (agentUser(host) === null) {
    throw ask.stopped("the user vexor-agent does not exist",
      "Install the package, or run: sudo dist/vexor install");
  }
  if (host.stat(DEPLOY_KEY) === null) {
    host.makeDir("/etc/vexor-agent");
    await must(context, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `vexor@${hostName}`,
      "-f", DEPLOY_KEY);
    await must(context, "chown", "root:vexor-agent", DEPLOY_KEY);
    await must(context, "chmod", "0640", DEPLOY_KEY);
  }
  const half = host.read(`${DEPLOY_KEY}.pub`)?.trim()
    ?? (await must(context, "ssh-keygen", "-y", "-f", DEPLOY_KEY)).trim();
  terminal.note("This host's deploy key. Add it to the repository, as a key that may only read:\n"
    + `  ${half}`);
  await ask.waits("Press Enter when it is there. ");
  return DEPLOY_KEY;
};

const SCANNED = /^(\S+) ((?:ssh-|ecdsa-|sk-)[\w@.-]+) ([A-Za-z0-9+/]+={0,2})$/;

interface HostKey {
  readonly line: string;
  readonly shown: string;
}

/** Run as the user `nobody`, because the server's bytes are untrusted. */
const scanned = async (
  context: BaseContext, { scan, name }: { readonly scan: string; readonly name: string },
    ask: EnrolPrompts,
): Promise<readonly HostKey[]> => {
  const { fingerprintOf } = await context.doctorEdges();
  const { stdout } =
    await context.host.run([...runAs(NOBODY, NOBODY), ...scan.split(" ")], QUICK_MS);
  const keys = stdout.split("\n").flatMap((line) => {
    const [, , type = "", key = ""] = SCANNED.exec(line.trim()) ?? [];
    return key === "" ? [] : [{ line: `${name} ${type} ${key}\n`,
      shown: `  ${type.padEnd(20)} ${fingerprintOf(key)}` }];
  });
  if (keys.length > 0) return keys;
  throw ask.stopped(`${name} shows no host key`, `Look at the url and the network: ${scan}`);
};

/** The server's keys, once the operator has compared them; those that are listed already stay. */
export const ensureHostKey = async (
  context: BaseContext, { url, knownHosts }: SourceSettings, ask: EnrolPrompts,
): Promise<void> => {
  const { host, terminal } = context;
  const server = serverOf(url ?? "");
  if (server === null) return;
  const before = host.read(knownHosts) ?? "";
  if (keyTypesFor(before, server.name, await context.doctorEdges()).length > 0) return;
  const keys = await scanned(context, server, ask);
  const shown = keys.map((one) => one.shown).join("\n");
  terminal.note(`${server.name} shows these host keys:\n${shown}`);
  if (!await ask.agrees("Are they what the server's operator publishes?")) {
    throw ask.stopped(`the host keys of ${server.name} are not known to be its own`,
      `List its keys in ${knownHosts}, then run this again.`);
  }
  host.replace(knownHosts, before + keys.map(({ line }) => line).join(""));
};
