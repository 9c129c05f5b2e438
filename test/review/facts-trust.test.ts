/**
 * Whose facts a review believes. Each attack puts other facts in the place of a host's own, so that
 * a blocked setting would look like one that can be set; the review then compares what the host
 * files say, says why, and makes no plan.
 */
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { HostReview } from "../../src/review/model.ts";
import { within } from "../support/pace.ts";
import {
  commitFiles, factsOf, git, hostText, makeRepository, makeSigner, reviewOf,
} from "../support/review.ts";
import { kernelDefaults, type Files } from "../support/tree.ts";

const CLEAN: Files = { "/proc/sys/vm/swappiness": "60\n", ...kernelDefaults({ "vm.swappiness": "60" }) };
const OWN: Files = { "/proc/sys/vm/swappiness": "1\n", "/etc/sysctl.d/70-db.conf": "vm.swappiness = 1\n" };

const TRUE = factsOf("a", OWN);
const FALSE = factsOf("a", CLEAN);
const OTHERS = factsOf("b", CLEAN);

let [own, other, stranger]: ReturnType<typeof makeSigner>[] = [];
beforeAll(() => {
  [own, other, stranger] = [makeSigner(), makeSigner(), makeSigner()];
}, within(20_000));
const signed = (by: ReturnType<typeof makeSigner> | undefined, text: string): Readonly<Record<string, string>> =>
  ({ "facts/a.json": text, "facts/a.json.sig": by?.sign(text) ?? "" });
const keys = (): Readonly<Record<string, string>> =>
  ({ "keys/hosts/a.pub": own?.key ?? "", "keys/hosts/b.pub": other?.key ?? "" });

const BASE = { "hosts/a.yaml": hostText("a") };
const HEAD = { "hosts/a.yaml": hostText("a", "sysctl: {vm.swappiness: 10}") };

const judged = async (
  base: Readonly<Record<string, string>>, head: Readonly<Record<string, string | null>> = {},
  ...asked: readonly [facts?: Readonly<Record<string, string>>, now?: Date]
): Promise<HostReview> => {
  const at = makeRepository({ ...BASE, ...base }, { ...HEAD, ...head });
  const { hosts } = await reviewOf(at, "main..change", ...asked);
  expect(hosts).toHaveLength(1);
  return hosts[0] as HostReview;
};

const disbelieved = ({ changes, facts, after, factsProblem }: HostReview): string | undefined => {
  expect(changes.map(({ action }) => action)).toEqual(["declared"]);
  expect([facts, after]).toEqual([null, null]);
  return factsProblem?.code;
};

test("facts that the host has signed are planned on, and name its key", async () => {
  const { changes, facts, factsProblem } = await judged({ ...keys(), ...signed(own, TRUE) });
  expect(changes).toMatchObject([{ action: "blocked", from: "1" }]);
  expect([factsProblem, facts?.signedBy]).toEqual([null, expect.stringMatching(/^SHA256:/)]);
});

test("facts without a signature are planned on only where the base lists no host's key", async () => {
  const { changes, facts } = await judged({ "facts/a.json": TRUE, "keys/hosts/README.md": "keys" });
  expect(changes).toMatchObject([{ action: "blocked" }]);
  expect(facts?.signedBy).toBe(null);
  expect(disbelieved(await judged({ "facts/a.json": TRUE, ...keys() }))).toBe("FACTS_UNSIGNED");
  const without = { "keys/hosts/b.pub": other?.key ?? "", ...signed(own, TRUE) };
  expect(disbelieved(await judged(without))).toBe("FACTS_UNSIGNED");
});

test("a broken signature is refused where the base lists no key, too", async () =>
  expect(disbelieved(await judged({ "facts/a.json": FALSE, "facts/a.json.sig": own?.sign(TRUE) ?? "" })))
    .toBe("FACTS_SIGNER"));

describe("believed are no facts", () => {
  test("that a stranger has signed", async () =>
    expect(disbelieved(await judged({ ...keys(), ...signed(stranger, FALSE) }))).toBe("FACTS_SIGNER"));

  test("that were forged under the signature of the true ones", async () =>
    expect(disbelieved(await judged({ ...keys(), "facts/a.json": FALSE,
      "facts/a.json.sig": own?.sign(TRUE) ?? "" }))).toBe("FACTS_SIGNER"));

  test("that another host has signed, in this host's name or in its own", async () => {
    expect(disbelieved(await judged({ ...keys(), ...signed(other, FALSE) }))).toBe("FACTS_SIGNER");
    expect(disbelieved(await judged({ ...keys(), ...signed(other, OTHERS) }))).toBe("FACTS_HOST");
  });

  test("that are replayed from 31 days ago, and those of tomorrow", async () => {
    const base = { ...keys(), ...signed(own, FALSE) };
    const on = (day: string): Promise<HostReview> => judged(base, {}, undefined, new Date(`${day}T10:00:00Z`));
    expect((await on("2026-12-01")).facts?.ageSeconds).toBe(30 * 24 * 3600);
    expect(disbelieved(await on("2026-12-02"))).toBe("FACTS_AGE");
    expect(disbelieved(await on("2026-10-31"))).toBe("FACTS_AGE");
  });

  test("that the head brings, with a key for them or without", async () => {
    const base = { ...keys(), ...signed(own, TRUE) };
    expect((await judged(base, signed(stranger, FALSE))).changes).toMatchObject([{ action: "blocked" }]);
    const brought = { ...signed(stranger, FALSE), "keys/hosts/a.pub": stranger?.key ?? "" };
    expect((await judged(base, brought)).changes).toMatchObject([{ action: "blocked" }]);
    expect(disbelieved(await judged(keys(), brought))).toBe("FACTS_MISSING");
    // As a directory that a job fills from what was published: the keys are the base's there, too.
    const published = { a: FALSE, "a.sig": stranger?.sign(FALSE) ?? "" };
    expect(disbelieved(await judged(keys(), brought, published))).toBe("FACTS_SIGNER");
  });

  test("because the head takes all keys away", async () =>
    expect(disbelieved(await judged({ ...keys(), ...signed(stranger, FALSE) },
      { "keys/hosts/a.pub": null, "keys/hosts/b.pub": null }))).toBe("FACTS_SIGNER"));

  test("by a key that is a link, or in another directory than that of the host files", async () => {
    const at = makeRepository({ ...BASE, ...signed(own, TRUE), "keys/hosts/b.pub": other?.key ?? "",
      "elsewhere/keys/hosts/a.pub": own?.key ?? "" }, {});
    git(at, "checkout", "-q", "main");
    const id = git(at, "rev-parse", "HEAD:elsewhere/keys/hosts/a.pub");
    git(at, "update-index", "--add", "--cacheinfo", `120000,${id},keys/hosts/a.pub`);
    git(at, "commit", "-q", "-m", "a link");
    git(at, "checkout", "-q", "-f", "-b", "head");
    commitFiles(at, HEAD);
    const { hosts: [host] } = await reviewOf(at, "main..head");
    expect(host && disbelieved(host)).toBe("FACTS_UNSIGNED");
  });
});

test("no facts are asked for of a host whose name has characters of a path, or of markup", async () => {
  const names = ["..", ".", "a b", "`a`", "a\nb", "<b>", "@a", "a|b", "-"];
  const at = makeRepository(BASE, Object.fromEntries(names.map((name) => [`hosts/${name}.yaml`,
    `apiVersion: vexor/v1\nhost: ${JSON.stringify(name)}\nsysctl: {vm.swappiness: 10}\n`])));
  const asked: unknown[] = [];
  const { hosts } = await reviewOf(at, "main..change", new Proxy({}, { get: (_, name) => void asked.push(name) }));
  expect(hosts.map(({ host, status, facts }) => [host, status, facts])).toEqual(
    names.toSorted().map((name) => [name, "failed", null]));
  expect(asked).toEqual([]);
});

test("1 GB of facts, or of a signature, is not read", async () => {
  const at = makeRepository({ ...BASE, ...keys(), ...signed(own, TRUE) }, HEAD);
  const path = join(at, "large");
  writeFileSync(path, "");
  truncateSync(path, 2 ** 30);
  const large = git(at, "-c", "core.compression=1", "-c", "core.bigFileThreshold=1m", "hash-object", "-w", path);
  const commit = (parent: string, id: string, name: string): string => {
    git(at, "read-tree", parent);
    git(at, "update-index", "--add", "--cacheinfo", `100644,${id},${name}`);
    return git(at, "commit-tree", "-p", parent, "-m", "one file", git(at, "write-tree"));
  };
  const before = process.memoryUsage.rss();
  for (const [name, code] of [["facts/a.json.sig", "FACTS_SIGNER"], ["facts/a.json", "FACTS_MISSING"]] as const) {
    const base = commit("main", large, name);
    const head = commit(base, git(at, "rev-parse", "change:hosts/a.yaml"), "hosts/a.yaml");
    const { hosts: [host] } = await reviewOf(at, `${base}..${head}`);
    expect(host && disbelieved(host), name).toBe(code);
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28);
}, within(120_000));
