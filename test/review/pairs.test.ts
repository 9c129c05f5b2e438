/** Hosts that share a key, over a repository: each finding with both files. */
import { describe, expect, test } from "vitest";
import { hostText, makeRepository, reviewOf } from "../support/review.ts";

const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const OTHER = "11111111111111111111111111111112";
const [VOTE, VOTE_2] = ["Config1111111111111111111111111111111111111", "Stake11111111111111111111111111111111111111"];

interface Said {
  readonly key?: string; readonly vote?: string; readonly group?: string | null; readonly peer?: string;
  readonly etcd?: string; readonly timing?: string; readonly host?: string;
}

const hostOf = (name: string, { key = KEY, vote = VOTE, group = "g", peer = name === "a" ? "b" : "a", etcd = "e1", timing, host = name }: Said = {}): string =>
  hostText(host, "identity:", `  pubkey: ${key}`, "  keypair: /k.json", "  unstaked: /u.json", `  voteAccount: ${vote}`,
    ...group === null ? [] : ["failover:", `  group: ${group}`, `  peer: {host: ${peer}, url: https://x}`,
      `  register: {endpoints: [https://${etcd}:1], certificate: /c, key: /k}`, ...timing === undefined ? [] : [`  timing: {${timing}}`]]);

type Hosts = Readonly<Record<string, Said>>;

const hitsOf = async (hosts: Hosts, before: Hosts = {}, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
  const files = (all: Hosts) => Object.fromEntries(Object.entries(all).map(([name, said]) => [`hosts/${name}.yaml`, hostOf(name, said)]));
  const at = makeRepository({ "hosts/z.yaml": hostText("z"), ...files(before), ...more }, files(hosts));
  const { policy } = await reviewOf(at);
  return policy.map(({ effect, rule, message, on }) =>
    `${effect} ${rule}: ${message} [${on.map(({ place: { file, line } }) => `${file}:${line}`).join(", ")}]`);
};

test("a sound pair is not found fault with, nor are hosts that share nothing", async () => {
  expect(await hitsOf({ a: {}, b: {} })).toEqual([]);
  expect(await hitsOf({ a: { group: null }, b: { group: null, key: OTHER } })).toEqual([]);
});

describe("denied, with both files", () => {
  test.each<[string, Hosts, readonly string[]]>([
    ["one identity on two hosts", { a: { group: null }, b: { group: null } },
      [`deny sharedIdentity: a, b declare one identity, ${KEY}, and no failover group that they share: each would sign with it `
        + "[hosts/a.yaml:4, hosts/b.yaml:4]"]],
    ["one identity in two groups", { a: {}, b: { group: "h" } }, [
      expect.stringContaining("deny sharedIdentity: a, b declare one identity") as never,
      "deny failoverPairs: a names b as its peer in the group g, and b is in the group h, with a [hosts/a.yaml:9, hosts/b.yaml:4]",
      "deny failoverPairs: b names a as its peer in the group h, and a is in the group g, with b [hosts/b.yaml:9, hosts/a.yaml:4]"]],
    ["one of two without failover", { a: {}, b: { group: null } }, [
      expect.stringContaining("deny sharedIdentity: a, b") as never,
      "deny failoverPairs: a names b as its peer in the group g, and b has no failover section [hosts/a.yaml:9, hosts/b.yaml:4]"]],
    ["unequal vote accounts", { a: {}, b: { vote: VOTE_2 } },
      [`deny failoverPairs: a and b share the group g and declare unequal vote accounts: ${VOTE} and ${VOTE_2} [hosts/a.yaml:4, hosts/b.yaml:4]`]],
    ["unequal identities", { a: {}, b: { key: OTHER } },
      [`deny failoverPairs: a and b share the group g and declare unequal identities: ${KEY} and ${OTHER} [hosts/a.yaml:4, hosts/b.yaml:4]`]],
    ["two registers", { a: {}, b: { etcd: "e2" } },
      ["deny failoverPairs: a and b share the group g and name unequal members of etcd: two clusters are two registers [hosts/a.yaml:9, hosts/b.yaml:9]"]],
    ["a peer that names somebody else", { a: {}, b: { peer: "z" } },
      ["deny failoverPairs: b names z as its peer in the group g, and z has no failover section [hosts/b.yaml:9, hosts/z.yaml:1]"]],
    ["a peer that is not there", { a: { peer: "nobody" }, b: {} },
      ["deny failoverPairs: a names nobody as its peer in the group g, and nobody has no host file [hosts/a.yaml:9, hosts/b.yaml:9]"]],
    ["a group of three", { a: {}, b: {}, c: {} },
      ["deny failoverPairs: the failover group g has 3 hosts, a, b, c; it takes two [hosts/a.yaml:9, hosts/b.yaml:9, hosts/c.yaml:9]"]],
    ["a host that is named by two groups", { a: {}, b: {}, c: { group: "h", key: OTHER, peer: "a" } },
      ["deny failoverPairs: c names a as its peer in the group h, and a is in the group g, with b [hosts/c.yaml:9, hosts/a.yaml:4]"]],
    ["a host that takes over before the other has stopped", { a: { timing: "clockError: 0.001, takeAfter: 40s" }, b: {} },
      ["deny failoverPairs: a takes over after 40s, and b may sign for 42167ms by its own times [hosts/a.yaml:9, hosts/b.yaml:9]"]],
    ["swapped names", { a: { host: "b", peer: "a" }, b: { host: "a", peer: "b" } }, [
      "deny failoverPairs: the names are swapped: hosts/a.yaml is of b, and hosts/b.yaml is of a [hosts/a.yaml:4, hosts/b.yaml:4]",
      expect.stringContaining("a names a as its peer in the group g, and a is itself") as never,
      expect.stringContaining("b names b as its peer in the group g, and b is itself") as never]],
  ])("%s", async (_, hosts, found) => {
    expect(await hitsOf(hosts)).toEqual(found);
  });

  test("a host file that goes, and whose peer is left", async () => {
    const at = makeRepository({ "hosts/a.yaml": hostOf("a"), "hosts/b.yaml": hostOf("b") }, { "hosts/b.yaml": null });
    expect((await reviewOf(at)).policy).toMatchObject([{ rule: "failoverPairs", message: expect.stringContaining("and b has no host file"),
      on: [{ host: "a" }] }]);
  });

  test("also where only one of the two changes, and the role that both extend says it", async () => {
    expect(await hitsOf({ b: { vote: VOTE_2 } }, { a: {}, b: {} })).toHaveLength(1);
    const role = hostOf("x", { group: null }).replace("host: x\n", "");
    const at = makeRepository({ "hosts/a.yaml": hostText("a"), "roles/r.yaml": role },
      { "hosts/a.yaml": hostText("a", "extends: [../roles/r.yaml]"), "hosts/b.yaml": hostText("b", "extends: [../roles/r.yaml]") });
    expect((await reviewOf(at)).policy).toMatchObject([{ rule: "sharedIdentity",
      on: [{ host: "a", place: { file: "roles/r.yaml", line: 3 } }, { host: "b", place: { file: "roles/r.yaml", line: 3 } }] }]);
  });
});

test("what the change does not touch is not found, and what the policy takes out neither", async () => {
  expect(await hitsOf({ z: { key: OTHER, group: null } }, { a: { group: null }, b: { group: null } })).toEqual([]);
  const policy = { "policy/main.yaml": "apiVersion: vexor/v1\noff: [sharedIdentity]\n" };
  expect(await hitsOf({ a: { group: null }, b: { group: null } }, {}, policy)).toEqual([]);
  expect(await hitsOf({ a: {}, b: { group: "h" } }, {}, policy)).toHaveLength(2);
});

describe("of Ethereum-like validators", () => {
  const [K1, K2] = [`0x${"a1".repeat(48)}`, `0x${"b2".repeat(48)}`];

  const pair = async (a: readonly string[] | null, b: readonly string[] | null, group = "g"): Promise<readonly string[]> => {
    const file = (host: string, keys: readonly string[] | null, of: string): string => hostText(host, "failover:", `  group: ${of}`,
      `  peer: {host: ${host === "a" ? "b" : "a"}, url: https://x}`, "  register: {endpoints: [https://e1:1], certificate: /c, key: /k}",
      ...keys === null ? [] : [`  validator: {unit: vc.service, keys: [${keys.map((key) => `"${key}"`).join(", ")}], beaconNode: http://127.0.0.1:1}`]);
    const { policy } = await reviewOf(makeRepository({ "hosts/z.yaml": hostText("z") },
      { "hosts/a.yaml": file("a", a, "g"), "hosts/b.yaml": file("b", b, group) }));
    return policy.map(({ rule, message }) => `${rule}: ${message}`);
  };

  test("keys in another order and spelling are the same ones", async () => {
    expect(await pair([K1, K2], [K2, K1.toUpperCase().replace("0X", "0x")])).toEqual([]);
  });

  test.each<[string, readonly string[] | null, readonly string[] | null, string, string]>([
    ["other keys", [K1], [K2], "g", "declare unequal validators: other keys"],
    ["a key less", [K1, K2], [K1], "g", "a validator of 2 keys and a validator of 1 keys"],
    ["one of another family", [K1], null, "g", "a validator of 1 keys and no validator"],
    ["one key in two groups", [K1], [K1], "h", "a and b are of two groups, and both declare the key 0xa1a1a1a1a1a1…: each would sign with it"],
  ])("%s: denied", async (_, a, b, group, says) => {
    expect(await pair(a, b, group)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
  });
});
