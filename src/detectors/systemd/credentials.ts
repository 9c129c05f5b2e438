/**
 * Credentials that a service of systemd's own asks for by name (systemd.exec(5), LoadCredential=
 * without a path, since 252): the one that the machine was started with, or else that of the first
 * credential store that has it. Encrypted ones are not looked at.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { strictly } from "../../engine/plan/unread.ts";
import { isOlder } from "./systemd-version.ts";

const SYSTEM = "/run/credentials/@system"; // as the machine was started: nothing comes later
const STORES = ["/etc/credstore", "/run/credstore", "/usr/local/lib/credstore",
  "/usr/lib/credstore"];

/** Where one may come and go. */
export const credentialPlaces = (name: string): readonly string[] =>
  STORES.map((store) => `${store}/${name}`);

/** systemd closes /run/credentials to services, root's too: that says nothing of the machine. */
const isThere = (host: HostReader, path: string): boolean => {
  try {
    return (path.startsWith(SYSTEM) ? strictly(host) : host).stat(path) !== null;
  } catch (error) {
    if (error instanceof VexorError && error.code === "HOST_READ") return false;
    throw error;
  }
};

const SINCE = 252;

export const findCredential = (host: HostReader, name: string): string | null => {
  const found = [`${SYSTEM}/${name}`, ...credentialPlaces(name)].find((path) =>
    isThere(host, path));
  return found === undefined || isOlder(host, SINCE) ? null : found;
};
