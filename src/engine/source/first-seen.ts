/**
 * When this host first found a commit's signature good. The author writes a commit's own date, and
 * the agent may lie about it. So root keeps the time, and judges at that time whether a key has
 * expired.
 */
import type { Host, HostReader } from "../../ports/host.ts";
import { prepareState, STATE } from "../run/store.ts";

const FORMAT = "vexor.seen/1";
const PATH = `${STATE}/seen.json`;
/** Two proofs' worth. What is forgotten is new again, and judged at that time. */
const MOST = 4000;

/** Commits' ids to seconds since 1970. */
export type FirstSeen = ReadonlyMap<string, number>;

const COMMIT = /^[0-9a-f]{40}$/;

const entriesIn = (text: string): readonly (readonly [id: string, at: number])[] => {
  try {
    const { format, commits } = JSON.parse(text) as
      { readonly format?: unknown; readonly commits?: Readonly<Record<string, unknown>> };
    if (format !== FORMAT) return [];
    return Object.entries(commits ?? {}).flatMap(([id, at]) =>
      (COMMIT.test(id) && typeof at === "string" && !Number.isNaN(Date.parse(at))
        ? [[id, Math.floor(Date.parse(at) / 1000)] as const] : []));
  } catch {
    return []; // judged as new: that is the stricter way
  }
};

export const readFirstSeen = (host: HostReader): FirstSeen => {
  const text = host.read(PATH);
  return new Map(text === null ? [] : entriesIn(text));
};

/** Durable. A commit that was seen before keeps its time. */
export const noteSeen = (host: Host, ids: readonly string[]): void => {
  const seen = readFirstSeen(host);
  const fresh = ids.filter((id) => !seen.has(id));
  if (fresh.length === 0) return;
  const now = Math.floor(host.now().getTime() / 1000);
  const all = [...seen, ...fresh.map((id) => [id, now] as const)]
    .sort(([, a], [, b]) => a - b).slice(-MOST);
  const commits = Object.fromEntries(all.map(([id, at]) =>
    [id, new Date(at * 1000).toISOString()]));
  prepareState(host);
  host.replace(PATH, `${JSON.stringify({ format: FORMAT, commits }, null, 2)}\n`);
};
