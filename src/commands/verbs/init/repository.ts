/** The repository that hosts follow: files for a first commit, of this host or of a whole fleet. */
import { join } from "node:path";
import {
  BASE, liftShared, type LiftedHost, type SharedRole,
} from "../../../engine/host-file/lift.ts";
import { VexorError } from "../../../engine/model/errors.ts";
import { quote } from "../../../formats/quote.ts";
import { shellPath } from "../../../formats/shell-word.ts";
import { plural, printableLine } from "../../../render/style.ts";
import { flag, text, type Command, type Context, type Invocation } from "../../shared/context.ts";
import { recordedMachine } from "../../shared/facts-file.ts";
import type { PlannedFor } from "../../shared/load-and-plan.ts";
import { consent } from "../../shared/locked-run.ts";
import { foundOn, type FoundHost } from "./found.ts";
import { FIXED_FILES, roleHead, SCHEMA_LINE, schemaFiles } from "./repository-table.ts";

const FORMAT = "vexor.repository/1";

interface NewFile {
  readonly path: string;
  readonly text: string;
}

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/** Facts come from elsewhere: the name of a host becomes the name of a file. */
const refuseNames = (machines: readonly PlannedFor[]): void => {
  const seen = new Set<string>();
  for (const { hostName } of machines) {
    if (!FILE_NAME.test(hostName)) {
      throw new VexorError("FACTS_INVALID", `${quote(hostName)} cannot be the name of a host file`,
        { hint: "Record the facts of a host whose name has letters, digits, dots and dashes." });
    }
    if (seen.has(hostName)) {
      throw new VexorError("FACTS_INVALID", `two files hold facts of ${hostName}`,
        { hint: "Keep the newer one." });
    }
    seen.add(hostName);
  }
};

const machinesOf = (context: Context, call: Invocation): readonly PlannedFor[] => {
  const directory = text(call, "from-facts");
  if (directory === null) return [context];
  if (text(call, "root") !== null) {
    throw new VexorError("USAGE", "--from-facts and --root are different machines",
      { hint: "Name one of them." });
  }
  const names = context.listNamed(directory).filter((name) => name.endsWith(".json")).toSorted();
  if (names.length === 0) {
    throw new VexorError("FACTS_MISSING", `${directory} is not a directory with files of `
      + "facts (NAME.json)",
      { hint: "On each host: sudo vexor facts --out NAME.json" });
  }
  return names.map((name) => recordedMachine(context, join(directory, name)));
};

const roleFile = async (
  context: Context, { name, hosts, declaration }: SharedRole,
): Promise<NewFile> => ({
  path: `roles/${name}.yaml`,
  text: SCHEMA_LINE + roleHead(name === BASE, hosts)
    + await context.printYaml({ apiVersion: "vexor/v1", ...declaration }),
});

const hostFileOf = async (
  found: FoundHost, { host, roles, own }: LiftedHost,
): Promise<NewFile> => ({
  path: `hosts/${host}.yaml`,
  text: SCHEMA_LINE + await found.yaml(own, roles.map((name) => `../roles/${name}.yaml`)),
});

const filesFor = async (
  context: Context, found: readonly FoundHost[],
): Promise<readonly NewFile[]> => {
  const sections = context.resources.map(({ section }) => section);
  const { roles, hosts } = liftShared(found.map(({ declaration }) => declaration), sections);
  const files: NewFile[] = [];
  for (const [at, host] of hosts.entries()) {
    const one = found[at];
    if (one !== undefined) files.push(await hostFileOf(one, host));
  }
  for (const role of roles) files.push(await roleFile(context, role));
  return [...files, ...FIXED_FILES, ...await schemaFiles()];
};

const repositoryOf = (call: Invocation): string => {
  const repo = text(call, "repo");
  if (repo === null) {
    throw new VexorError("USAGE", "--from-facts writes a repository, and none is named",
      { hint: "Name its directory: --repo DIR." });
  }
  if (text(call, "out") === null) return repo;
  throw new VexorError("USAGE", "--out and --repo are two places",
    { hint: "Name one of them." });
};

const report = (
  context: Context, call: Invocation, repo: string, written: readonly string[],
  kept: readonly string[],
): void => {
  if (flag(call, "json")) {
    context.terminal.print(
      `${JSON.stringify({ format: FORMAT, repository: repo, written, kept }, null, 2)}\n`);
  }
  context.terminal.note(written.length === 0 ? "Nothing was written."
    : `Wrote ${plural(written.length, "file")} to ${shellPath(repo)}/: read README.md there, then `
      + "commit.");
};

const writeNew = async (
  context: Context, repo: string, files: readonly NewFile[],
): Promise<readonly string[]> => {
  const written: string[] = [];
  for (const { path, text: content } of files) {
    if (await context.createText(join(repo, path), content)) written.push(path);
  }
  return written;
};

/** Files that are there stay as they are. */
export const initRepository: Command = async (context, call) => {
  const repo = repositoryOf(call);
  const machines = machinesOf(context, call);
  refuseNames(machines);
  const files = await filesFor(context, machines.map((machine) => foundOn(context, machine)));
  const [kept, missing] = [true, false].map((isThere) => files.filter(({ path }) =>
    (context.readText(join(repo, path)) !== null) === isThere)) as [NewFile[], NewFile[]];
  for (const { path } of kept) context.terminal.note(printableLine(`kept  ${join(repo, path)}`));
  for (const { path } of missing) context.terminal.note(printableLine(`new   ${join(repo, path)}`));
  const isAgreed = missing.length > 0
    && await consent(context, call, `Write ${plural(missing.length, "new file")}?`);
  const written = isAgreed ? await writeNew(context, repo, missing) : [];
  report(context, call, repo, written, kept.map(({ path }) => path));
  return 0;
};
