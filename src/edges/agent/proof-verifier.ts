/**
 * The root helper's own judgement of a revision: the settings and the last accepted commit are read
 * here, the bytes are checked here, and only YAML is left to a process that has no rights.
 */
import { isDeepStrictEqual } from "node:util";
import type { ProofVerifier } from "../../agent/ports.ts";
import { policyOf } from "../../engine/settings/agent-settings.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Host } from "../../ports/host.ts";
import { readAccepted, recordedAccepted, writeAccepted } from "../../engine/source/accepted.ts";
import { checkProof } from "../../engine/source/check-proof.ts";
import { noteSeen } from "../../engine/source/first-seen.ts";
import type { Proof, VerifiedRevision } from "../../engine/source/types.ts";
import { digest } from "../linux/hash.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { openSource } from "../source/open-source.ts";
import { readYamlInSubprocess } from "../yaml/yaml-subprocess.ts";
import { settingsInForce } from "./settings-in-force.ts";

/** The revision's name: its commit, or a digest of a directory's files. */
export const revisionIdOf = ({ commit, files }: Proof): string => {
  const inOrder = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return commit ?? digest(JSON.stringify(inOrder)).slice(0, 40);
};

export const proverFor = (
  host: Host, root: string, hostName: string, sections: Sections,
): ProofVerifier => {
  const { settings: { source: settings, approval, facts }, problem } =
    settingsInForce(host, root, hostName);
  const { source, ports } = openSource(host, root, settings, null, sections);
  const check = async (proof: Proof): Promise<VerifiedRevision> => {
    // A directory proves nothing: its files must be the very ones that this process sees.
    if (settings.directory !== null) {
      const own = await source.fetch(null);
      if (!isDeepStrictEqual(own.proof.files, proof.files)) {
        throw new VexorError("SOURCE_CORRUPT", `${settings.directory} holds something else by now`);
      }
    }
    return checkProof(proof, policyOf(settings, hostName), readAccepted(host)?.accepted ?? null,
      { ...ports, readYaml: readYamlInSubprocess, noteSeen: (ids) => noteSeen(host, ids) });
  };
  return {
    needsApproval: approval === "required",
    settingsProblem: problem,
    publishesFacts: facts !== null,
    prove: async (proof) => {
      const { loaded: { declaration }, commit, unsignedId, subject, author, signer } =
        await check(proof);
      if (subject === null || author === null || unsignedId === null) {
        return { declaration, id: revisionIdOf(proof) };
      }
      // Its signature was looked at when it was new: the record of that still names the signer.
      const accepted = readAccepted(host);
      const known = accepted?.accepted === commit ? accepted?.signer ?? null : null;
      return { declaration, id: revisionIdOf(proof),
        named: { subject, author, signer: signer ?? known, unsignedId } };
    },
    accept: async (proof) => {
      const { commit, signer } = await check(proof);
      if (commit === null || recordedAccepted(host)?.accepted === commit) return;
      writeAccepted(host, { url: settings.url ?? "", branch: settings.branch, accepted: commit,
        at: host.now().toISOString(), by: "vexor-agent", signer, why: null });
    },
  };
};
