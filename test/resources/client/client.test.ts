/** What blocks a switch before anything is stopped, and how each client's history is carried. */
import { describe, expect, test } from "vitest";
import { readStoppedClient, type StoppedClient } from "../../../src/detectors/clients/clients.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { allClients } from "../../../src/detectors/clients/descriptors.ts";
import type { HostFile, PlanItem } from "../../../src/engine/model/model.ts";
import type { Host } from "../../../src/ports/host.ts";
import { serviceDriver } from "../../../src/resources/client/service.ts";
import { slashingDriver } from "../../../src/resources/client/slashing.ts";
import { findExportBlocker, slashingCommand } from "../../../src/resources/client/slashing-commands.ts";
import { stillHeld, heldResourcesOf } from "../../../src/resources/client/held-resources.ts";
import { planAt } from "../../support/engine.ts";
import { makeKey } from "../../support/keys.ts";
import { saying } from "../../support/programs.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { withPort } from "../../../src/ports/host.ts";
import { hostFile } from "../../support/host-file.ts";

const UNIT = "/etc/systemd/system/";
const PASSWD = "root:x:0:0::/:/bin/sh\neth:x:1001:2001::/:/bin/sh\n";

const stopped = (files: Files): readonly [Host, StoppedClient] => {
  const host = createLinuxHost(makeTree({ "/etc/passwd": PASSWD, ...files }));
  const client = readStoppedClient(host, allClients(), "vc.service");
  if (!client) throw new Error("no client in vc.service");
  return [host, client];
};

const starting = (command: string, more = "User=eth\n"): Files =>
  ({ [`${UNIT}vc.service`]: `[Service]\n${more}ExecStart=${command}\n` });

const E = "/e/slashing_protection.json";

describe("the commands for a signing history", () => {
  test.each<[string, string, string, string]>([
    ["prysm", "/opt/validator --datadir=/d --wallet-dir /w --hoodi",
      `/opt/validator slashing-protection-history export --slashing-protection-export-dir /e --datadir=/d --hoodi --accept-terms-of-use`,
      `/opt/validator slashing-protection-history import --slashing-protection-json-file ${E} --datadir=/d --hoodi --accept-terms-of-use`],
    ["lighthouse", "/opt/lighthouse --network hoodi vc --datadir /d",
      `/opt/lighthouse account validator slashing-protection export ${E} --datadir=/d --network=hoodi`,
      `/opt/lighthouse account validator slashing-protection import ${E} --datadir=/d --network=hoodi`],
    ["nimbus", "/opt/nimbus_validator_client --data-dir=/d",
      `/opt/nimbus_beacon_node slashingdb export ${E} --data-dir=/d`,
      `/opt/nimbus_beacon_node slashingdb import ${E} --data-dir=/d`],
    ["teku", "/opt/teku/bin/teku vc --data-path=/d --data-validator-path=/v",
      `/opt/teku/bin/teku slashing-protection export --to=${E} --data-path=/d --data-validator-path=/v`,
      `/opt/teku/bin/teku slashing-protection import --from=${E} --data-path=/d --data-validator-path=/v`],
    ["teku by Java", "/usr/bin/java -Xmx4g -cp /l tech.pegasys.teku.Teku vc --data-path=/d",
      `/usr/bin/java -Xmx4g -cp /l tech.pegasys.teku.Teku slashing-protection export --to=${E} --data-path=/d`,
      `/usr/bin/java -Xmx4g -cp /l tech.pegasys.teku.Teku slashing-protection import --from=${E} --data-path=/d`],
    ["lodestar with its flags first and in words with dashes", "/usr/bin/node --max-old-space-size=8192 /opt/lodestar/bin/lodestar"
      + " --data-dir /d --network hoodi validator --validators-db-dir=/v",
    `/usr/bin/node --max-old-space-size=8192 /opt/lodestar/bin/lodestar validator slashing-protection export --file ${E} --dataDir=/d --network=hoodi --validatorsDbDir=/v`,
    `/usr/bin/node --max-old-space-size=8192 /opt/lodestar/bin/lodestar validator slashing-protection import --file ${E} --dataDir=/d --network=hoodi --validatorsDbDir=/v`],
    ["lodestar", "/usr/bin/node /opt/lodestar/bin/lodestar validator --dataDir /d --network hoodi",
      `/usr/bin/node /opt/lodestar/bin/lodestar validator slashing-protection export --file ${E} --dataDir=/d --network=hoodi`,
      `/usr/bin/node /opt/lodestar/bin/lodestar validator slashing-protection import --file ${E} --dataDir=/d --network=hoodi`],
  ])("%s", (_, command, exporting, importing) => {
    const [host, client] = stopped({ ...starting(command), "/opt/nimbus_beacon_node": "" });
    expect(findExportBlocker(host, client)).toBeNull();
    expect(slashingCommand(client, "export", E).join(" ")).toBe(exporting);
    expect(slashingCommand(client, "import", E).join(" ")).toBe(importing);
  });

  test("run as the client's own user, with the group of the unit or the account", () => {
    const by = (more: string) => stopped({ ...starting("/o/lighthouse vc --datadir /d", more),
      "/etc/group": "keys:x:3001:\n" })[1].account;
    expect(by("User=eth\n")).toEqual({ uid: 1001, gid: 2001, isListed: true });
    expect(by("User=eth\nGroup=keys\n")).toEqual({ uid: 1001, gid: 3001, isListed: true });
    expect(by("")).toEqual({ uid: 0, gid: 0, isListed: true });
    expect(by("User=1001\n")).toEqual({ uid: 1001, gid: 2001, isListed: true });
    for (const unknown of ["User=nobody-here\n", "User=4711\n", "DynamicUser=yes\n", "User=%i\n"]) {
      expect(by(unknown), unknown).toBeNull();
    }
  });

  test.each<[string, string, string, RegExp]>([
    ["no data directory", "/o/lighthouse vc", "User=eth\n", /does not say where its signing history/],
    ["one that a shell would fill in", "/o/lighthouse vc --datadir $DATA", "User=eth\n", /does not say where/],
    ["a relative one", "/o/lighthouse vc --datadir data", "User=eth\n", /does not say where/],
    ["keys elsewhere", "/o/lighthouse vc --datadir /d --validators-dir /v", "User=eth\n", /by --validators-dir/],
    ["a user that does not exist", "/o/lighthouse vc --datadir /d", "User=gone\n", /user that vc.service runs as/],
    ["Nimbus without its other half", "/p/nimbus_validator_client --data-dir=/d", "User=eth\n", /nimbus_beacon_node, which is not beside/],
    ["a program that PATH would find", "lighthouse vc --datadir /d", "User=eth\n", /which program it runs/],
  ])("cannot be given for %s", (_, command, more, why) => {
    const [host, client] = stopped(starting(command, more));
    expect(findExportBlocker(host, client)).toMatchObject({ why: expect.stringMatching(why), wayOut: expect.stringMatching(/\w/) });
  });
});

const OWN = makeKey();

const AGAVE: Files = {
  "/opt/agave-validator": "",
  [`${UNIT}sol.service`]: "[Service]\nExecStart=/opt/agave-validator --ledger /mnt/a --identity /etc/id.json\n"
    + "[Install]\nWantedBy=multi-user.target\n",
  "/mnt/a/": "", "/etc/id.json": OWN.text,
};
const RUNNING: Files = {
  "/opt/fdctl": "", "/c.toml": "[ledger]\npath = \"/mnt/a\"\n[consensus]\nidentity_path = \"/etc/id.json\"\n",
  [`${UNIT}fd.service`]: "[Service]\nExecStart=/opt/fdctl run --config /c.toml\n",
  "/proc/900/exe": "-> /opt/fdctl", "/proc/900/cmdline": "fdctl\0run\0--config\0/c.toml\0",
  "/proc/900/cgroup": "0::/system.slice/fd.service\n",
  "/proc/900/status": "PPid:\t1\nUid:\t1000\t1000\t1000\t1000\n",
  "/sys/fs/cgroup/system.slice/fd.service/cgroup.procs": "900\n",
};

const declare = (client: HostFile["client"]): HostFile =>
  hostFile({ ...(client ? { client } : {}) });

type Change = (host: Host) => Host;

const itemOf = (files: Files, client: HostFile["client"], ...changed: readonly Change[]): PlanItem => {
  const host = changed.reduce((one, change) => change(one), createLinuxHost(makeTree(files)));
  const [item] = planAt(host, declare(client)).items;
  if (!item) throw new Error("nothing planned");
  return item;
};
const TO_AGAVE = { active: "agave", adopt: { from: "frankendancer" } } as const;

describe("a client that the host file describes", () => {
  const mine = (exe: string, user: string): (() => void) => () => planAt(createLinuxHost(makeTree({
    "/etc/passwd": "root:x:0:0::/:/bin/sh\neth:x:1001:2001::/:/bin/sh\n",
    [`/opt/${exe}`]: "", [`${UNIT}${exe === "vexor" ? "vexor-agent" : "own"}.service`]:
      `[Service]\nExecStart=/opt/${exe} run\n${user}[Install]\nWantedBy=multi-user.target\n` })),
  { ...declare({ active: "mine" }), clients: { mine: { name: "Mine", family: "other",
    parts: [{ role: "validator", exe: [exe], health: "none" }] } } });

  test("is switched as a user of its own", () => {
    expect(mine("perl", "User=eth\n")).not.toThrow();
  });

  test.each([
    ["runs as root", "perl", ""], ["runs as root, by number", "perl", "User=0\n"],
    ["runs as an unknown user", "perl", "User=gone\n"],
    ["belongs to Vexor", "vexor", "User=eth\n"],
  ])("is not switched by a unit that %s", (_, exe, user) => {
    expect(mine(exe, user)).toThrow(/the description of "mine" fits (own|vexor-agent)\.service/);
  });
});

test("a distribution's unit that happens to fit a description is ignored", () => {
  const root = createLinuxHost(makeTree({ ...AGAVE, "/usr/bin/touch": "",
    "/lib/systemd/system/stamp.service": "[Service]\nExecStart=/usr/bin/touch /stamp\n" }));
  const { items, changes } = planAt(root, { ...declare({ active: "agave" }),
    clients: { mine: { name: "Mine", family: "solana", parts: [{ role: "validator", exe: ["touch"] }] } } });
  expect(items).toMatchObject([{ address: "client/active", action: expect.not.stringMatching("blocked") }]);
  expect(JSON.stringify(changes)).not.toContain("stamp.service");
});

describe("before Vexor stops the old client", () => {
  test("nothing blocks a sound switch, and the plan holds all that it changes", () => {
    const { action } = itemOf({ ...AGAVE, ...RUNNING }, TO_AGAVE);
    expect(action).toBe("adopt");
    const plan = planAt(createLinuxHost(makeTree({ ...AGAVE, ...RUNNING })), declare(TO_AGAVE));
    expect(plan.changes.map(({ target, from, to }) =>
      [target.replace(/,.*/, ""), from === null ? null : from.slice(0, 9), to?.slice(0, 9) ?? null])).toEqual([
      ["dir:/etc/systemd/system/sol.service.d", null, ""],
      ["file:/etc/systemd/system/sol.service.d/90-vexor-agent-client.conf", null, "# Written"],
      ["dir:/etc/systemd/system/fd.service.d", null, ""],
      ["file:/etc/systemd/system/fd.service.d/90-vexor-agent-client.conf", null, "# Written"],
      ["dir:/etc/systemd/system/multi-user.target.wants", null, ""],
      ["service:fd.service", "running", "stopped"], ["service:sol.service", "stopped", "running"],
      ["link:/etc/systemd/system/multi-user.target.wants/sol.service", null, "/etc/syst"],
    ]);
  });

  test.each<[string, Files, RegExp]>([
    ["without its binary", { "/opt/agave-validator": "-> /gone" }, /\/opt\/agave-validator does not exist/],
    ["without its ledger", { [`${UNIT}sol.service`]: "[Service]\nExecStart=/opt/agave-validator --ledger /mnt/none\n" },
      /its ledger \/mnt\/none is not a directory/],
    ["without its identity", { "/etc/id.json": "-> /gone" }, /its identity \/etc\/id.json is not a file/],
    ["whose ledger somebody else has locked", { "/proc/locks": "1: FLOCK  ADVISORY  WRITE 77 fe:01:42 0 EOF\n",
      "/proc/77/fd/3": "-> /mnt/a/ledger.lock" }, /its ledger \/mnt\/a is locked by pid 77/],
  ])("a client that is %s blocks the switch, with the reason", (_, more, why) => {
    expect(itemOf({ ...AGAVE, ...RUNNING, ...more }, TO_AGAVE))
      .toMatchObject({ action: "blocked", reason: expect.stringMatching(why) });
  });

  test("a ledger that the old client has locked does not block the switch", () => {
    expect(itemOf({ ...AGAVE, ...RUNNING, "/proc/locks": "1: FLOCK  ADVISORY  WRITE 900 fe:01:42 0 EOF\n",
      "/proc/900/fd/3": "-> /mnt/a/ledger.lock" }, TO_AGAVE).action).toBe("adopt");
  });

  const answering = (...says: Parameters<typeof saying>): Change => (host) => withPort(host, "programs", saying(...says));
  const identity = JSON.stringify({ result: { identity: OWN.pubkey } });
  const live: Change = (host) => withPort(answering((_, question) =>
    (question === "--help" ? "--ledger <DIR> --identity <KEYPAIR>" : "agave-validator 4.2.1"))(
    { ...host, isTree: false, freeBytes: () => 2 ** 40 }), "questions", {
    ask: (questions) => questions.map(() => ({ status: 200, problem: null, body: identity })) });

  test.each<[string, Change, RegExp]>([
    ["has no space", (host) => ({ ...host, freeBytes: (path) => (path === "/mnt/a" ? 5 * 1024 ** 2 : 2 ** 40) }),
      /its ledger \/mnt\/a has 5 MiB of space left/],
    ["does not tell its version, for it hangs or fails", answering(() => null), /does not tell its version/],
    ["has lost a flag", answering((_, question) => (question === "--help" ? "--ledger-path --identity" : "agave-validator 4.3")),
      /does not know --ledger, which sol.service passes/],
  ])("a client that %s blocks the switch", (_, more, why) => {
    expect(itemOf({ ...AGAVE, ...RUNNING }, TO_AGAVE, live).action).toBe("adopt");
    expect(itemOf({ ...AGAVE, ...RUNNING }, TO_AGAVE, live, more))
      .toMatchObject({ action: "blocked", reason: expect.stringMatching(why) });
  });

  test("an unknown client is stopped by permission only, with the reasons why", () => {
    const mystery: Files = { "/opt/mine": "", [`${UNIT}m.service`]: "[Service]\nExecStart=/opt/mine go\n",
      "/proc/901/exe": "-> /opt/mine", "/proc/901/cmdline": "mine\0--vote-account\0x\0",
      "/proc/901/cgroup": "0::/system.slice/m.service\n", "/proc/901/status": "PPid:\t1\nUid:\t0\t0\t0\t0\n",
      "/sys/fs/cgroup/system.slice/m.service/cgroup.procs": "901\n" };
    const blocked = itemOf({ ...AGAVE, ...mystery }, { active: "agave" });
    expect(blocked).toMatchObject({ action: "blocked", live: "unknown",
      waysOut: expect.arrayContaining([expect.stringContaining("adopt: {from: unknown}")]) });
    expect(JSON.stringify(blocked.evidence)).toContain("it was started with --vote-account");
    expect(itemOf({ ...AGAVE, ...mystery }, { active: "agave", adopt: { from: "unknown" } }).action).toBe("adopt");
  });

  test.each<[string, Files, HostFile["client"], RegExp]>([
    ["no unit runs", RUNNING, { active: "agave" }, /no unit on this machine runs agave/],
    ["the named unit does not run", { ...AGAVE, ...RUNNING }, { active: "agave", unit: "fd.service" }, /runs agave as fd.service/],
    ["a masked unit runs", { ...RUNNING, "/etc/systemd/system/sol.service": "-> /dev/null" },
      { active: "agave", unit: "sol.service" }, /sol.service is masked/],
    ["a missing unit runs", RUNNING, { active: "agave", unit: "gone.service" }, /gone.service does not exist/],
    ["two units run", { ...AGAVE, [`${UNIT}b.service`]: AGAVE[`${UNIT}sol.service`] ?? "" }, { active: "agave" }, /2 units run agave: b.service, sol.service/],
    ["six units run", { ...AGAVE, ...Object.fromEntries("bcdefg".split("").map((name) =>
      [`${UNIT}${name}.service`, AGAVE[`${UNIT}sol.service`] ?? ""])) }, { active: "agave" },
    /7 units run agave: b.service, c.service, d.service and 4 more/],
    ["nobody knows", AGAVE, { active: "agva" }, /no client is called "agva"; did you mean "agave"/],
  ])("a client that %s is an error that says so", (_, files, client, why) => {
    expect(() => itemOf(files, client)).toThrow(why);
  });

  test("a program without a unit is named", () => {
    try {
      itemOf({ ...RUNNING, "/usr/local/bin/agave-validator": "" }, { active: "agave" });
      expect.unreachable();
    } catch (error) {
      expect((error as { hint?: string }).hint).toContain("/usr/local/bin/agave-validator is there, and no unit runs it");
    }
  });
});

describe("a client that Vexor has switched to", () => {
  const unit = (exe: string, more: string): string =>
    `[Service]\nUser=sol\nExecStart=${exe} ${more}\n[Install]\nWantedBy=multi-user.target\n`;
  const [OLD, NEW, FD] = ["a.service", "b.service", "fd.service"] as const;
  const LINES = { [OLD]: "/opt/agave-validator --ledger /mnt/a --identity /etc/id.json",
    [NEW]: "/opt/new/agave-validator --ledger /mnt/a --identity /etc/id.json",
    [FD]: "/opt/fdctl run --config /c.toml" };
  const machine: Files = { "/etc/passwd": "root:x:0:0::/:/bin/sh\nsol:x:1000:1000::/:/bin/sh\n",
    "/opt/agave-validator": "", "/opt/new/agave-validator": "", "/opt/fdctl": "", "/mnt/a/": "",
    "/etc/id.json": "[]", "/c.toml": "[ledger]\npath = \"/mnt/a\"\n",
    ...Object.fromEntries(Object.entries(LINES).map(([name, line]) =>
      [`${UNIT}${name}`, unit(line.split(" ")[0] ?? "", line.split(" ").slice(1).join(" "))])) };
  const runs = (name: keyof typeof LINES): Files => ({
    "/proc/900/exe": `-> ${LINES[name].split(" ")[0]}`,
    "/proc/900/cmdline": `${LINES[name].replace(/^\S*\//, "").replaceAll(" ", "\0")}\0`,
    "/proc/900/cgroup": `0::/system.slice/${name}\n`,
    "/proc/900/status": "PPid:\t1\nUid:\t1000\t1000\t1000\t1000\n",
    [`/sys/fs/cgroup/system.slice/${name}/cgroup.procs`]: "900\n",
    [`${UNIT}multi-user.target.wants/${name}`]: `-> ${UNIT}${name}` });
  const claimed = (value: string, by: keyof typeof LINES): Files => ({
    "/var/lib/vexor-agent/ledger.json": JSON.stringify({ format: "vexor.ledger/1", claims: {
      "client/active": { address: "client/active", value, original: "frankendancer", adopted: null,
        attributes: { unit: by, others: [OLD, NEW, FD].filter((one) => one !== by).join(" "), boot: FD },
        run: 1, commit: null, at: "2026-01-01T00:00:00.000Z" } } }) });

  test.each<[string, Files, HostFile["client"], string]>([
    ["another client", { ...runs(OLD), ...claimed("agave", OLD) }, { active: "frankendancer" }, "frankendancer"],
    ["back to the first", { ...runs(FD), ...claimed("frankendancer", FD) }, { active: "agave", unit: OLD }, "agave"],
    ["another unit of the same client, as an upgrade is", { ...runs(OLD), ...claimed("agave", OLD) },
      { active: "agave", unit: NEW }, `agave@${NEW}`],
    ["back to the unit from before", { ...runs(NEW), ...claimed(`agave@${NEW}`, NEW) },
      { active: "agave", unit: OLD }, "agave"],
  ])("is replaced by %s without another adopt", (_, now, client, to) => {
    expect(itemOf({ ...machine, ...now }, client)).toMatchObject({ action: "update", origin: "managed", to });
    const { changes } = planAt(createLinuxHost(makeTree({ ...machine, ...now })), declare(client));
    expect(changes.flatMap(({ target, to: into }) =>
      (target.startsWith("service:") ? [`${target.slice(8).replace(/,.*/, "")} ${into}`] : [])))
      .toEqual([expect.stringMatching(/stopped$/), expect.stringMatching(/running$/)]);
  });

  test.each<[string, Files]>([
    ["which runs", { ...runs(NEW), ...claimed(`agave@${NEW}`, NEW) }],
    ["under its claim from before there was another unit", { ...runs(NEW), ...claimed("agave", NEW) }],
  ])("is as declared when it is %s", (_, now) => {
    expect(itemOf({ ...machine, ...now }, { active: "agave", unit: NEW }).action).toBe("none");
  });

  test("is not a client that an operator has started and enabled since: that needs an adopt", () => {
    expect(itemOf({ ...machine, ...runs(NEW), ...claimed("agave", OLD) }, { active: "agave", unit: OLD }))
      .toMatchObject({ action: "blocked", origin: "custom", live: `agave@${NEW}` });
  });
});

describe("a target of a forged plan", () => {
  const host = createLinuxHost(makeTree({}));
  test.each(["*.service,stop=1,well=1,health=none,rivals=", "a.service\nb.service,stop=1,well=1,health=none,rivals=",
    "a.service;reboot,stop=1,well=1,health=none,rivals=", "../a.service,stop=1,well=1,health=none,rivals="])(
    "by the name %j is not a service", (name) => {
      expect(() => serviceDriver.read(host, name)).toThrow(/is not a service target/);
    });
  test.each(["a.service>*.service,turn=1", "../../etc/x.service>b.service,turn=1", "a.service>b.service,turn=-1",
    "a.service>b.service\n,turn=1", "a.service,turn=1"])("by the name %j is not a signing history", (name) => {
    expect(() => slashingDriver.read(host, name)).toThrow(/is not a slashing target/);
  });
});

describe("who is behind", () => {
  const fence = "/var/lib/vexor-agent/slashing/vc.service";
  const ETHEREUM: Files = { "/etc/passwd": PASSWD, ...starting("/o/lighthouse vc --datadir /d"), "/o/lighthouse": "", "/d/": "",
    [`${UNIT}prysm.service`]: "[Service]\nUser=eth\nExecStart=/o/validator --datadir=/p --wallet-dir /w\n", "/o/validator": "", "/p/": "" };

  test("receives the missing signatures before it starts, though no client runs", () => {
    const plan = planAt(createLinuxHost(makeTree({ ...ETHEREUM, [fence]: "prysm.service,turn=4\n" })),
      declare({ active: "lighthouse" }));
    expect(plan.changes.map(({ target, params, to }) => [params?.["generation"] === undefined ? target : `${target},generation=${params["generation"]}`, to] as const).filter(([target]) => !/^(file|link|dir):/.test(target ?? "")))
      .toEqual([["slashing:prysm.service>vc.service,generation=5", "transferred"], ["service:vc.service", "running"]]);
  });

  test("is not switched to when the client with the history is gone", () => {
    expect(itemOf({ ...ETHEREUM, [fence]: "gone.service,turn=4\n" }, { active: "lighthouse" }))
      .toMatchObject({ action: "blocked", reason: expect.stringContaining("no built-in client is known to run in gone.service") });
  });

  test("is kept from starting by its drop-in, but for a standby that systemd starts alone", () => {
    const dropIn = (files: Files, active: string, more = {}): string =>
      planAt(createLinuxHost(makeTree(files)), declare({ active, ...more })).changes.map(({ target, to }) => (target.endsWith("-client.conf") ? to : "")).join("");
    expect(dropIn(ETHEREUM, "lighthouse")).toContain(`AssertPathExists=!${fence}`);
    expect(dropIn(AGAVE, "agave")).toContain("AssertPathExists=!/var/lib/vexor-agent/towers/sol.service");
    const dual = dropIn({ ...AGAVE, ...RUNNING }, "agave", { adopt: { from: "frankendancer" }, dual: "auto" });
    expect(dual.match(/^AssertPathExists.*$/gm)).toEqual(["AssertPathExists=!/var/lib/vexor-agent/towers/sol.service"]);
  });
});

describe("the leftovers of a stopped client", () => {
  const row = (port: string, inode: number): string =>
    `   0: 00000000:${port} 00000000:0000 0A 0:0 00:0 0 1000 0 ${inode} 2\n`;
  const files: Files = { ...RUNNING, "/proc/900/fd/3": "-> socket:[11]", "/proc/900/fd/4": "-> socket:[12]",
    "/proc/900/fd/5": "-> /mnt/a/ledger.lock",
    "/proc/net/tcp": `head\n${row("22C3", 11)}${row("C350", 12)}${row("0016", 13)}` };

  test("are its own ports and its ledger's lock, without borrowed ports", () => {
    expect(heldResourcesOf(createLinuxHost(makeTree(files)), "fd.service"))
      .toEqual({ ports: ["tcp/8899"], locks: ["/mnt/a/ledger.lock"] });
  });

  test("are in use while a process outside its unit holds them", () => {
    const traces = { ports: ["tcp/8899", "udp/8001"], locks: ["/mnt/a/ledger.lock"] };
    const escaped: Files = { "/proc/net/tcp": `head\n${row("22C3", 11)}`,
      "/proc/locks": "7: FLOCK  ADVISORY  WRITE 901 fe:01:42 0 EOF\n", "/proc/901/fd/9": "-> /mnt/a/ledger.lock" };
    expect(stillHeld(createLinuxHost(makeTree(escaped)), traces))
      .toEqual(["tcp/8899", "/mnt/a/ledger.lock (locked by pid 901)"]);
    expect(stillHeld(createLinuxHost(makeTree({})), traces)).toEqual([]);
  });
});
