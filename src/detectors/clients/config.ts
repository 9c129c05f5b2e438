/**
 * Where a client's TOML configuration says that its things are. Only plain `key = "text"` and
 * numbers of the few keys that matter are read: what else is in there is the client's business.
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
  "rpc.port": "rpcPort",
};

const SECTION = /^\s*\[([\w.]+)\]\s*(?:#.*)?$/;
const ENTRY = /^\s*(\w+)\s*=\s*(?:"([^"\\]*)"|(\d+))\s*(?:#.*)?$/;

const LARGEST = 1024 * 1024;

/** Read as the user `uid`, whose program names it. */
export const placesInConfig = (
  host: HostReader, path: string, uid: number | null,
): ClientPlaces => {
  const found: Record<string, string> = {};
  let section = "";
  for (const line of (readForUser(host, uid, path, LARGEST) ?? "").split("\n")) {
    section = SECTION.exec(line)?.[1] ?? section;
    const [, key, text, number] = ENTRY.exec(line) ?? [];
    const place = key === undefined ? undefined : KEYS[`${section}.${key}`];
    if (place === undefined || /\p{Cc}/u.test(text ?? "")) continue;
    found[place] = text ?? number ?? "";
  }
  return found;
};
