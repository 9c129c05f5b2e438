/** `vexor identity` as an operator meets it: what it says of keys and towers, and how it ends. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { ADAPTERS } from "../../../src/resources/identity/adapters.ts";
import { saveTower, voted, type Tower } from "../../stand-ins/agave/tower.ts";
import { parseKeypair } from "../../stand-ins/common/keypair.ts";
import { makeKey, type Key } from "../../support/keys.ts";
import { secretsIn } from "../../support/secrets.ts";
import { changed, makeTree, snapshotTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const [STAKED, UNSTAKED] = [makeKey(), makeKey()];
const NONE: Tower = { votes: [], root: 7, timestamp: { slot: 0, seconds: 0 } };

const LINES = (pubkey: string): readonly string[] => ["apiVersion: vexor/v1", "host: test-host", "identity:",
  `  pubkey: ${pubkey}`, "  keypair: /etc/solana/staked.json", "  unstaked: /etc/solana/unstaked.json",
  "  tower: /mnt/ledger"];

const machine = (pubkey = STAKED.pubkey, more: readonly string[] = []) => {
  const root = makeTree({
    "/etc/solana/staked.json": STAKED.text, "/etc/solana/unstaked.json": UNSTAKED.text,
    "/etc/solana/identity.json": "-> unstaked.json", "/mnt/ledger/": "",
    "/opt/agave/agave-validator": "",
    "/proc/900/exe": "-> /opt/agave/agave-validator",
    "/proc/900/cmdline": "agave-validator\0--identity\0/etc/solana/identity.json\0",
    "/proc/900/cgroup": "0::/system.slice/sol.service\n",
    "/proc/900/status": "Name:\tagave-validato\nPPid:\t1\nUid:\t0\t0\t0\t0\n" });
  const file = join(root, "host.yaml");
  writeFileSync(file, [...LINES(pubkey), ...more, ""].join("\n"));
  saveTower(join(root, "/mnt/ledger"), [100, 101].reduce(voted, NONE), parseKeypair(STAKED.text));
  return { root, file };
};

const vexor = ({ root, file }: { root: string; file: string }, ...args: readonly string[]) => {
  const said = runVexor(["identity", ...args, "--root", root, "-f", file]);
  expect(secretsIn(Buffer.from(said.out + said.err), [STAKED, UNSTAKED])).toEqual([]);
  return said;
};

test("show prints the keys, the tower, the running client and the key that it starts with", () => {
  const { code, out } = vexor(machine(), "show");
  expect(code).toBe(0);
  for (const line of [`declared   ${STAKED.pubkey}`, "running    sol.service (agave) is silent about who it is",
    `starts as  ${UNSTAKED.pubkey}: /etc/solana/identity.json -> /etc/solana/unstaked.json`,
    `${STAKED.pubkey}, mode 0600`, "last vote in slot 101"]) expect(out).toContain(line);
});

test("verify reports that all is in order, as text and as JSON", () => {
  expect(vexor(machine(), "verify")).toMatchObject({ code: 0, out: expect.stringContaining("in order"), err: "" });
  const { code, out } = vexor(machine(), "verify", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ format: "vexor.identity/1", problems: [],
    running: [{ unit: "sol.service", client: "agave", boot: { pubkey: UNSTAKED.pubkey } }],
    tower: { content: { lastVote: 101 } } });
});

type Harm = (root: string) => void;
const key = (root: string): string => join(root, "etc/solana/staked.json");
const numbers = ({ text }: Key): number[] => JSON.parse(text) as number[];

describe("verify ends with 1, names what is wrong, and changes nothing", () => {
  test.each<[string, Harm, string, RegExp]>([
    ["63 bytes", (root) => writeFileSync(key(root), JSON.stringify(numbers(STAKED).slice(1))), "KEYPAIR_FORMAT", /63/],
    ["halves of two keys", (root) => writeFileSync(key(root), JSON.stringify(
      [...numbers(STAKED).slice(0, 32), ...numbers(UNSTAKED).slice(32)])), "KEYPAIR_MISMATCH", /not that of the secret half/],
    ["readable by all", (root) => chmodSync(key(root), 0o644), "KEYPAIR_MODE", /0644.*0600/],
    ["another key", (root) => writeFileSync(key(root), makeKey().text), "IDENTITY_MISMATCH", /the host file declares/],
    ["no key", (root) => rmSync(key(root)), "KEYPAIR_MISSING", /does not exist/],
    ["a link in a circle", (root) => {
      rmSync(key(root));
      symlinkSync("staked.json", key(root));
    }, "KEYPAIR_LINK", /circle/],
    ["a directory", (root) => {
      rmSync(key(root));
      mkdirSync(key(root));
    }, "KEYPAIR_KIND", /a directory; wanted is a regular file/],
    ["the staked key as unstaked", (root) => writeFileSync(join(root, "etc/solana/unstaked.json"), STAKED.text),
      "IDENTITY_MISMATCH", /without stake/],
    ["a torn tower", (root) => writeFileSync(join(root, `mnt/ledger/tower-1_9-${STAKED.pubkey}.bin`), "torn"),
      "TOWER_INVALID", /tower-1_9/],
  ])("%s", (_, harm, code, why) => {
    const on = machine();
    harm(on.root);
    const before = snapshotTree(on.root);
    const human = vexor(on, "verify");
    expect(human).toMatchObject({ code: 1, err: expect.stringMatching(why) });
    expect(human.err).toContain(`(${code})`);
    const { code: exit, out } = vexor(on, "verify", "--json");
    expect(exit).toBe(1);
    expect((JSON.parse(out) as { problems: { code: string }[] }).problems.map((one) => one.code)).toContain(code);
    expect(vexor(on, "show").code).toBe(0);
    expect(changed(before, snapshotTree(on.root))).toEqual([]);
  });
});

test.each([["0"], ["O"], ["I"], ["l"], ["-"]])("a pubkey with %s in it is refused with the character and its place", (wrong) => {
  const bent = `${STAKED.pubkey.slice(0, 8)}${wrong}${STAKED.pubkey.slice(9)}`;
  const on = machine(bent);
  for (const verb of ["show", "verify", "swap"]) {
    const { code, err } = vexor(on, verb, ...(verb === "swap" ? ["--yes"] : []));
    expect(code).toBe(1);
    expect(err).toContain(`${on.file}:4:3: identity.pubkey: character 9 is "${wrong}", which is not base58`);
  }
});

test("a secret key in the place of the public one is not repeated", () => {
  const { code, err } = vexor(machine(parseSecret(STAKED)), "verify");
  expect(code).toBe(1);
  expect(err).toContain("a secret one 64");
});

const parseSecret = (secret: Key): string => {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let value = numbers(secret).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let text = "";
  for (; value > 0n; value /= 58n) text = alphabet.charAt(Number(value % 58n)) + text;
  const zeros = numbers(secret).findIndex((byte) => byte > 0);
  return "1".repeat(zeros) + text;
};

test("a host file without an identity and an unknown word are refused", () => {
  const on = machine();
  expect(vexor(on, "wat")).toMatchObject({ code: 64, err: expect.stringContaining("show, verify or swap") });
  writeFileSync(on.file, "apiVersion: vexor/v1\nhost: test-host\n");
  for (const verb of ["show", "verify", "swap"]) {
    const { code, err } = vexor(on, verb);
    expect([code, err]).toEqual([1, expect.stringContaining("declares no identity")]);
  }
});

test("--force does not exist: neither as an option nor as an argument to a client", () => {
  expect(vexor(machine(), "swap", "--force").code).toBe(64);
  const client = { places: { ledger: "/l", config: "/c.toml" } } as unknown as FoundClient;
  const records = { withTower: false, history: null, isUnrequired: false } as const;
  for (const { argv } of Object.values(ADAPTERS)) {
    for (const more of [{}, { withTower: true }, { history: "/h" }]) {
      expect(argv("/exe", client, "/key", { ...records, ...more }).join(" "))
        .not.toMatch(/force|(^| )-f( |$)|do-not-require/);
    }
  }
  const argvOf = (how: keyof typeof ADAPTERS, more: object) =>
    ADAPTERS[how].argv("/exe", client, "/key", { ...records, ...more }).slice(1).join(" ");
  expect(argvOf("firedancer", { withTower: true })).toBe("set-identity --config /c.toml /key");
  expect(argvOf("firedancer", { history: "/h" })).toBe("set-identity --config /c.toml --vote-history-file /h /key");
  expect(argvOf("fdctl", { withTower: true })).toContain("--require-tower");
  expect(argvOf("agave", { isUnrequired: true })).toBe("--ledger /l set-identity --do-not-require-vote-history /key");
});
