/** The source as the agent sees it: fetched, and judged before the root helper is asked. */
import type { AgentSource } from "../../agent/ports.ts";
import { policyOf, type SourceSettings } from "../../engine/settings/agent-settings.ts";
import type { Host } from "../../ports/host.ts";
import { anchorOf, readAccepted } from "../../engine/source/accepted.ts";
import { aboutCommit } from "../../engine/model/errors.ts";
import { checkProof, commitNameOf } from "../../engine/source/check-proof.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { openSource } from "../source/open-source.ts";
import { revisionIdOf } from "./proof-verifier.ts";

export const sourceFor = (
  host: Host, root: string, settings: SourceSettings, hostName: string,
  untidy: (why: string) => void, sections: Sections,
): AgentSource => {
  const { source, ports, tidy } = openSource(host, root, settings, null, sections);
  const policy = policyOf(settings, hostName);
  return {
    fetch: async () => {
      const accepted = readAccepted(host);
      const { proof, at } = await source.fetch(anchorOf(accepted, policy));
      const commit = commitNameOf(proof, ports);
      void tidy().then((why) => why !== null && untidy(why));
      const { unsignedId, subject, signer, alarms, loaded } =
        await checkProof(proof, policy, accepted?.accepted ?? null, ports)
          .catch((error: unknown) => {
            throw commit === null ? error : aboutCommit(error, commit);
          });
      return { id: revisionIdOf(proof), unsignedId, at, subject, signer, proof,
        placeOf: loaded.placeOf,
        alarms: alarms.map(({ message }) => message) };
    },
    watch: (changed) => source.watch(changed),
  };
};
