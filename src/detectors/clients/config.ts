/**
 * Where a client's TOML configuration says that its things are. Only plain `key = "text"`, numbers
 * and switches of the few keys that matter are read: all else in there is the client's business.
 */
import type { FoundClient } from "./descriptors.ts";
import type { HostReader } from "../../ports/host.ts";
import { readForUser } from "../read-if-allowed.ts";

type ClientPlaces = FoundClient["places"];

/** By section and key, Frankendancer's and Firedancer's. */
const KEYS: Readonly<Record<string, keyof ClientPlaces>> = {
  "consensus.identity_path": "identity",
  "consensus.vote_account_path": "voteAccount",
  "ledger.path": "ledger",
  "paths.identity_key": "identity",
  "paths.vote_account": "voteAccount",
  "paths.base": "ledger",
  "paths.vote_history": "historyExport",
  "tiles.votor.write_vote_history_file": "writesHistory",
  "rpc.port": "rpcPort",
};

const SECTION = /^\s*\[([\w.]+)\]\s*(?:#.*)?$/;
/** Firedancer's own failover, from 26.11.1 on; a section that says `enabled = false` has none. */
const FAILOVER = /^\s*\[(?:\w+\.)*failover(?:\.\w+)*\]/;
const OFF = /^\s*enabled\s*=\s*false\b/;

const ENTRY = /^\s*(\w+)\s*=\s*(?:"([^"\\]*)"|(\d+|true|false))\s*(?:#.*)?$/;

const LARGEST = 1024 * 1024;

/** The line that turns it on; 0 where none does. */
const failoverLine = (lines: readonly string[]): number => {
  const at = lines.findIndex((line) => FAILOVER.test(line));
  if (at < 0) return 0;
  const next = lines.findIndex((line, index) => index > at && /^\s*\[/.test(line));
  const own = lines.slice(at, next < 0 ? undefined : next);
  return own.some((line) => OFF.test(line)) ? 0 : at + 1;
};

/** Read as the user `uid`, whose program names it. */
export const placesInConfig = (
  host: HostReader, path: string, uid: number | null,
): ClientPlaces => {
  const found: Record<string, string> = {};
  let section = "";
  const lines = (readForUser(host, uid, path, LARGEST) ?? "").split("\n");
  const failover = failoverLine(lines);
  if (failover > 0) found["failover"] = `${path}:${failover}`;
  for (const line of lines) {
    section = SECTION.exec(line)?.[1] ?? section;
    const [, key, text, number] = ENTRY.exec(line) ?? [];
    const place = key === undefined ? undefined : KEYS[`${section}.${key}`];
    if (place === undefined || /\p{Cc}/u.test(text ?? "")) continue;
    found[place] = text ?? number ?? "";
  }
  return found;
};
