/** The source that the settings name, with what checking it needs from this machine. */
import { readFileSync } from "node:fs";
import type { OpenSource } from "../commands/context.ts";
import type { SourceSettings } from "../engine/agent-settings.ts";
import type { SourcePorts } from "../engine/source/types.ts";
import { digest, sha1 } from "./digest.ts";
import { DirectorySource } from "./directory-source.ts";
import { GitSource } from "./git/git-source.ts";
import type { Owner } from "./git/mirror.ts";
import { signerOf } from "./signature.ts";
import { readYaml } from "./yaml.ts";

const MIRROR = "/var/lib/vexor-agent/mirror";
const USER = "vexor-agent";

/** The user that fetches, where there is one: root's own directories need nobody else. */
const agentUser = (): Owner | null => {
  if (process.geteuid?.() !== 0) return null;
  const [, uid, gid] = new RegExp(`^${USER}:[^:]*:(\\d+):(\\d+):`, "m")
    .exec(readFileSync("/etc/passwd", "utf8")) ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
};

/** `root`: the tree whose settings these are, or "". `mirror`: in place of the usual one. */
export const openSource = (
  root: string, settings: SourceSettings, mirror: string | null,
): OpenSource => {
  const below = <T extends string | null>(path: T): T => (path === null ? path : root + path) as T;
  const ports: SourcePorts = {
    sha1, digest, readYaml, now: () => new Date(),
    signerOf: signerOf({ signers: below(settings.signers), keyring: below(settings.keyring) }),
  };
  const { url, directory } = settings;
  if (url === null) {
    const source = new DirectorySource(below(directory ?? ""), settings.path, ports);
    return { source, ports, find: async () => null, commit: async () => null,
      tidy: async () => null };
  }
  const own = { ...settings, url, sshKey: below(settings.sshKey),
    knownHosts: below(settings.knownHosts) };
  const source = new GitSource(mirror ?? below(MIRROR), own, agentUser(), ports);
  return { source, ports, find: (prefix) => source.find(prefix),
    commit: (id) => source.commit(id), tidy: () => source.tidy() };
};
