/** The host keys that ssh takes, as sshd(8) describes their file. */
import type { SourceSettings } from "../../../engine/settings/agent-settings.ts";
import { agentUser, barrierTo } from "./agent-user.ts";
import { fine, finding, hidden, type DoctorCheck, type DoctorEdges,
  type DoctorContext } from "./check.ts";
import { isSshSource } from "./programs.ts";

const ID = "host key";
const KEY_TYPE = /^(?:ssh-|ecdsa-|sk-)[\w@.-]+$/;

/** As ssh looks it up: `git.example.org`, or `[git.example.org]:2222`. */
export const serverOf = (url: string): { readonly name: string; readonly scan: string } | null => {
  const [, host, port] = /^(?:ssh:\/\/)?(?:[\w.-]+@)?([A-Za-z0-9][A-Za-z0-9.-]*)(?::(\d+)(?=\/))?/
    .exec(url) ?? [];
  if (host === undefined) return null;
  const isOther = url.startsWith("ssh://") && port !== undefined && port !== "22";
  const name = host.toLowerCase();
  return isOther ? { name: `[${name}]:${port}`, scan: `ssh-keyscan -p ${port} ${name}` }
    : { name, scan: `ssh-keyscan ${name}` };
};

const fits = (pattern: string, name: string): boolean => new RegExp(`^${
  pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".")}$`, "i")
  .test(name);

const isFor = (hosts: string, name: string, { hashedName }: Pick<DoctorEdges, "hashedName">) => {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(hosts) ?? [];
  if (salt !== undefined) return hashedName(salt, name) === hash;
  const patterns = hosts.split(",");
  return patterns.some((one) => !one.startsWith("!") && fits(one, name))
    && !patterns.some((one) => one.startsWith("!") && fits(one.slice(1), name));
};

/** Types of the keys that are listed for a name. */
export const keyTypesFor = (
  text: string, name: string, edges: Pick<DoctorEdges, "hashedName">,
): readonly string[] => text.split("\n").flatMap((line) => {
  const words = line.trim().split(/\s+/);
  if (line.trim() === "" || line.startsWith("#") || words[0] === "@revoked") return [];
  const [hosts = "", type = ""] = words[0] === "@cert-authority" ? words.slice(1) : words;
  return KEY_TYPE.test(type) && isFor(hosts, name, edges) ? [type] : [];
});

const listCheck = (
  { host, edges }: DoctorContext, { knownHosts }: SourceSettings,
    server: { name: string; scan: string },
): DoctorCheck => {
  const add = `${server.scan} >> ${knownHosts}, then compare: ssh-keygen -lf ${knownHosts}`;
  if (host.stat(knownHosts) === null) return finding(ID, `${knownHosts} does not exist`, add);
  let text: string;
  try {
    text = host.read(knownHosts) ?? "";
  } catch {
    return hidden(ID, `${knownHosts} cannot be read by you`);
  }
  const types = [...new Set(keyTypesFor(text, server.name, edges))];
  if (types.length === 0) return finding(ID, `${knownHosts} does not list ${server.name}`, add);
  const user = agentUser(host);
  const barrier = user && barrierTo(host, user, knownHosts);
  if (barrier) {
    return finding(ID, `the user vexor-agent may not read ${knownHosts}: ${barrier}`,
      `chmod a+r ${knownHosts}`);
  }
  if (!edges.isRootsAlone(knownHosts)) {
    return finding(ID, `others than root may write ${knownHosts}`,
      `chown root ${knownHosts} && chmod go-w ${knownHosts}`);
  }
  return fine(ID, `${server.name}: ${types.join(", ")}`);
};

export const knownHostChecks = (scene: DoctorContext): readonly DoctorCheck[] => {
  const source = scene.settings?.source;
  const server = source?.url && isSshSource(source) ? serverOf(source.url) : null;
  return source && server ? [listCheck(scene, source, server)] : [];
};
