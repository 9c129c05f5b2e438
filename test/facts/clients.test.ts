/**
 * What a switch between clients of Ethereum's asks of a host: where the running one keeps what it
 * has signed, what could move that, and how large it is. Its facts answer the same, and tell no
 * value of a variable or of a configuration.
 */
import { truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HostFile } from "../../src/engine/model/model.ts";
import type { HostReader } from "../../src/ports/host.ts";
import { HISTORY_PLACES, roundedSize } from "../../src/formats/signing-history.ts";
import { hostAt } from "../support/engine.ts";
import { planOn, planOnText, textOfFacts } from "../support/facts.ts";
import { hostFile } from "../support/host-file.ts";
import fc from "../support/property.ts";
import { makeTree, type Files } from "../support/tree.ts";

const SECRET = "hunter2-and-more";
const STARTS: Readonly<Record<string, string>> = {
  lodestar: "/opt/lodestar validator --dataDir /d",
  teku: "/opt/teku/bin/teku vc --data-path=/d",
  nimbus: "/opt/nimbus_validator_client --data-dir=/d",
  prysm: "/opt/validator --datadir=/d --wallet-dir /w",
  lighthouse: "/opt/lighthouse vc --datadir /d",
};

interface Case {
  readonly flags?: string;
  readonly service?: string;
  readonly files?: Files;
  readonly open?: readonly string[];
  readonly environ?: string;
  /** In the reason that no history is carried. */
  readonly why?: string;
  /** Where an array of databases lies, with its size. */
  readonly size?: readonly [path: string, bytes: number];
}

const treeOf = (client: string, { flags = "", service = "", files = {}, open = [], environ = "", size }: Case): string => {
  const root = makeTree({
    "/etc/hostname": "test-host\n", "/proc/sys/vm/swappiness": "60\n",
    "/etc/passwd": "root:x:0:0::/:/bin/sh\neth:x:1001:1001::/:/bin/sh\n",
    "/opt/nimbus_beacon_node": "", "/opt/lighthouse": "", "/d/": "",
    "/etc/systemd/system/vc.service": `[Service]\nUser=eth\nEnvironment=PASS=${SECRET}\n`
      + `ExecStart=${STARTS[client]} ${flags}\n${service}`,
    "/etc/systemd/system/other.service": "[Service]\nUser=eth\n"
      + `ExecStart=${client === "lighthouse" ? STARTS["prysm"] : STARTS["lighthouse"]?.replace("/d", "/other")}\n`,
    "/proc/900/exe": `-> ${STARTS[client]?.split(" ")[0]}`,
    "/proc/900/cmdline": `${STARTS[client]?.split(" ").join("\0")}\0`,
    "/proc/900/cgroup": "0::/system.slice/vc.service\n", "/proc/900/comm": "x\n",
    "/proc/900/environ": `PASS=${SECRET}\0${environ}`,
    "/proc/900/status": "Name:\tx\nPid:\t900\nPPid:\t1\nUid:\t1001\t1001\t1001\t1001\n",
    "/proc/900/task/900/status": "Name:\tx\nPid:\t900\nCpus_allowed_list:\t0\n",
    "/proc/900/fd/0": "-> /dev/null", "/proc/900/fd/1": "-> /var/log/vc.log",
    ...Object.fromEntries(open.map((file, at) => [`/proc/900/fd/${at + 3}`, `-> ${file}`])),
    "/sys/fs/cgroup/cgroup.controllers": "cpu\n",
    "/sys/fs/cgroup/system.slice/vc.service/cgroup.procs": "900\n",
    ...files,
  });
  if (size) truncateSync(join(root, size[0]), size[1]);
  return root;
};

const itemsOf = (host: HostReader, declaration: HostFile, text?: string): unknown =>
  JSON.parse(JSON.stringify((text === undefined ? planOn(host, declaration)
    : planOnText(text, declaration)).items));

const holds = (host: HostReader, client: string): { readonly items: string; readonly text: string } => {
  const active = client === "lighthouse" ? "prysm" : "lighthouse";
  const declaration = hostFile({ client: { active, unit: "other.service", adopt: { from: client } } });
  const text = textOfFacts(host);
  expect(text).not.toContain("hunter2");
  const items = itemsOf(host, declaration);
  // Processes have numbers of the document's own.
  const withoutPids = (value: unknown): unknown => JSON.parse(JSON.stringify(value)
    .replace(/\/proc\/\d+/g, "/proc/N").replace(/\bpid \d+/g, "pid N"));
  expect(withoutPids(itemsOf(host, declaration, text))).toEqual(withoutPids(items));
  return { items: JSON.stringify(items), text };
};

const CASES: readonly (readonly [client: string, what: string, Case])[] = [
  ["lodestar", "a configuration file", { flags: "--rcConfig /etc/rc.yml", why: "validatorsDbDir in /etc/rc.yml",
    files: { "/etc/rc.yml": `metrics: true\nvalidatorsDbDir: /srv/fast\npassword: ${SECRET}\nx: ${SECRET}\n` } }],
  ["lodestar", "a configuration in words with dashes", { flags: "--rc-config=/etc/rc.json", why: "validatorsDbDir in",
    files: { "/etc/rc.json": `{"validators-db-dir": "/srv/fast", "x": "${SECRET}"}` } }],
  ["lodestar", "a variable", { service: `Environment=NODE_ENV=x LODESTAR_VALIDATORS_DB_DIR=/${SECRET}\n`, why: "by LODESTAR_VALIDATORS_DB_DIR" }],
  ["lodestar", "a file of variables", { service: "EnvironmentFile=-/etc/default/l\n", why: "by LODESTAR_VALIDATORS_DB_DIR",
    files: { "/etc/default/l": `# x ${SECRET}\nTOKEN=${SECRET}\nLODESTAR_VALIDATORS_DB_DIR=/${SECRET}\nOTHER=${SECRET}\n` } }],
  ["lodestar", "a remark in a file of variables", { service: "EnvironmentFile=/etc/default/l\n", why: "by LODESTAR_RC_CONFIG",
    files: { "/etc/default/l": `# LODESTAR_RC_CONFIG=${SECRET}\n` } }],
  ["lodestar", "a variable of its process", { environ: `LODESTAR_RC_CONFIG=/${SECRET}\0`, open: ["/d/validator-db/LOCK"], why: "by LODESTAR_RC_CONFIG" }],
  ["teku", "a configuration file", { flags: "--config-file=/etc/t.yaml", why: "data-validator-path in",
    files: { "/etc/t.yaml": `data-validator-path: "/srv"\np: "${SECRET}"\n` } }],
  ["teku", "a variable in a drop-in", { why: "by TEKU_DATA_VALIDATOR_PATH",
    files: { "/etc/systemd/system/vc.service.d/1.conf": `[Service]\nEnvironment="TEKU_DATA_VALIDATOR_PATH=/${SECRET}"\n` } }],
  ["nimbus", "Nim's own spelling", { flags: "--validators-dir:/srv", why: "by --validators-dir" }],
  ["prysm", "another kind of database", { flags: "-enable-minimal-slashing-protection", why: "by --enable-minimal" }],
  ["lighthouse", "another directory of keys", { flags: "--validators-dir /v", why: "by --validators-dir" }],
  ["lodestar", "nothing", { service: `Environment=LODESTAR_METRICS=${SECRET}\n`, open: ["/d/validator-db/LOCK"] }],
  ["prysm", "another file that is open", { open: ["/w/direct/validator.db"], why: "has /w/direct/validator.db open" }],
  ["nimbus", "both files that are open", { why: "slashing_protection.sqlite3 open",
    open: ["/d/validators/slashing_protection.sqlite3", "/v/slashing_protection.sqlite3"] }],
  ["lighthouse", "one that was deleted", { open: ["/d/validators/slashing_protection.sqlite (deleted)"], why: "(deleted) open" }],
  ["lighthouse", "no history that is open", { why: "does not have /d/validators/slashing_protection.sqlite open" }],
  ["lighthouse", "a history of 3 MB", { open: ["/d/validators/slashing_protection.sqlite"],
    files: { "/d/validators/slashing_protection.sqlite": "" }, size: ["d/validators/slashing_protection.sqlite", 3_123_457] }],
  ["prysm", "a history that is too large", { open: ["/d/validator.db"], why: "is the most",
    files: { "/d/validator.db": "" }, size: ["d/validator.db", 900_000_001] }],
  ["lodestar", "a history in many files", { open: ["/d/validator-db/LOCK"],
    files: { "/d/validator-db/LOCK": "", "/d/validator-db/000017.ldb": "x".repeat(7001), "/d/validator-db/MANIFEST-3": "xyz" },
    size: ["d/validator-db/000017.ldb", 1_234_567] }],
];

describe("a switch is planned on the facts as on the host", () => {
  test.each(CASES)("%s: %s", (client, _, scene) => {
    const host = hostAt(treeOf(client, scene));
    const { items, text } = holds(host, client);
    if (scene.why === undefined) expect(items).not.toContain("cannot go along");
    else expect(items).toContain(scene.why);
    expect(text.length).toBeLessThan(30_000);
    holds({ ...host, isTree: false }, client);
  });
});

test("a history that has grown a little leaves the facts as they were", () => {
  const scene = (bytes: number): Case => ({ open: ["/d/validator-db/LOCK"],
    files: { "/d/validator-db/LOCK": "", [`/d/validator-db/${bytes}.ldb`]: "" }, size: [`d/validator-db/${bytes}.ldb`, bytes] });
  const textOf = (bytes: number): string => textOfFacts(hostAt(treeOf("lodestar", scene(bytes))));
  expect(textOf(100_500_000)).toBe(textOf(100_600_000));
  expect(textOf(100_500_000)).not.toBe(textOf(160_000_000));
});

test("a rounded size is the same when it is rounded once more, and at most an eighth more", () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 52 }), (bytes) => {
    const rounded = roundedSize(bytes);
    expect(roundedSize(rounded)).toBe(rounded);
    expect(rounded).toBeGreaterThanOrEqual(bytes);
    expect(rounded).toBeLessThanOrEqual(bytes * 1.125 + 1);
  }));
});

test("each client's file is among those that are looked for", () => {
  expect(Object.keys(STARTS).sort()).toEqual(Object.keys(HISTORY_PLACES).sort());
});
