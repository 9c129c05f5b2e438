/**
 * The root part's own judgement of a revision: the settings and the last accepted commit are read
 * here, the bytes are checked here, and only YAML is left to a process that has no rights.
 */
import { createHash } from "node:crypto";
import {
  AGENT_SETTINGS, parseAgentSettings, policyOf, type AgentSettings, type SourceSettings,
} from "../../engine/agent-settings.ts";
import type { Prover } from "../../agent/ports.ts";
import { VexorError } from "../../engine/errors.ts";
import type { Host } from "../../engine/ports.ts";
import { readAccepted, writeAccepted } from "../../engine/source/accepted.ts";
import { checkProof } from "../../engine/source/check-proof.ts";
import type { Proof, SourcePorts, Verified } from "../../engine/source/types.ts";
import { digest } from "../digest.ts";
import { readYamlApart } from "../yaml-apart.ts";

export const readSettings = (host: Host, hostName: string): AgentSettings => {
  const text = host.read(AGENT_SETTINGS);
  if (text === null) {
    throw new VexorError("AGENT_SETTINGS", `${AGENT_SETTINGS} does not exist`,
      { hint: "docs/agent.md shows a small one." });
  }
  return parseAgentSettings(text, AGENT_SETTINGS, readYamlApart, hostName);
};

/** A directory proves nothing: its files must be the very ones that this process sees. */
const assertSameFiles = (host: Host, directory: string, { files }: Proof): void => {
  for (const [path, text] of Object.entries(files)) {
    if (path.split("/").includes("..") || host.read(`${directory}/${path}`) !== text) {
      throw new VexorError("SOURCE_CORRUPT", `${directory}/${path} is not what was brought`);
    }
  }
};

/** TEMPORARY until signatures land. */
const judgesFor = (_: SourceSettings): Pick<SourcePorts, "sha1" | "signerOf"> => ({
  sha1: (bytes) => createHash("sha1").update(bytes).digest("hex"),
  signerOf: () => Promise.reject(new VexorError("SOURCE_SIGNER", "no")),
});

export const idOf = ({ commit, files }: Proof): string => {
  const inOrder = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return commit ?? digest(JSON.stringify(inOrder)).slice(0, 40);
};

export const proverFor = (host: Host, hostName: string): Prover => {
  const { source } = readSettings(host, hostName);
  const ports = judgesFor(source);
  const check = (proof: Proof): Promise<Verified> => {
    if (source.directory !== null) assertSameFiles(host, source.directory, proof);
    return checkProof(proof, policyOf(source, hostName), readAccepted(host)?.accepted ?? null,
      { ...ports, digest, readYaml: readYamlApart, now: () => host.now() });
  };
  return {
    prove: async (proof) => {
      const { loaded } = await check(proof);
      return { declaration: loaded.declaration, id: idOf(proof) };
    },
    accept: async (proof) => {
      const { commit, signer } = await check(proof);
      if (commit === null || readAccepted(host)?.accepted === commit) return;
      writeAccepted(host, { url: source.url ?? "", branch: source.branch, accepted: commit,
        at: host.now().toISOString(), by: "vexor-agent", signer, why: null });
    },
  };
};
