/** The history that is carried is the one that the client signs with, whatever has moved it. */
import { describe, expect, test } from "vitest";
import { readStoppedClient } from "../../../src/detectors/clients/clients.ts";
import { allClients } from "../../../src/detectors/clients/descriptors.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { findSlashingBlocker } from "../../../src/resources/client/slashing.ts";
import { reasonIn } from "../../../src/resources/client/failure-reason.ts";
import { describeTransfer, LARGEST_EXPORT, limitFor } from "../../../src/resources/client/transfer-size.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const UNIT = "/etc/systemd/system/vc.service";
const PASSWD = "root:x:0:0::/:/bin/sh\neth:x:1001:1001::/:/bin/sh\n";

const STARTS: Readonly<Record<string, string>> = {
  lodestar: "/opt/lodestar validator --dataDir /d",
  teku: "/opt/teku/bin/teku vc --data-path=/d",
  nimbus: "/opt/nimbus_validator_client --data-dir=/d",
  prysm: "/opt/validator --datadir=/d --wallet-dir /w",
  lighthouse: "/opt/lighthouse vc --datadir /d",
};
const THERE: Files = { "/etc/passwd": PASSWD, "/opt/nimbus_beacon_node": "", "/d/": "" };

interface Moved {
  readonly flags?: string;
  readonly service?: string;
  readonly files?: Files;
}

const blockerOf = (client: string, { flags = "", service = "", files = {} }: Moved): string => {
  const host = createLinuxHost(makeTree({ ...THERE, ...files,
    [UNIT]: `[Service]\nUser=eth\nExecStart=${STARTS[client]} ${flags}\n${service}` }));
  return findSlashingBlocker(host, ["vc.service"])?.why ?? "";
};

describe("the export is refused where the client may keep its history elsewhere", () => {
  test.each<[string, string, Moved, RegExp]>([
    ["lodestar", "a configuration file", { flags: "--rcConfig /etc/rc.yml",
      files: { "/etc/rc.yml": "metrics: true\nvalidatorsDbDir: /srv/fast\n" } }, /validatorsDbDir in \/etc\/rc.yml/],
    ["lodestar", "a configuration file, in words with dashes", { flags: "--rc-config=/etc/rc.json",
      files: { "/etc/rc.json": '{"validators-db-dir": "/srv/fast"}' } }, /validatorsDbDir in \/etc\/rc.json/],
    ["lodestar", "a configuration file that cannot be read", { flags: "--rcConfig rc.yml" }, /which cannot be read/],
    ["lodestar", "a variable", { service: "Environment=NODE_ENV=x LODESTAR_VALIDATORS_DB_DIR=/srv/fast\n" },
      /by LODESTAR_VALIDATORS_DB_DIR/],
    ["lodestar", "a variable's configuration file", { service: "Environment=\"LODESTAR_RC_CONFIG=/etc/rc.yml\"\n" },
      /by LODESTAR_RC_CONFIG/],
    ["lodestar", "a file of variables", { service: "EnvironmentFile=-/etc/default/l\n",
      files: { "/etc/default/l": "# x\nLODESTAR_VALIDATORS_DB_DIR=/srv/fast\n" } }, /by LODESTAR_VALIDATORS_DB_DIR/],
    ["lodestar", "a relative path", { flags: "--validatorsDbDir db" }, /by --validatorsDbDir/],
    ["lodestar", "a path that a shell would fill in", { flags: "--validatorsDbDir=$DB" }, /by --validatorsDbDir/],
    ["teku", "a configuration file", { flags: "--config-file=/etc/t.yaml",
      files: { "/etc/t.yaml": 'data-validator-path: "/srv"\n' } }, /data-validator-path in/],
    ["teku", "a variable", { service: "Environment=TEKU_DATA_VALIDATOR_PATH=/srv\n" }, /by TEKU_DATA_VALIDATOR_PATH/],
    ["nimbus", "Nim's own spelling", { flags: "--validators-dir:/srv" }, /by --validators-dir/],
    ["nimbus", "a configuration file", { flags: "--config-file=/etc/n.toml",
      files: { "/etc/n.toml": 'validators-dir = "/srv"\n' } }, /validators-dir in/],
    ["prysm", "another kind of database", { flags: "--enable-minimal-slashing-protection" }, /by --enable-minimal/],
    ["prysm", "the same by Go's one dash", { flags: "-enable-minimal-slashing-protection" }, /by --enable-minimal/],
    ["prysm", "a configuration file", { flags: "--config-file=/etc/p.yaml",
      files: { "/etc/p.yaml": "enable-minimal-slashing-protection: true\n" } }, /enable-minimal-slashing-protection in/],
    ["lighthouse", "a directory of keys", { flags: "--validators-dir /v" }, /by --validators-dir/],
  ])("%s: %s", (client, _, moved, why) => expect(blockerOf(client, moved)).toMatch(why));

  test.each<[string, Moved]>([
    ["lodestar", { flags: "--rcConfig /etc/rc.yml", files: { "/etc/rc.yml": "metrics: true\n" } }],
    ["lodestar", { flags: "--validators-db-dir=/srv/fast", service: "Environment=LODESTAR_VALIDATORS_DB_DIR=/x\n" }],
    ["lodestar", { service: "Environment=LODESTAR_METRICS=true\n" }],
    ["teku", { flags: "--config-file=/etc/t.yaml", files: { "/etc/t.yaml": "metrics-enabled: true\n" } }],
    ["prysm", {}], ["lighthouse", {}], ["nimbus", { flags: "--validators-dir=/srv" }],
  ])("%s, and not where nothing moves it: %j", (client, moved) => expect(blockerOf(client, moved)).toBe(""));
});

describe("of a running client, the history that it has open", () => {
  const running = (...files: readonly string[]): Files => ({
    "/proc/900/exe": "-> /opt/x", "/proc/900/cmdline": "x\0", "/proc/900/cgroup": "0::/system.slice/vc.service\n",
    "/proc/900/status": "PPid:\t1\nUid:\t1001\t1001\t1001\t1001\n", "/proc/900/fd/0": "-> /dev/null",
    "/sys/fs/cgroup/system.slice/vc.service/cgroup.procs": "900\n",
    ...Object.fromEntries(files.map((file, at) => [`/proc/900/fd/${at + 3}`, `-> ${file}`])) });

  test.each<[string, string, string]>([
    ["lodestar", "/d/validator-db/LOCK", "/srv/fast/LOCK"], ["prysm", "/d/validator.db", "/w/direct/validator.db"],
    ["lighthouse", "/d/validators/slashing_protection.sqlite", "/v/slashing_protection.sqlite"],
    ["nimbus", "/d/validators/slashing_protection.sqlite3", "/v/slashing_protection.sqlite3"],
  ])("%s must be the one that the export reads", (client, own, other) => {
    expect(blockerOf(client, { files: running(own) })).toBe("");
    expect(blockerOf(client, { files: running(other) })).toContain(`has ${other} open, and its export would read ${own}`);
    expect(blockerOf(client, { files: running(own, other) })).toContain(`has ${other} open`);
    expect(blockerOf(client, { files: running() })).toContain(`does not have ${own} open`);
    expect(blockerOf(client, { files: running(`${own} (deleted)`) })).toContain("(deleted) open");
  });

  test("may lie behind a link", () => {
    expect(blockerOf("lodestar", { files: { ...running("/srv/data/validator-db/LOCK"), "/d/": "", "/d/validator-db": "-> /srv/data/validator-db",
      "/srv/data/validator-db/LOCK": "" } })).toBe("");
  });

  test("is not judged where its files are not ours to see", () => {
    const unseen = Object.fromEntries(Object.entries(running()).filter(([path]) => !path.includes("/fd/")));
    expect(blockerOf("lodestar", { files: unseen })).toBe("");
  });
});

test("a history that was signed elsewhere is not carried until a person has done so", () => {
  expect(blockerOf("lodestar", { files: { "/var/lib/vexor-agent/slashing/vc.service.elsewhere": "/srv/fast/LOCK\n" } }))
    .toContain('vc.service has signed with "/srv/fast/LOCK", which its export does not read');
});

describe("a release of Lodestar", () => {
  const of = (version: string): string => blockerOf("lodestar", { files: {
    "/opt/package.json": JSON.stringify({ name: "@chainsafe/lodestar", version }) } });

  test.each(["1.5.1", "1.8.0", "0.40.0"])("%s is too old to be switched", (version) => {
    expect(of(version)).toBe(`vc.service runs Lodestar ${version}, and only Lodestar 1.9 or newer exports what it has signed soundly`);
  });

  test.each(["1.9.0", "1.44.0", "2.0.0-rc.1"])("%s is switched", (version) => expect(of(version)).toBe(""));
});

describe("a history of real size", () => {
  const db = "/d/validator-db";
  const sized = (bytes: number): ReturnType<typeof createLinuxHost> => {
    const host = createLinuxHost(makeTree({ ...THERE, [UNIT]: `[Service]\nUser=eth\nExecStart=${STARTS["lodestar"]}\n`,
      [`${db}/000005.ldb`]: "", [`${db}/LOCK`]: "" }));
    return { ...host, freeBytes: () => 1e12, stat: (path) => {
      const stat = host.stat(path);
      return stat && path.endsWith(".ldb") ? { ...stat, size: bytes } : stat;
    } };
  };
  const KEY_YEAR = 82_000;
  const ON_DISK = 75;

  test("of twenty keys and a year is carried, and the plan says how long that takes", () => {
    const host = sized(20 * KEY_YEAR * ON_DISK);
    expect(findSlashingBlocker(host, ["vc.service"])).toBeNull();
    const client = readStoppedClient(host, allClients(), "vc.service");
    if (!client) throw new Error("no client");
    const said = /takes about (\d+) minutes to carry/.exec(describeTransfer(host, client, client) ?? "");
    expect(Number(said?.[1])).toBeGreaterThan(60);
    expect(limitFor(20 * KEY_YEAR) / 60_000).toBeGreaterThan(Number(said?.[1]));
  });

  test("beyond what can be carried is refused before anything is stopped", () => {
    expect(findSlashingBlocker(sized(40 * KEY_YEAR * ON_DISK), ["vc.service"])?.why)
      .toMatch(/an export of vc.service takes about \d+ MiB, and 476 MiB is the most/);
    expect(LARGEST_EXPORT).toBe(500_000_000);
  });

  test("needs its space in /run twice", () => {
    const host = { ...sized(20 * KEY_YEAR * ON_DISK), freeBytes: () => 400 * 1024 * 1024 };
    expect(findSlashingBlocker(host, ["vc.service"])?.why).toMatch(/\/run has 400 MiB of space left/);
  });
});

describe("the reason of a failed command", () => {
  test.each<[string, string, string]>([
    ["Lodestar's, before its calls", "\u001b[32minfo\u001b[39m: Importing\n ✖ Error: Database is not open\n    at Level.open (file:///opt/x/abstract-level.js:282:9)\n    at next (node:internal/y:1)\n",
      "✖ Error: Database is not open"],
    ["Node's", "node:internal/fs:1\n    throw err;\n    ^\n\nTypeError: The \"path\" argument must be of type string\n    at x (y:1)\n\nNode.js v20.20.2\n",
      'TypeError: The "path" argument must be of type string'],
    ["Lighthouse's, in the end", "Running account manager\nError during import: AtomicBatchAborted\n", "Error during import: AtomicBatchAborted"],
    ["one without such a word, its last line", "starting\ngiving up\n", "giving up"],
    ["none", "", "it does not say why"],
  ])("is %s", (_, output, reason) => expect(reasonIn(output)).toBe(reason));

  test("steers no terminal, and is short", () => {
    expect(reasonIn(`Error: \u001b]0;x\u0007${"y".repeat(900)}`)).toMatch(/^Error: \ufffd\]0;x\ufffdy{200,300}$/);
  });
});
