/**
 * A repository of many hosts, as a fleet has it: host files that build on 20 roles, and for each
 * host the facts that it has signed. Three branches: `main`, `one`, on which one host wants
 * another value, and `all`, on which a role does that all hosts build on.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { makeSigner, type FactsMaker } from "./fleet-facts.ts";
import { sysctlLines, type Key } from "./keys.ts";

export const SITES = 9;
export const MODELS = 10;
export const ROLES = 1 + SITES + MODELS;

/** Which values stand where: of 40, 30 stand in the role of all. */
export interface FleetValues {
  /** What `all` changes. */
  readonly changed: readonly Key[];
  readonly base: readonly Key[];
  readonly site: readonly Key[];
  readonly model: readonly Key[];
  readonly own: readonly Key[];
}

export const valuesOf = (changed: readonly Key[], others: readonly Key[]): FleetValues => {
  const ends = [3 + 27, 30 + 5, 35 + 4].map((end) => end - changed.length);
  const [base, site, model] = ends as [number, number, number];
  return { changed, base: others.slice(0, base), site: others.slice(base, site),
    model: others.slice(site, model), own: others.slice(model) };
};

export const hostName = (at: number): string => `val-${String(at).padStart(5, "0")}`;
export const siteOf = (at: number): string => `site-${at % SITES}`;
export const modelOf = (at: number): string => `model-${at % MODELS}`;

const file = (...lines: readonly string[]): string =>
  ["apiVersion: vexor/v1", ...lines, ""].join("\n");

const baseRole = ({ changed, base }: FleetValues, wants: "live" | "other"): string =>
  file(...sysctlLines(changed, wants), ...sysctlLines(base, "live").slice(1));

const hostFile = ({ own }: FleetValues, at: number, wants: "live" | "other"): string => file(
  `host: ${hostName(at)}`,
  `extends: [../roles/base.yaml, ../roles/${siteOf(at)}.yaml, ../roles/${modelOf(at)}.yaml]`,
  ...sysctlLines(own, wants));

/** Writes what `git fast-import` reads; waits where git is slower. */
class ImportStream {
  readonly #to: Writable;

  constructor(to: Writable) {
    this.#to = to;
  }

  async #write(text: string): Promise<void> {
    if (!this.#to.write(text)) await once(this.#to, "drain");
  }

  commit(branch: string, from: string | null): Promise<void> {
    return this.#write(`commit refs/heads/${branch}\n`
      + "committer bench <bench@example.org> 1700000000 +0000\n"
      + `data ${branch.length}\n${branch}\n${from === null ? "" : `from refs/heads/${from}\n`}`);
  }

  file(path: string, text: string): Promise<void> {
    return this.#write(`M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  }
}

export interface FleetRequest {
  readonly hosts: number;
  readonly values: FleetValues;
  readonly facts: FactsMaker;
}

const writeRoles = async (to: ImportStream, values: FleetValues): Promise<void> => {
  await to.file("roles/base.yaml", baseRole(values, "live"));
  for (let at = 0; at < SITES; at++) {
    await to.file(`roles/${siteOf(at)}.yaml`, file(...sysctlLines(values.site, "live")));
  }
  for (let at = 0; at < MODELS; at++) {
    await to.file(`roles/${modelOf(at)}.yaml`, file(...sysctlLines(values.model, "live")));
  }
};

/** Facts one after the other: git keeps each as what differs from the one before. */
const writeHosts = async (
  to: ImportStream, { hosts, values, facts }: FleetRequest,
): Promise<void> => {
  const beside: (readonly [path: string, text: string])[] = [];
  for (let at = 0; at < hosts; at++) {
    const [name, text, signer] = [hostName(at), facts(hostName(at), at), makeSigner()];
    await to.file(`facts/${name}.json`, text);
    beside.push([`facts/${name}.json.sig`, signer.sign(text)],
      [`keys/hosts/${name}.pub`, signer.key],
      [`hosts/${name}.yaml`, hostFile(values, at, "live")]);
  }
  for (const [path, text] of beside) await to.file(path, text);
};

/** A repository without a work tree, in an empty directory. */
export const writeFleet = async (directory: string, request: FleetRequest): Promise<void> => {
  execFileSync("git", ["init", "--quiet", "--bare", "-b", "main", directory]);
  const git = spawn("git", ["-C", directory, "fast-import", "--quiet"],
    { stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(git, "exit");
  const to = new ImportStream(git.stdin);
  await to.commit("main", null);
  await writeRoles(to, request.values);
  await writeHosts(to, request);
  await to.commit("all", "main");
  await to.file("roles/base.yaml", baseRole(request.values, "other"));
  await to.commit("one", "main");
  await to.file(`hosts/${hostName(1)}.yaml`, hostFile(request.values, 1, "other"));
  git.stdin.end();
  const [code]: readonly unknown[] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`);
};
