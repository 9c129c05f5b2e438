/**
 * A mirror that is fetched into for months: it is packed beside the fetches, and proves as before.
 * What a server sends does not fill the disk, whatever it sends and however often.
 */
import {
  chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { Mirror } from "../../src/edges/git/mirror.ts";
import { TIDY } from "../../src/edges/git/gc.ts";
import { DECLARATION, Fleet, HOST_FILE } from "./support/fleet.ts";
import { serveHttp, type HttpServer } from "./support/servers.ts";
import { cannotServe } from "./support/prerequisites.ts";
import { random } from "../support/random.ts";

const COMMITS = 300;
const MIB = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;

let fleet: Fleet;
let good: string;
let mirror: Mirror;
const directory = (): string => join(fleet.root, "var/lib/vexor-agent/mirror");

const packs = (): number => readdirSync(join(directory(), "store/pack"))
  .filter((name) => name.endsWith(".pack")).length;

const commit = (n: number): string => {
  const made = fleet.commit({ files: { [HOST_FILE]: `${DECLARATION}# ${n}\n` } });
  fleet.push();
  return made;
};

const mirrorOf = (url: string, maxSize: number, timeoutMs: number): Mirror =>
  new Mirror(directory(), { url, branch: "main", sshKey: null, maxSize,
    knownHosts: "/etc/vexor-agent/known_hosts" }, timeoutMs);

beforeEach(async () => {
  fleet = new Fleet();
  good = fleet.begin();
  fleet.configure({ url: fleet.origin, signatures: "none", pin: good });
  mirror = mirrorOf(fleet.origin, 64 * MIB, within(60_000));
  await mirror.fetch();
});
afterEach(() => fleet.destroy());

describe.skipIf(cannotServe())("a mirror", () => {
  test("does not grow without an end, is packed beside a fetch, and proves as before", async () => {
    const { ino } = statSync(join(directory(), "store"));
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
    expect(statSync(join(directory(), "store")).ino).toBe(ino); // and it was never cloned again
    expect(await fleet.json("check")).toMatchObject({ added: COMMITS,
      commit: fleet.git("rev-parse", "HEAD") });
  });

  test("that cannot be packed says why, is let be for a day, and fetches on", async () => {
    const [first = "none"] = readdirSync(join(directory(), "store/pack"))
      .filter((name) => name.endsWith(".pack"));
    const pack = join(directory(), "store/pack", first);
    const whole = readFileSync(pack);
    const spoilt = Uint8Array.from(whole);
    const at = whole.length - 26; // before the checksum: the end of the last blob
    spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
    chmodSync(pack, 0o644);
    writeFileSync(pack, spoilt);
    for (let n = 0; n <= TIDY.packs; n++) {
      commit(n);
      await mirror.fetch();
    }
    expect(await mirror.tidy(0)).toMatch(/bad packed object|corrupt|inflate/);
    expect(readdirSync(join(directory(), "store/pack")).filter((name) => /tmp/.test(name)))
      .toEqual([]);
    writeFileSync(pack, whole);
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

describe.skipIf(cannotServe())("the disk", () => {
  let server: HttpServer;
  const url = (): string => `${server.url}/origin.git`;
  const bytes = (): number => Number(fleet.run("du", "-sb", directory()).split("\t")[0]);
  /** A commit of so many bytes that no packing makes smaller. */
  const large = (size: number): string => {
    writeFileSync(join(fleet.work, "large"), random.bytes(size));
    const id = fleet.commit();
    fleet.push("--force");
    return id;
  };

  beforeEach(async () => {
    server = await serveHttp(fleet.dir);
  });
  afterEach(() => server.close());

  test("holds nothing more after each of many fetches that a server has let hang", async () => {
    const before = bytes();
    const next = large(3 * MIB);
    const hanging = mirrorOf(url(), 64 * MIB, 1500);
    server.behaviour = "stalling";
    for (let round = 0; round < 5; round++) {
      await expect(hanging.fetch()).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
      expect(readdirSync(directory()).sort()).toEqual(["head", "store"]);
      expect(bytes()).toBe(before);
    }
    server.behaviour = "well";
    expect(await mirrorOf(url(), 64 * MIB, within(60_000)).fetch()).toBe(next);
  });

  test("is freed of what a killed process has left, and not of what may be at work", async () => {
    const leave = (path: string, isOld: boolean): string => {
      const whole = join(directory(), path);
      mkdirSync(join(whole, ".."), { recursive: true });
      writeFileSync(whole, random.bytes(1000), { flag: "wx" });
      const then = new Date(Date.now() - (isOld ? 3_600_000 : 0));
      for (const one of [whole, join(whole, "..")]) {
        if (!/\/(store|pack|mirror)$/.test(one)) utimesSync(one, then, then);
      }
      return whole;
    };
    const old = ["incoming-a/tmp_pack_a", "store/pack/tmp_pack_b", "store/pack/.tmp-17-pack-c.pack",
      "store/ab/tmp_obj_d", "store/tmp_objdir-incoming-e/f", "old-g/h", "head-i/head"]
      .map((path) => leave(path, true));
    const young = ["incoming-j/k", "store/pack/tmp_pack_l"].map((path) => leave(path, false));
    const never = ["store/info/alternates", "store/pack/pack-m.promisor", "config", "hooks/update"]
      .map((path) => leave(path, false));
    await mirror.fetch();
    expect(old.filter((path) => existsSync(path))).toEqual([]);
    expect(never.filter((path) => existsSync(path))).toEqual([]);
    expect(young.filter((path) => !existsSync(path))).toEqual([]);
  });

  test("takes no branch that is larger than the settings allow, and says so", async () => {
    const before = bytes();
    const head = await mirror.fetch();
    large(3 * MIB);
    const small = mirrorOf(url(), MIB, within(60_000));
    for (let round = 0; round < 3; round++) {
      await expect(small.fetch()).rejects.toMatchObject({ code: "SOURCE_LIMIT",
        message: expect.stringMatching(/branch main .* takes more than 1 MiB/),
        hint: expect.stringContaining("maxSize") });
      expect(bytes()).toBe(before);
      expect(small.head?.id).toBe(head);
    }
    fleet.git("reset", "--quiet", "--hard", head);
    fleet.push("--force");
    const next = commit(1);
    expect(await small.fetch()).toBe(next);
  });

  test("is cloned again when what was thrown away has filled it", async () => {
    const small = mirrorOf(url(), MIB, within(60_000));
    for (let round = 0; round < 6; round++) {
      fleet.git("reset", "--quiet", "--hard", good);
      const made = large(300 * 1024);
      expect(await small.fetch()).toBe(made);
      expect(bytes()).toBeLessThan(1.1 * MIB);
    }
  });
});
