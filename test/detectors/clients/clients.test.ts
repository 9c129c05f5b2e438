/** Every client that Vexor knows, told from what its processes and units look like. */
import { describe, expect, test } from "vitest";
import { readClients, readInstalled, readStrangers, lookAtClients } from "../../../src/detectors/clients/clients.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { allClients, type DeclaredClients, type FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import { takeSamples } from "../../../src/detectors/clients/health-samples.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import type { HostReader } from "../../../src/ports/host.ts";
import { saying } from "../../support/programs.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { withPort } from "../../../src/ports/host.ts";
import { hostFile } from "../../support/host-file.ts";

interface Ran {
  readonly exe: string;
  readonly argv: string;
  readonly unit?: string;
  readonly parent?: number;
  readonly comm?: string;
  readonly uid?: number;
  readonly cgroup?: string;
}

/** Root's where it is in no unit. */
const process = (pid: number, {
  exe, argv, unit, parent = 1, comm = "x", uid = unit ? 1000 : 0,
  cgroup = unit ? `/system.slice/${unit}` : "/user.slice",
}: Ran): Files => ({
  [`/proc/${pid}/exe`]: `-> ${exe}`,
  [`/proc/${pid}/cmdline`]: `${argv.split(" ").join("\0")}\0`,
  [`/proc/${pid}/cgroup`]: `0::${cgroup}\n`,
  [`/proc/${pid}/status`]: `Name:\t${comm}\nPPid:\t${parent}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
});

/** `versions`: what a program says of itself, by its path. */
const find = (files: Files, versions: Readonly<Record<string, string>> = {}): readonly FoundClient[] => {
  const host = withPort(createLinuxHost(makeTree(files)), "programs",
    saying((path) => versions[path] ?? null));
  return readClients(host, allClients());
};
const UNIT = "/etc/systemd/system/";
const brief = (found: readonly FoundClient[]) =>
  found.map(({ client, role, state, unit }) => `${client} ${role} ${state} ${unit ?? "-"}`);

describe("a running program", () => {
  test.each<[string, Ran, string | null]>([
    ["agave validator", { exe: "/b/agave-validator", argv: "agave-validator --ledger /l" },
      "agave-validator 4.2.1 (src:1; feat:2, client:Agave)"],
    ["agave validator", { exe: "/b/solana-validator", argv: "solana-validator -l /l" }, null],
    ["jito validator", { exe: "/b/agave-validator", argv: "agave-validator --ledger /l" },
      "agave-validator 4.2.1 (src:1; feat:2, client:JitoLabs)"],
    ["jito validator", { exe: "/b/agave-validator", argv: "agave-validator --block-engine-url x" }, null],
    ["frankendancer validator", { exe: "/b/fdctl", argv: "fdctl run --config /c.toml" }, null],
    ["firedancer validator", { exe: "/b/firedancer", argv: "firedancer run" }, "1.2.0 (abc)"],
    ["vexor validator", { exe: "/home/sol/vexor/bin/vexor-validator",
      argv: "vexor-validator run --identity /i.json" }, null],
    ["sig validator", { exe: "/b/sig", argv: "sig validator" }, null],
    ["mithril validator", { exe: "/b/mithril", argv: "mithril run --config config.toml" }, null],
    ["prysm validator", { exe: "/b/validator", argv: "validator --wallet-dir /w" }, null],
    ["prysm validator", { exe: "/b/dist/validator-v6.1.2-linux-amd64",
      argv: "/b/dist/validator-v6.1.2-linux-amd64 --wallet-dir /w" }, null],
    ["prysm beacon", { exe: "/b/beacon-chain", argv: "beacon-chain" }, "beacon-chain version Prysm/v6"],
    ["qrysm validator", { exe: "/b/validator", argv: "validator --datadir /d" }, "validator version Qrysm/v0.3"],
    ["lighthouse validator", { exe: "/b/lighthouse", argv: "lighthouse vc" }, null],
    ["lighthouse beacon", { exe: "/b/lighthouse", argv: "lighthouse bn --http" }, null],
    ["nimbus validator", { exe: "/b/nimbus_validator_client", argv: "nimbus_validator_client" }, null],
    ["nimbus beacon", { exe: "/b/nimbus_beacon_node", argv: "nimbus_beacon_node" }, null],
    ["teku validator", { exe: "/usr/bin/java", argv: "java -cp x tech.pegasys.teku.Teku vc" }, null],
    ["teku beacon", { exe: "/usr/bin/java", argv: "java -cp x tech.pegasys.teku.Teku" }, null],
    ["lodestar validator", { exe: "/usr/bin/node", argv: "node /opt/lodestar/bin validator" }, null],
    ["lodestar beacon", { exe: "/usr/bin/node", argv: "node /opt/lodestar/bin beacon" }, null],
    ["lodestar beacon", { exe: "/usr/bin/node", argv: "node /opt/lodestar/bin/lodestar beacon"
      + " --rest.namespace beacon config events node validator lightclient" }, null],
    ["lodestar validator", { exe: "/usr/bin/node", argv: "node --max-old-space-size=8192 -r /opt/x.js"
      + " /opt/lodestar/bin/lodestar --dataDir /var/lib/lodestar --network hoodi validator" }, null],
    ["lighthouse validator", { exe: "/b/lighthouse", argv: "lighthouse --network hoodi vc --datadir /d" }, null],
    ["teku validator", { exe: "/usr/bin/java", argv: "java -Xmx4g -cp /l:/m tech.pegasys.teku.Teku --network=hoodi vc" }, null],
    ["geth execution", { exe: "/b/geth", argv: "geth --mainnet" }, null],
    ["besu execution", { exe: "/usr/bin/java", argv: "java org.hyperledger.besu.Besu" }, null],
    ["agave validator", { exe: "/b/agave-validator (deleted)", argv: "agave-validator -l /l",
      comm: "agave-validato" }, null],
  ])("%s", (expected, ran, version) => {
    const files = process(900, { ...ran, unit: "any-name.service" });
    expect(brief(find(files, version === null ? {} : { [ran.exe]: version })))
      .toEqual([`${expected} running any-name.service`]);
  });

  test.each<[string, Ran]>([
    ["Vexor itself", { exe: "/usr/bin/vexor", argv: "vexor plan" }],
    ["a program called validator that says nothing of the kind", { exe: "/b/validator", argv: "validator x" }],
    ["a voluntary exit", { exe: "/usr/bin/node", argv: "node /b/lodestar validator voluntary-exit --network hoodi" }],
    ["Lodestar's export", { exe: "/usr/bin/node",
      argv: "node /b/lodestar validator slashing-protection export --file /e --dataDir=/d" }],
    ["Lighthouse's import", { exe: "/b/lighthouse",
      argv: "lighthouse account validator slashing-protection import /e --datadir=/d" }],
    ["Prysm's export", { exe: "/b/validator", argv: "validator slashing-protection-history export --datadir=/d"
      + " --accept-terms-of-use --wallet-dir /w" }],
    ["Teku's export", { exe: "/usr/bin/java", argv: "java tech.pegasys.teku.Teku slashing-protection export --to=/e" }],
    ["any Java program", { exe: "/usr/bin/java", argv: "java -jar app.jar" }],
    ["any Node program", { exe: "/usr/bin/node", argv: "node server.js" }],
  ])("%s is not a client", (_, ran) => {
    expect(brief(find(process(900, ran)))).toEqual([]);
  });

  const contained = (cgroup: string): Files => ({
    ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l" }),
    "/proc/900/cgroup": `0::${cgroup}\n`,
    "/proc/900/status": "Name:\tx\nPPid:\t1\nUid:\t0\t0\t0\t0\nNSpid:\t900\t7\n",
    "/b/agave-validator": "another program",
  });
  const ID = "1a2b3c4d5e6f".repeat(6).slice(0, 64);

  test.each([
    [`/system.slice/docker-${ID}.scope`, "docker-1a2b3c4d5e6f.scope", null],
    [`/docker/${ID}`, "docker/1a2b3c4d5e6f", null],
    [`/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope`,
      "cri-containerd-1a2b3c4d5e6f.scope", null],
    ["/machine.slice/systemd-nspawn@m.service/payload/system.slice/sol.service",
      "systemd-nspawn@m.service/payload/system.slice/sol.service", null],
    [`/system.slice/sol.service/libpod-payload-${ID}`, "sol.service/libpod-payload-1a2b3c4d5e6f",
      "sol.service"],
  ])("in a container (%s) names no path and no service of this machine", (cgroup, name, unit) => {
    const [found] = find({ ...contained(cgroup), [`${UNIT}other.service`]: "[Service]\n" },
      { "/b/agave-validator": "agave-validator 4.2.1 (src:1; feat:2, client:JitoLabs)" });
    expect(found).toMatchObject({ client: "agave", state: "running", unit, exe: null, version: null,
      places: {}, evidence: [{ path: "/proc/900",
        says: `pid 900 runs agave-validator in the container ${name}` }] });
  });

  test.each(["/", "/machine.slice"])("in a container without a name of its own (%s)", (cgroup) => {
    expect(find(contained(cgroup))[0]?.evidence[0]?.says)
      .toBe("pid 900 runs agave-validator in a container");
  });

  test("of a user's own systemd is not a service of the machine, whatever its name", () => {
    const [found] = find({
      ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l" }),
      "/proc/900/cgroup":
        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/sol.service\n",
    });
    expect(found).toMatchObject({ unit: null, exe: "/b/agave-validator", places: { ledger: "/l" },
      evidence: [{ says: "pid 900 runs agave-validator in sol.service of user@1000.service" }] });
  });

  test("with tiles is one client, its first process first", () => {
    const found = find({ ...process(901, { exe: "/b/fdctl", argv: "fdctl run1 net 0", parent: 900 }),
      ...process(900, { exe: "/b/fdctl", argv: "fdctl run", unit: "f.service" }),
      ...process(902, { exe: "/b/fdctl", argv: "fdctl run1 verify 0", parent: 900 }) });
    expect(found.map(({ pids }) => pids)).toEqual([[900, 901, 902]]);
  });

  test("whose first process has died is one client until its tiles have ended", () => {
    const tile = (name: string): Ran =>
      ({ exe: "/b/fdctl", argv: `fdctl run1 ${name} 0`, parent: 1, unit: "f.service" });
    const found = find({ ...process(901, tile("net")), ...process(902, tile("verify")),
      ...process(903, { exe: "/b/fdctl", argv: "fdctl run1 pack 0", parent: 902, unit: "f.service" }),
      ...process(910, { ...tile("net"), unit: "g.service" }) });
    expect(found.map(({ pids }) => pids)).toEqual([[901, 902, 903], [910]]);
  });
});

describe("a program of an account under a validator's name", () => {
  const EVE = 1001;
  const sol: Files = {
    [`${UNIT}sol.service`]: "[Service]\nUser=1000\nExecStart=/b/agave-validator --ledger /l\n",
    ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l", unit: "sol.service" }),
  };
  const eves = (cgroup: string, uid = EVE): Files => process(901,
    { exe: "/home/eve/agave-validator", argv: "agave-validator --rpc-port 9999", uid, cgroup });
  const hostOf = (files: Files): HostReader => createLinuxHost(makeTree(files));
  const LOGIN = "/user.slice/user-1001.slice/session-3.scope";

  test.each([LOGIN, "/user.slice/user-1001.slice/user@1001.service/app.slice/sol.service",
    "/user.slice/user-1001.slice/user@1001.service/system.slice/sol.service",
    "/user.slice/user-1001.slice/sol.service", "/system.slice/cron.service",
    "/system.slice/ssh.service", "/system.slice/system-sshd.slice/sshd@1-2.service",
    "/system.slice/system-postfix.slice/postfix@-.service", "/",
  ])("is not trusted, is not queried, and is shown: in %s", (cgroup) => {
    const files = { ...sol, ...eves(cgroup) };
    expect(brief(find(files))).toEqual(["agave validator running sol.service"]);
    const asked: string[] = [];
    const host = withPort({ ...hostOf(files), isTree: false }, "programs", saying((path) => (asked.push(path), null)));
    const look = lookAtClients(host, allClients(), []);
    expect(look.clients).toHaveLength(1);
    expect(look.strangers()).toEqual(
      [`agave-validator (pid 901) of user ${EVE} could not sign here: it is ignored`]);
    expect(asked).toEqual(["/b/agave-validator"]);
    expect(readStrangers(hostOf(files), allClients())).toMatchObject([{ client: "agave",
      pids: [901], unit: null, isStranger: true }]);
  });

  test("is not trusted where no validator runs, or its unit is stopped", () => {
    const { [`${UNIT}sol.service`]: unit = "" } = sol;
    expect(brief(find(eves(LOGIN)))).toEqual([]);
    expect(brief(find({ [`${UNIT}sol.service`]: unit, ...eves(LOGIN) })))
      .toEqual(["agave validator stopped sol.service"]);
  });

  test("is not trusted for the ports it takes, or the lock of its own ledger", () => {
    const files = { ...sol, ...eves(LOGIN), "/proc/901/exe": "-> /home/eve/x",
      "/proc/901/cmdline": "x\0--vote-account\0v\0", "/proc/901/fd/3": "-> /home/eve/ledger.lock" };
    expect(brief(find(files))).toEqual(["agave validator running sol.service"]);
    expect(readStrangers(hostOf(files), allClients()))
      .toMatchObject([{ client: "unknown", isStranger: true }]);
  });

  test.each([["root's", 0], ["the validator's own user's", 1000]])("is trusted when it is %s", (_, uid) => {
    expect(brief(find({ ...sol, ...eves(LOGIN, uid) }))).toEqual(
      ["agave validator running sol.service", "agave validator running -"]);
  });

  test("is trusted when its user owns the declared key, or the login that its container belongs to", () => {
    expect(readClients(hostOf({ ...sol, ...eves(LOGIN) }), allClients(), [EVE])).toHaveLength(2);
    const contained = { ...sol, ...eves("/user.slice/user-1000.slice/session-3.scope", 100_999),
      "/proc/901/status": "PPid:\t1\nUid:\t100999\t100999\t0\t0\nNSpid:\t901\t7\n" };
    expect(find(contained)).toHaveLength(2);
  });

  /** None of these tells its command line. */
  const silent = (files: Files, ...pids: readonly number[]): HostReader => {
    const host = hostOf(files);
    return withPort(host, "processes", { processTexts: (asked) => new Map([...host.port("processes").processTexts(asked)].map(([pid, text]) =>
      [pid, pids.includes(pid) ? { owner: pid === 901 ? EVE : 1000, told: null } : text])) });
  };

  test("decides nothing when its command line is unreadable, too, and is shown", () => {
    const host = silent({ ...sol, ...eves(LOGIN) }, 901);
    expect(brief(readClients(host, allClients()))).toEqual(["agave validator running sol.service"]);
    expect(readStrangers(host, allClients())).toMatchObject([{ client: "unknown", isStranger: true,
      evidence: [{ says: "pid 901 (agave-validator): it does not tell its command line" }, {}] }]);
  });

  test("with an unreadable command line is what its unit starts", () => {
    expect(readClients(silent({ ...sol, ...eves(LOGIN) }, 900), allClients())).toMatchObject([{
      client: "agave", state: "running", unit: "sol.service", pids: [900], places: { ledger: "/l" },
      evidence: [{ says: "pid 900 runs agave-validator; it does not tell its command line: "
        + "the command line of its unit is used" }, {}] }]);
  });

  test.each([["agave-validator", "/b/agave-validator"], ["anything else", "/b/mine"]])(
    "a service that runs %s with an unreadable command line is never reported as stopped", (_, exe) => {
      const files = { [`${UNIT}a.service`]: "[Service]\nExecStart=/b/start\n",
        ...process(900, { exe, argv: "x", unit: "a.service" }) };
      expect(readClients(silent(files, 900), allClients())).toMatchObject([{ client: "unknown",
        role: "validator", state: "running", unit: "a.service", pids: [900] }]);
    });

  test("does not answer a health check, on its own port or on the client's", async () => {
    const port = (uid: number): Files => ({ "/proc/net/tcp": "  sl  local_address rem_address   st\n"
      + `   0: 0100007F:22C3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  ${uid}        0 77 1\n` });
    const asked: string[] = [];
    const sample = async (files: Files) => (await takeSamples(withPort(hostOf(files), "questions", { ask: (questions) => {
      asked.push(...questions.map(({ to }) => to));
      return questions.map(() => ({ status: 200, body: "{\"result\":\"ok\"}", problem: null }));
    } }), hostFile({ client: { active: "agave" },
      health: { checks: [{ client: "healthy" }] } }) as HostFile))[0];
    expect(await sample({ ...sol, ...eves(LOGIN), ...port(1000) })).toMatchObject({ sample: "healthy" });
    expect(asked).toEqual(["http://127.0.0.1:8899/"]);
    expect(await sample({ ...sol, ...port(EVE) })).toMatchObject({ sample: "unhealthy",
      says: `port 8899 is user ${EVE}'s; agave runs as 1000` });
    expect(await sample(eves(LOGIN))).toMatchObject({ sample: "unhealthy" });
    expect(asked).toHaveLength(1);
  });
});

test("how far a client is behind is counted to the slot that it has processed, not to a final one", () => {
  const sol = { ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l --rpc-port 8899",
    unit: "sol.service" }), [`${UNIT}sol.service`]: "[Service]\nExecStart=/b/agave-validator --ledger /l\n" };
  const answers = (method: string, [config]: readonly unknown[]): unknown => ({ getHealth: "ok",
    getMaxShredInsertSlot: 1000,
    getSlot: (config as { commitment?: string } | undefined)?.commitment === "processed" ? 998 : 966 })[method];
  const host = withPort(createLinuxHost(makeTree(sol)), "questions", { ask: (questions) =>
    questions.map(({ body }) => {
      const { method, params } = JSON.parse(body ?? "{}") as { method: string; params: readonly unknown[] };
      return { status: 200, problem: null, body: JSON.stringify({ result: answers(method, params) }) };
    }) });
  expect(takeSamples(host, { apiVersion: "vexor/v1", host: "test-host",
    health: { checks: [{ slotsBehind: { atMost: 20 } }] } } as HostFile))
    .toMatchObject([{ sample: "healthy", says: "2 slots" }]);
});

describe("a unit", () => {
  test("of any name is found by its start script, over several lines, stopped", () => {
    const [found] = find({
      [`${UNIT}my-node.service`]: "[Service]\nUser=sol\nExecStart=/home/sol/go.sh\n",
      "/etc/passwd": "root:x:0:0::/:/bin/sh\nsol:x:1001:1001::/home/sol:/bin/sh\n",
      "/home/sol/go.sh": "#!/bin/bash\n# agave-validator of old\nexec /b/agave-validator \\\n"
        + "  --ledger /mnt/l \\\n  --rpc-port 8999 --identity \"/i.json\"\n",
    });
    expect(found).toMatchObject({ client: "agave", state: "stopped", unit: "my-node.service",
      uid: 1001, exe: "/b/agave-validator", rpcPort: 8999, enabled: false,
      places: { ledger: "/mnt/l", identity: "/i.json" },
      evidence: [{ path: "/home/sol/go.sh", line: 3 }] });
  });

  test("that is a template's instance is found once it is enabled, with its own name in place", () => {
    const files = { [`${UNIT}sol@.service`]:
      "[Service]\nExecStart=/b/agave-validator --ledger /mnt/%i --identity %h/i.json\n" };
    expect(brief(find(files))).toEqual([]);
    const [found] = find({ ...files, [`${UNIT}multi-user.target.wants/sol@testnet.service`]:
      `-> ${UNIT}sol@.service` });
    expect(found).toMatchObject({ client: "agave", state: "stopped", enabled: true,
      unit: "sol@testnet.service", places: { ledger: "/mnt/testnet" } });
    expect(found?.places).not.toHaveProperty("identity");
  });

  test("and its process are one client, and another unit's process is another", () => {
    expect(brief(find({
      [`${UNIT}a.service`]: "[Service]\nExecStart=/b/agave-validator --ledger /l\n",
      [`${UNIT}f.service`]: "[Service]\nExecStart=/b/fdctl run --config /c\n",
      ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l", unit: "a.service" }),
    }))).toEqual(["agave validator running a.service", "frankendancer validator stopped f.service"]);
  });

  test("of the vendor is found, too, but only by what it starts itself", () => {
    expect(brief(find({
      "/usr/lib/systemd/system/nimbus.service": "[Service]\nExecStart=/usr/bin/nimbus_beacon_node --rest\n",
      "/usr/lib/systemd/system/other.service": "[Service]\nExecStart=/usr/libexec/agave.sh\n",
      "/usr/libexec/agave.sh": "#!/bin/sh\nexec agave-validator --ledger /l\n",
    }))).toEqual(["nimbus beacon stopped nimbus.service"]);
  });

  test("is read with its drop-ins", () => {
    const [found] = find({
      [`${UNIT}node.service`]: "[Service]\nExecStart=/usr/bin/true\n",
      [`${UNIT}node.service.d/override.conf`]: "[Service]\nExecStart=\nExecStart=/b/fdctl run --config /c.toml\n",
      "/c.toml": "[ledger]\n  path = \"/mnt/fd\"\n[rpc]\nport = 8998\n",
    });
    expect(found).toMatchObject({ client: "frankendancer", rpcPort: 8998, places: { ledger: "/mnt/fd" },
      evidence: [{ path: `${UNIT}node.service.d/override.conf`, line: 3 }] });
  });

  test("of Teku or Lodestar is recognised before its process of Java or Node runs", () => {
    expect(brief(find({
      [`${UNIT}t.service`]: "[Service]\nExecStart=/opt/teku/bin/teku validator-client --data-path=/d\n",
      [`${UNIT}l.service`]: "[Service]\nExecStart=/usr/bin/node /opt/lodestar/bin/lodestar validator\n",
    }))).toEqual(["lodestar validator stopped l.service", "teku validator stopped t.service"]);
  });
});

describe("a stopped unit of Lodestar", () => {
  const JS = "/opt/lodestar/node_modules/.bin/lodestar";
  const there: Files = { [JS]: "#!/usr/bin/env node\n", "/usr/bin/node": "", "/usr/bin/lodestar": "",
    "/etc/passwd": "root:x:0:0::/:/bin/sh\n" };
  const stopped = (start: string, more: Files = {}, lines = ""): FoundClient | undefined =>
    find({ ...there, [`${UNIT}l.service`]: `[Service]\nExecStart=${start}\n${lines}`, ...more })[0];

  test.each<[string, string, string, string]>([
    ["a shell's text", "/bin/bash -c 'exec /usr/bin/lodestar validator --dataDir /d'", "", "/usr/bin/lodestar"],
    ["a shell that goes there first", "/bin/sh -c 'cd /opt/lodestar && exec ./node_modules/.bin/lodestar validator --dataDir /d'", "", JS],
    ["a directory of the unit's", "/bin/sh -c './node_modules/.bin/lodestar validator --dataDir /d'",
      "WorkingDirectory=/opt/lodestar\n", JS],
    ["env", "/usr/bin/env node /opt/lodestar/node_modules/.bin/lodestar validator --dataDir /d", "", "/usr/bin/node"],
    ["its name alone", "lodestar validator --dataDir /d", "", "/usr/bin/lodestar"],
  ])("is recognised by %s", (_, start, lines, exe) => {
    expect(stopped(start, {}, lines)).toMatchObject({ client: "lodestar", role: "validator",
      state: "stopped", exe, places: { datadir: "/d" } });
  });

  test.each(["cd /opt/lodestar && exec ./node_modules/.bin/lodestar validator --dataDir /d",
    "cd /opt/lodestar\nexec ./node_modules/.bin/lodestar validator --dataDir /d"])(
    "is recognised by a script that goes there first: %j", (text) => {
      expect(stopped("/root/go.sh", { "/root/go.sh": `#!/bin/sh\n${text}\n` }))
        .toMatchObject({ client: "lodestar", exe: JS, argv: [JS, "validator", "--dataDir", "/d"] });
    });

  test.each(["chainsafe/lodestar", "chainsafe/lodestar:v1.44.0",
    `docker.io/chainsafe/lodestar@sha256:${"ab".repeat(32)}`])("in a container is listed by its image %s", (image) => {
    expect(stopped(`/usr/bin/docker run --rm ${image} validator --network hoodi`))
      .toMatchObject({ client: "lodestar", role: "validator", exe: null });
  });

  test.each<[string, string, number | null]>([
    ["", "its usual port", 9596], ["--server http://127.0.0.1:5000", "an alias", 5000],
    ["--beacon-nodes=http://localhost:5001", "words with dashes", 5001],
    ["--beaconNodes http://127.0.0.1:5002,http://127.0.0.1:5003", "the first of several", 5002],
    ["--beaconNodes http://127.0.0.1:5002,http://10.0.0.9:9596", "none, for one is elsewhere", null],
    ["--beaconNodes http://10.0.0.9:9596", "none, for it is elsewhere", null],
  ].map(([flag, name, port]) => [`${name}`, `${flag}`, port as number | null]))(
    "asks its beacon node at %s", (_, flag, port) => {
      expect(stopped(`/usr/bin/lodestar validator ${flag}`)?.rpcPort).toBe(port);
    });

  test("names its data directory in words with dashes, too, and its package the version", () => {
    expect(stopped("/usr/bin/node /opt/lodestar/node_modules/.bin/lodestar validator --data-dir /d", {
      [JS]: "-> ../@chainsafe/lodestar/bin/lodestar.js",
      "/opt/lodestar/node_modules/@chainsafe/lodestar/bin/lodestar.js": "",
      "/opt/lodestar/node_modules/@chainsafe/lodestar/package.json":
        JSON.stringify({ name: "@chainsafe/lodestar", version: "1.44.0" }) }))
      .toMatchObject({ places: { datadir: "/d" }, version: "1.44.0" });
  });
});

test("many clients at once are all reported, validators first", () => {
  const at = (pid: number, exe: string, argv: string): Files =>
    process(pid, { exe, argv: `${exe} ${argv}`, unit: `u${pid}.service` });
  expect(brief(find({
    ...at(901, "/b/beacon-chain", "--execution-endpoint x"), ...at(902, "/b/validator", "--wallet-dir /w"),
    ...at(903, "/b/geth", "--mainnet"), ...at(904, "/b/agave-validator", "--ledger /l"),
    ...at(905, "/b/sig", "validator"), ...at(906, "/b/vexor-validator", "run --identity /i"),
    ...at(907, "/b/mithril", "run"), ...at(908, "/b/lighthouse", "vc"),
    [`${UNIT}stopped.service`]: "[Service]\nExecStart=/b/fdctl run --config /c\n",
  }))).toEqual([
    "agave validator running u904.service", "frankendancer validator stopped stopped.service",
    "lighthouse validator running u908.service", "mithril validator running u907.service",
    "prysm validator running u902.service", "sig validator running u905.service",
    "vexor validator running u906.service", "geth execution running u903.service",
    "prysm beacon running u901.service"]);
});

describe("on disk without a unit", () => {
  const installed = (files: Files, versions: Readonly<Record<string, string>> = {}) => {
    const host = withPort(createLinuxHost(makeTree(files)), "programs",
      saying((path) => versions[path] ?? null));
    return readInstalled(host, allClients(), readClients(host, allClients()));
  };

  test("a client is reported once, whatever links lead to it, unless a unit starts it", () => {
    const found = installed({
      "/opt/fd/bin/fdctl": "", "/usr/local/bin/fdctl": "-> /opt/fd/bin/fdctl",
      "/home/sol/.local/share/solana/install/active_release/bin/agave-validator": "",
      "/opt/used/bin/sig": "", [`${UNIT}s.service`]: "[Service]\nExecStart=/opt/used/bin/sig validator\n",
    });
    expect(found.map(({ client, state, exe }) => `${client} ${state} ${exe}`)).toEqual([
      "agave installed /home/sol/.local/share/solana/install/active_release/bin/agave-validator",
      "frankendancer installed /usr/local/bin/fdctl"]);
  });

  test("a name that several clients share is resolved by the program's output", () => {
    const files = { "/usr/local/bin/validator": "", "/usr/bin/vexor": "", "/usr/bin/node": "", "/usr/bin/java": "" };
    expect(installed(files)).toEqual([]);
    expect(installed(files, { "/usr/local/bin/validator": "validator version Prysm/v6" })
      .map(({ client, role }) => [client, role])).toEqual([["prysm", "validator"]]);
  });
});

test("the process that holds a ledger's lock stands in the evidence", () => {
  const [found] = find({ ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l" }),
    "/proc/900/fd/7": "-> /l/ledger.lock" });
  expect(found?.evidence).toContainEqual({ kind: "process", path: "/l/ledger.lock", says: "it has this lock open" });
});

test("a candidate is asked for its version and nothing else", () => {
  const asked: string[] = [];
  const host = withPort(createLinuxHost(makeTree({
    ...process(900, { exe: "/b/agave-validator", argv: "agave-validator --ledger /l" }),
    ...process(901, { exe: "/b/validator", argv: "validator x" }),
    ...process(902, { exe: "/usr/bin/python3", argv: "python3 agave-validator" }) })), "programs",
  saying((path, question) => (asked.push(`${path} ${question}`), null)));
  readClients(host, allClients());
  expect(asked).toEqual(["/b/agave-validator --version", "/b/validator --version"]);
});

describe("a program that no descriptor knows", () => {
  const net = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
  const row = (port: string, state: string, inode: number): string =>
    `   0: 00000000:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 2\n`;

  test("is a validator if it holds a ledger, or listens where validators do", () => {
    const [found] = find({ ...process(900, { exe: "/b/mine", argv: "mine go", unit: "m.service" }),
      "/proc/net/udp": net + row("1F41", "07", 11), "/proc/net/tcp": net + row("22C3", "0A", 12),
      "/proc/900/fd/3": "-> socket:[11]", "/proc/900/fd/4": "-> socket:[12]",
      "/proc/900/fd/5": "-> /mnt/x/ledger.lock" });
    expect(found).toMatchObject({ client: "unknown", name: "mine", unit: "m.service",
      ports: ["tcp/8899", "udp/8001"] });
    expect(found?.evidence.map(({ says }) => says)).toEqual([
      "pid 900 (mine): it has /mnt/x/ledger.lock open",
      "pid 900 (mine): it listens on udp/8001 and tcp/8899"]);
  });

  test("is not a validator with one such port alone", () => {
    expect(find({ ...process(900, { exe: "/b/mine", argv: "mine go" }),
      "/proc/net/tcp": net + row("22C3", "0A", 12), "/proc/900/fd/4": "-> socket:[12]" })).toEqual([]);
  });
});

test("a client of a host file that an older version has saved is recognised by its field names of then", () => {
  const part = { role: "validator", exe: ["mine"], says: ["--votes"], steady: 7, can: ["liveSwap"], tell: { says: ["--mine"], flags: ["--m"] } };
  const known = allClients({ mine: { name: "Mine", family: "solana", parts: [part] } } as unknown as DeclaredClients);
  expect(known["mine"]?.parts).toEqual([{ role: "validator", exe: ["mine"], commandLineContains: ["--votes"], steadyFor: 7,
    capabilities: ["liveSwap"], identifyBy: { commandLineContains: ["--mine"], flags: ["--m"] } }]);
});
