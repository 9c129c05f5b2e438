/** The key that ssh signs in with: there, private, readable by the agent, without a passphrase. */
import { DEPLOY_KEY } from "../../../engine/settings/agent-files.ts";
import type { FileStat } from "../../../ports/host.ts";
import { agentUser, barrierTo } from "./agent-user.ts";
import { fine, finding, hidden, type DoctorCheck, type DoctorContext } from "./check.ts";
import { isSshSource } from "./programs.ts";

const ID = "deploy key";
const PREFIX = "-----BEGIN OPENSSH PRIVATE KEY-----";
const MAGIC = "openssh-key-v1\0";
const LOCKED = "it has a passphrase, which the agent cannot type";

const share = (path: string): string => `chgrp vexor-agent ${path} && chmod 640 ${path}`;
const make = (path: string): string =>
  `ssh-keygen -q -t ed25519 -N '' -f ${path} && ${share(path)}`;

/** Why ssh could not use a private key; null when it could. */
export const flawOf = (text: string): string | null => {
  if (/^-----BEGIN (RSA|EC|DSA) PRIVATE KEY-----/.test(text)) {
    return /ENCRYPTED/.test(text.slice(0, 200)) ? LOCKED : null;
  }
  if (!text.startsWith(PREFIX)) return "it is not a private key of OpenSSH's";
  const body = /-----\n([A-Za-z0-9+/=\n]+)\n-----END/.exec(text)?.[1]?.replaceAll("\n", "");
  if (body === undefined) return "its text is cut off";
  const bytes = atob(body.slice(0, 64));
  if (!bytes.startsWith(MAGIC)) return "it is not a private key of OpenSSH's";
  const cipher = bytes.slice(MAGIC.length + 4, MAGIC.length + 4 + (bytes.charCodeAt(18) || 0));
  return cipher === "none" ? null : LOCKED;
};

const publicHalf = ({ host }: DoctorContext, path: string): string | null =>
  /^\S+ [A-Za-z0-9+/=]+/.exec(host.stat(`${path}.pub`)?.kind === "file"
    ? host.read(`${path}.pub`) ?? "" : "")?.[0] ?? null;

const contentCheck = (scene: DoctorContext, path: string): DoctorCheck => {
  const { host, edges } = scene;
  let text: string | null = null;
  try {
    text = new TextDecoder().decode(host.bytes(path, 64 * 1024) ?? new Uint8Array());
  } catch {
    return hidden(ID, `${path} is for root and the agent alone: its content was not looked at`);
  }
  const flaw = flawOf(text);
  if (flaw !== null) return finding(ID, `${path}: ${flaw}`, `rm ${path} && ${make(path)}`);
  const half = publicHalf(scene, path)?.split(" ");
  return fine(ID, half === undefined ? path
    : `${path}, ${half[0]} ${edges.fingerprintOf(half[1] ?? "")}`);
};

const modeCheck = (path: string, { mode }: FileStat): DoctorCheck | null =>
  ((mode & 0o007) === 0 ? null
    : finding(ID, `others may read ${path} (mode ${(mode & 0o777).toString(8)}): treat it as known `
      + "to them", `rm ${path} && ${make(path)}`));

export const deployKeyChecks = (scene: DoctorContext): readonly DoctorCheck[] => {
  const { host, settings } = scene;
  if (settings === null || !isSshSource(settings.source)) return [];
  const path = settings.source.sshKey;
  if (path === null) {
    return [finding(ID, `${DEPLOY_KEY} does not exist, and sshKey: names no other`,
      make(DEPLOY_KEY))];
  }
  const stat = host.stat(path);
  if (stat === null) return [finding(ID, `${path} does not exist`, make(path))];
  if (stat.kind !== "file") return [finding(ID, `${path} is not a file`, make(path))];
  const user = agentUser(host);
  if (user === null) {
    return [finding(ID, "the user vexor-agent does not exist",
      "systemd-sysusers vexor-agent.conf")];
  }
  const open = modeCheck(path, stat);
  if (open !== null) return [open];
  const barrier = barrierTo(host, user, path);
  if (barrier !== null) {
    return [finding(ID, `the user vexor-agent may not read ${path}: ${barrier}`, share(path))];
  }
  if (stat.uid === user.uid && (stat.mode & 0o077) !== 0) {
    return [finding(ID, `ssh refuses ${path}: its owner is the agent, and a group may read it`,
      `chown root:vexor-agent ${path} && chmod 640 ${path}`)];
  }
  return [contentCheck(scene, path)];
};
