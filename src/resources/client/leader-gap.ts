/**
 * A stop between two leader slots. Firedancer (26.10) tells by itself when it leads no slot for a
 * while: its `wait` blocks until then, and stops nothing. Of all that it can wait for only that gap
 * counts here: a client that has fallen behind, or a cluster with many delinquents, may be just why
 * it is stopped.
 */
import { readClients } from "../../detectors/clients/clients.ts";
import { allClients, canDo, type FoundClient } from "../../detectors/clients/descriptors.ts";
import { unitProcesses } from "../../detectors/systemd/unit-processes.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { runProgram } from "../../engine/run/programs.ts";
import type { ReportProgress } from "../../engine/resource.ts";
import { shellWord } from "../../formats/shell-word.ts";
import type { Host, HostReader } from "../../ports/host.ts";
import { ownProgram } from "../shared/own-program.ts";
import { reasonIn } from "./failure-reason.ts";
import type { KnownKeys } from "./known-keys.ts";
import { isDeclaredUnstaked, presentIdentity } from "./starting-identity.ts";

/** `tried`: without a gap it is stopped all the same. */
export type Gap = "wanted" | "tried";

const IDLE_SECONDS = 60;
const LIMIT_SECONDS = 600;

/** Whether it can wait, and may lead: one that is the unstaked key never does. */
export const hasLeaderGaps = (keys: KnownKeys, client: FoundClient | undefined): boolean => {
  if (client === undefined || !canDo(client, "wait")) return false;
  const key = presentIdentity(keys.host, client);
  return key !== undefined && !isDeclaredUnstaked(keys, key);
};

const waiting = (host: HostReader, client: FoundClient): readonly string[] => {
  const { exe, asItsUser } = ownProgram(host, client);
  const { config } = client.places;
  return [...asItsUser, exe, "wait", ...config === undefined ? [] : ["--config", config],
    "--min-idle-seconds", String(IDLE_SECONDS), "--skip-health-check", "--skip-snapshot-check",
    "--max-delinquent-stake", "100", "--silent"];
};

const runningIn = (host: HostReader, unit: string): FoundClient | null =>
  readClients(host, allClients()).find((one) =>
    one.unit === unit && one.state === "running") ?? null;

/** Throws CLIENT_SERVICE where a gap is wanted, and does not come. */
export const awaitLeaderGap = async (
  host: Host, unit: string, gap: Gap, report: ReportProgress,
): Promise<void> => {
  const client = runningIn(host, unit);
  if (client === null) return;
  report(`waiting until ${unit} leads no slot for ${IDLE_SECONDS} s (${LIMIT_SECONDS} s at most)`);
  const { code, stderr, stdout, timedOut } = await runProgram(host,
    `wait for a gap between the leader slots of ${unit}`, waiting(host, client),
    LIMIT_SECONDS * 1000);
  if (code === 0 || unitProcesses(host, unit).length === 0) return;
  const why = timedOut ? `no ${IDLE_SECONDS} s between its leader slots came within `
    + `${LIMIT_SECONDS} s` : `its wait for a gap between leader slots failed: `
      + reasonIn(stderr || stdout);
  if (gap === "tried") return report(`${unit} is stopped all the same: ${why}`);
  throw new VexorError("CLIENT_SERVICE", `${unit} is not stopped: ${why}`, { hint: "Try again "
    + `later. By hand (its next leader slots are lost): systemctl stop ${shellWord(unit)}; then `
    + "apply again." });
};
