/** The keeper's events on the disk: two files of bounded length, the older one whole. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import type { KeeperRecord } from "../../failover/event.ts";

const DIRECTORY = "/var/lib/vexor-agent/failover";
const [NEWER, OLDER] = [`${DIRECTORY}/events.jsonl`, `${DIRECTORY}/events.1.jsonl`];
const LONGEST = 256 * 1024;
const [PRIVATE_DIRECTORY, PRIVATE] = [0o700, 0o600];

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What cannot be written is lost: no record keeps the keeper from its work. */
export const noteEvent = (record: KeeperRecord): void => {
  try {
    mkdirSync(DIRECTORY, { recursive: true, mode: PRIVATE_DIRECTORY });
    if (sizeOf(NEWER) > LONGEST) renameSync(NEWER, OLDER);
    appendFileSync(NEWER, `${JSON.stringify(record)}\n`, { mode: PRIVATE });
  } catch {
    // The journal has it as well.
  }
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Oldest first. */
export const eventsText = (): string => textOf(OLDER) + textOf(NEWER);
