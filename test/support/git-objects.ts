/** Git objects made by hand, and proofs of them: no git needed, and no rule of git's kept. */
import { createHash } from "node:crypto";
import { readYaml } from "../../src/edges/yaml/yaml.ts";
import { digest } from "../../src/edges/linux/hash.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { SourcePolicy, Proof, SignedPayload, SourcePorts } from "../../src/engine/source/types.ts";
import { SECTIONS } from "../../src/resources/index.ts";

export interface GitObject {
  readonly id: string;
  readonly base64: string;
}

const object = (type: string, body: Buffer): GitObject => ({
  id: createHash("sha1").update(`${type} ${body.length}\0`).update(body).digest("hex"),
  base64: body.toString("base64"),
});

export const blob = (text: string): GitObject => object("blob", Buffer.from(text));

export const tree = (entries: Readonly<Record<string, readonly [mode: string, id: string]>>):
GitObject => object("tree", Buffer.concat(Object.entries(entries).map(([name, [mode, id]]) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]))));

interface CommitParts {
  readonly tree: string;
  readonly parents?: readonly string[];
  readonly at?: number;
  readonly message?: string;
  /** Whose signature of the rest stands in it. */
  readonly by?: string | null;
}

const seal = (payload: Buffer, by: string): string =>
  `${by} ${createHash("sha256").update(payload).update(by).digest("hex")}`;

export const commit = (parts: CommitParts): GitObject => {
  const { tree: root, parents = [], at = 1_700_000_000, message = "one", by = null } = parts;
  const head = [`tree ${root}`, ...parents.map((id) => `parent ${id}`),
    `author A <a@x> ${at} +0000`, `committer A <a@x> ${at} +0000`].join("\n");
  const payload = Buffer.from(`${head}\n\n${message}\n`);
  if (by === null) return object("commit", payload);
  const signature = `gpgsig ${seal(payload, by)}\n over lines`;
  return object("commit", Buffer.from(`${head}\n${signature}\n\n${message}\n`));
};

export const PATH = "hosts/test-host.yaml";
export const NOW = new Date(1_700_000_000_000 + 3_600_000);
export const HOST_FILE = "apiVersion: vexor/v1\nhost: test-host\nextends: [../roles/r.yaml]\n";
export const ROLE_FILE = "apiVersion: vexor/v1\nsysctl: {vm.swappiness: 10}\n";

export interface Repository {
  readonly root: GitObject;
  readonly trees: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

export const repository = (hostFile = HOST_FILE, role = ROLE_FILE): Repository => {
  const hosts = tree({ "test-host.yaml": ["100644", blob(hostFile).id] });
  const roles = tree({ "r.yaml": ["100644", blob(role).id] });
  const root = tree({ hosts: ["40000", hosts.id], roles: ["40000", roles.id] });
  return { root, trees: [root.base64, hosts.base64, roles.base64],
    files: { [PATH]: hostFile, "roles/r.yaml": role } };
};

export const proofOf = (
  commits: readonly GitObject[], { trees, files }: Omit<Repository, "root"> = repository(),
): Proof => ({ format: "vexor.proof/1", commit: commits[0]?.id ?? null, path: PATH, files, trees,
  commits: commits.map(({ base64 }) => base64) });

export const policy = (more: Partial<SourcePolicy> = {}): SourcePolicy => ({ kind: "git", path: PATH,
  signatures: "none", pin: null, freshness: null, hostName: "test-host", ...more });

export const asked: SignedPayload[] = [];
/** When the host saw which commit first, in seconds. */
export const seen = new Map<string, number>();
export const noted: string[] = [];

/** `mallory` is an attacker. */
export const ports: SourcePorts = {
  sha1: (bytes) => createHash("sha1").update(bytes).digest("hex"),
  digest, readYaml, sections: SECTIONS, now: () => NOW,
  firstSeen: () => seen,
  noteSeen: (ids) => void noted.push(...ids),
  signerOf: async (signed) => {
    asked.push(signed);
    const [line = ""] = signed.signature.split("\n");
    const [by = ""] = line.split(" ");
    const isGood = line === seal(Buffer.from(signed.payload), by) && by !== "mallory"
      && signed.signature === `${line}\nover lines\n`;
    if (isGood) return by;
    throw new VexorError("SOURCE_SIGNER", "not a friend's");
  },
};
