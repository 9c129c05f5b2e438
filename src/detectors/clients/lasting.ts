/**
 * Units that systemd-run makes live in /run and end with the boot: no administrator has installed
 * them. A program that root starts in one is not what a host file means by a client.
 */
import type { FoundClient } from "./descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { readUnitFiles, readUnitPath } from "../systemd/unit-files.ts";

const TRANSIENT = "/run/systemd/transient/";

/** Those in an installed unit; all of them where none is, or there is no choice. */
export const installedAmong = <T extends FoundClient>(
  host: HostReader, clients: readonly T[],
): readonly T[] => {
  if (clients.length < 2) return clients;
  const unitPath = readUnitPath(host);
  const lasting = clients.filter(({ unit }) => unit !== null
    && readUnitFiles(unitPath, unit).fragment?.startsWith(TRANSIENT) === false);
  return lasting.length > 0 ? lasting : clients;
};
