/** The source that the settings name, with what checking it needs from this machine. */
import { existsSync } from "node:fs";
import type { OpenSource } from "../../commands/shared/context.ts";
import type { SourceSettings } from "../../engine/settings/agent-settings.ts";
import type { HostReader } from "../../ports/host.ts";
import { readFirstSeen } from "../../engine/source/first-seen.ts";
import { VexorError } from "../../engine/model/errors.ts";
import type { Sections } from "../../engine/host-file/section.ts";
import { readCommit } from "../../engine/source/git-objects.ts";
import type { RevisionSource, SourcePorts } from "../../engine/source/types.ts";
import { digest, sha1 } from "../linux/hash.ts";
import { DirectorySource } from "./directory-source.ts";
import { GitSource } from "../git/git-source.ts";
import { fetchingUser, SandboxedMirror, ownerOf } from "../git/sandboxed-mirror.ts";
import { answerTo } from "../git/mirror-question.ts";
import type { ProofPorts } from "../git/build-proof.ts";
import { isSsh } from "../git/run.ts";
import { createLinuxHost } from "../linux/linux-host.ts";
import { signatureVerifier } from "../linux/signature.ts";
import { closing, othersMayWrite, trustedIn } from "../linux/trusted-path.ts";
import { readYaml } from "../yaml/yaml.ts";

/** The key may also be the agent's own; which server is asked is root's alone to say. */
const refuseOthers = ({ url, sshKey, knownHosts }: GitSettings, trusted: number): void => {
  if (!isSsh(url)) return;
  const files = [["knownHosts", knownHosts, trusted],
    ["sshKey", sshKey, fetchingUser()?.uid ?? trusted]] as const;
  for (const [name, path, owner] of files) {
    const step = path !== null && existsSync(path) ? othersMayWrite(path, owner) : null;
    if (step === null) continue;
    throw new VexorError("SOURCE_TOOLS", `others than root may write ${step}, on the way to `
      + `${path}, the source's ${name}`, { hint: closing(step) });
  }
};

type GitSettings = SourceSettings & { readonly url: string };

const MIRROR = "/var/lib/vexor-agent/mirror";

/** Root works in no directory of another user: a process without rights does it for root. */
const isOwn = (root: string, directory: string): boolean => {
  if (process.geteuid?.() !== 0) return true;
  return root !== "" && (ownerOf(directory)?.uid ?? 0) === 0;
};

const gitSourceFor = (
  root: string, directory: string, settings: GitSettings, ports: SourcePorts,
): GitSource | SandboxedMirror => (isOwn(root, directory)
  ? new GitSource(directory, settings, ports) : new SandboxedMirror(root, directory, settings));

const portsFor = (
  host: HostReader, root: string, { signers, keyring }: Pick<SourceSettings, "signers" | "keyring">,
  sections: Sections,
): ProofPorts => ({ sha1, digest, readYaml, sections, now: () => new Date(),
  signerOf: signatureVerifier({ signers, keyring }, trustedIn(root)),
  firstSeen: () => readFirstSeen(host) });

/** `root`: the tree whose settings these are, or "". `mirror`: in place of the usual one. */
export const openSource = (
  host: HostReader, root: string, settings: SourceSettings, mirror: string | null,
  sections: Sections,
): OpenSource => {
  const below = <T extends string | null>(path: T): T => (path === null ? path : root + path) as T;
  const { url, directory } = settings;
  const keys = { signers: below(settings.signers), keyring: below(settings.keyring) };
  const ports: SourcePorts = { ...portsFor(host, root, keys, sections), noteSeen: () => undefined };
  if (url === null) {
    const source = new DirectorySource(below(directory ?? ""), settings.path, ports,
      trustedIn(root));
    return { source, ports, find: async () => null, commit: async () => null,
      tidy: async () => null };
  }
  const own = { ...settings, ...keys, url, sshKey: below(settings.sshKey),
    knownHosts: below(settings.knownHosts) };
  const source = gitSourceFor(root, mirror ?? below(MIRROR), own, ports);
  const fetch: RevisionSource["fetch"] = async (known) => {
    refuseOthers(own, trustedIn(root));
    return source.fetch(known);
  };
  return { source: { fetch, seen: (known) => source.seen(known), watch: () => source.watch() },
    ports, find: (prefix) => source.find(prefix),
    commit: async (id) => {
      const raw = await source.commit(id);
      if (raw === null) return null;
      const commit = readCommit(raw, sha1);
      return commit.id === id ? commit : null;
    },
    tidy: () => source.tidy() };
};

/** The half of it that looks after the mirror, without rights. */
export const answerMirror = (text: string, sections: Sections): Promise<string> =>
  answerTo(text, ({ root, directory, settings }) =>
    new GitSource(directory, settings,
      portsFor(createLinuxHost(root), root, settings, sections)));
