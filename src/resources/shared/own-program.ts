/** A running client's own program: the very file that runs, whatever has become of its name. */
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { runAs } from "../../formats/run-as.ts";

interface OwnProgram {
  readonly exe: string;
  /** What comes before it in a command. */
  readonly asItsUser: readonly string[];
}

export const ownProgram = (
  host: HostReader, { uid, pids: [pid = 0] }: Pick<FoundClient, "uid" | "pids">,
): OwnProgram => {
  const exe = `/proc/${pid}/exe`;
  if (uid === 0 || uid === null) return { exe, asItsUser: [] };
  const status = host.port("processes").processTexts([pid]).get(pid)?.told?.status ?? "";
  const gid = /^Gid:\s+(\d+)/m.exec(status)?.[1] ?? String(uid);
  return { exe, asItsUser: runAs(uid, gid) };
};
