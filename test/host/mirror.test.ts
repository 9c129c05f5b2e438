/** A mirror that is fetched into for months: it is packed beside the fetches, and proves as before. */
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Mirror } from "../../src/edges/git/mirror.ts";
import { TIDY } from "../../src/edges/git/tidy.ts";
import { DECLARATION, Fleet, HOST_FILE } from "./support/fleet.ts";
import { cannotServe } from "./support/can-serve.ts";

const COMMITS = 300;
const DAY_MS = 24 * 3_600_000;

let fleet: Fleet;
let good: string;
let mirror: Mirror;
const directory = (): string => join(fleet.root, "var/lib/vexor-agent/mirror");
const repository = (): string => join(directory(), "repo.git");

const packs = (): number => readdirSync(join(repository(), "objects/pack"))
  .filter((name) => name.endsWith(".pack")).length;

const commit = (n: number): string => {
  const made = fleet.commit({ files: { [HOST_FILE]: `${DECLARATION}# ${n}\n` } });
  fleet.push();
  return made;
};

beforeEach(async () => {
  fleet = new Fleet();
  good = fleet.begin();
  fleet.configure({ url: fleet.origin, signatures: "none", pin: good });
  mirror = new Mirror(directory(), { url: fleet.origin, branch: "main", sshKey: null,
    knownHosts: "/etc/vexor-agent/known_hosts" }, 60_000, null);
  await mirror.fetch();
});
afterEach(() => fleet.destroy());

describe.skipIf(cannotServe())("a mirror", () => {
  test("does not grow without an end, is packed beside a fetch, and proves as before", async () => {
    const { ino } = statSync(repository());
    let largest = 0;
    for (let n = 0; n < COMMITS; n++) {
      const made = commit(n);
      const beside = mirror.tidy(0);
      expect(await mirror.fetch()).toBe(made);
      expect(await beside).toBe(null);
      largest = Math.max(largest, packs());
    }
    expect(largest).toBeGreaterThan(TIDY.packs); // else nothing was shown
    expect(largest).toBeLessThan(TIDY.packs + 5);
    expect(statSync(repository()).ino).toBe(ino); // and it was never cloned again
    expect(await fleet.json("check")).toMatchObject({ added: COMMITS,
      commit: fleet.git("rev-parse", "HEAD") });
  }, 280_000);

  test("that cannot be packed says why, is let be for a day, and fetches on", async () => {
    const lock = join(repository(), "packed-refs.lock");
    writeFileSync(lock, "");
    for (let n = 0; n <= TIDY.packs; n++) {
      commit(n);
      await mirror.fetch();
    }
    expect(await mirror.tidy(0)).toMatch(/packed-refs/);
    rmSync(lock);
    const next = async (now: number): Promise<string | null> => {
      const made = commit(now);
      expect(await mirror.fetch()).toBe(made);
      return mirror.tidy(now);
    };
    expect(await next(DAY_MS - 1)).toBe(null);
    expect(packs()).toBeGreaterThan(TIDY.packs);
    expect(await next(DAY_MS)).toBe(null);
    expect(packs()).toBe(1);
  });
});
