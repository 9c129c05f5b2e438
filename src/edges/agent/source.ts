/** The source as the agent sees it: fetched, and judged here before anybody with rights is asked. */
import type { Revision, Source } from "../../agent/ports.ts";
import { policyOf, type SourceSettings } from "../../engine/agent-settings.ts";
import { VexorError } from "../../engine/errors.ts";
import type { Host } from "../../engine/ports.ts";
import { checkProof, loadFrom } from "../../engine/source/check-proof.ts";
import type { FileSource } from "../../engine/host-file-source.ts";
import type { Proof } from "../../engine/source/types.ts";
import { digest } from "../digest.ts";
import { readYaml } from "../yaml.ts";
import { idOf } from "./prove.ts";
import { plainFiles } from "../../engine/source/tree-files.ts";
import { createHash } from "node:crypto";

export const sourceFor = (settings: SourceSettings, host: Host, hostName: string): Source => ({
  fetch: async (): Promise<Revision> => {
    const files: Record<string, string> = {};
    const lazy = new Proxy(files, { getOwnPropertyDescriptor: (target, key) => {
      const text = host.read(`${settings.directory}/${String(key)}`);
      if (text !== null) target[String(key)] = text;
      return Object.getOwnPropertyDescriptor(target, key);
    } });
    const from: FileSource = plainFiles(lazy, digest);
    loadFrom(settings.path, from, { readYaml }, "the directory");
    const proof: Proof = { format: "vexor.proof/1", commit: null, path: settings.path, files,
      commits: [], trees: [] };
    await checkProof(proof, policyOf(settings, hostName), null, { digest, readYaml,
      now: () => host.now(), sha1: (bytes) => createHash("sha1").update(bytes).digest("hex"),
      signerOf: () => Promise.reject(new VexorError("SOURCE_SIGNER", "no")) });
    return { id: idOf(proof), subject: null, at: host.now().toISOString(), signer: null, proof };
  },
  watch: () => () => undefined,
});
