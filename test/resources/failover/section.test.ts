/** `failover:` of a host file: what is unsafe about it, and in which line that stands. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULT_TIMING, ETHEREUM_TIMING, timingProblems } from "../../../src/failover/timing.ts";
import { formatMilliseconds } from "../../../src/formats/duration.ts";
import { failoverSection } from "../../../src/resources/failover/section.ts";
import { keysOf, timingOf } from "../../../src/resources/failover/spec.ts";
import { ROOT } from "../../support/paths.ts";
import { caught, failure, HEAD, loadText, MAIN, write } from "../../support/repository.ts";

const KEY = "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2";
const VOTE = "Config1111111111111111111111111111111111111";

const IDENTITY = ["identity:", `  pubkey: ${KEY}`, "  keypair: /k.json", "  unstaked: /u.json", `  voteAccount: ${VOTE}`,
  "  clusterRpc: [https://a.example, https://b.example]"];
const FAILOVER = ["failover:", "  group: g-1", "  peer: {host: b, url: https://b.example:7443}", "  register:",
  "    endpoints: [https://e1:2379, https://e2:2379, https://e3:2379]", "    certificate: /c.pem", "    key: /c.key"];

/** The lines with some of them replaced, dropped (null), or more behind them. */
const file = (changes: Readonly<Record<string, string | null>> = {}, ...more: readonly string[]): string => {
  const lines = [...IDENTITY, ...FAILOVER].flatMap((line) => {
    const change = changes[line.trim().split(":")[0] ?? ""];
    if (change === undefined) return [line];
    return change === null ? [] : [`${/^ */.exec(line)?.[0]}${change}`];
  });
  return [HEAD.trimEnd(), ...lines, ...more, ""].join("\n");
};

test("a sound one is taken", () => {
  expect(loadText(file()).declaration.failover?.group).toBe("g-1");
  expect(loadText(file({}, "  unplanned: allowed", "  dryRun: false")).remarks()).toEqual([]);
});

test("so is one that describes a client of another kind beside it", () => {
  expect(loadText(file({}, "clients: {mine: {name: Mine, family: ethereum, parts: [{role: beacon, exe: [mine]}]}}"))
    .declaration.failover?.group).toBe("g-1");
});

const BLS = `0x${"a1".repeat(48)}`;

/** Of an Ethereum-like validator: without `identity`. */
const shared = (...more: readonly string[]): string => [HEAD.trimEnd(), ...FAILOVER, "  validator:", "    unit: vc.service",
  `    keys: ["${BLS}"]`, "    beaconNode: http://127.0.0.1:5052", ...more, ""].join("\n");

describe("of an Ethereum-like validator", () => {
  test("a sound one is taken, with times that its client's export fits into", () => {
    const { failover } = loadText(shared("    otherBeaconNodes: [https://b.example]", "  dryRun: false")).declaration;
    expect(failover?.validator).toMatchObject({ unit: "vc.service", keys: [BLS] });
    expect(timingOf(failover ?? {})).toEqual(ETHEREUM_TIMING);
    expect(timingProblems(ETHEREUM_TIMING)).toEqual([]);
  });

  test("both hosts have one name for their keys, in whatever order and spelling", () => {
    const [one, other] = [BLS, `0x${"b2".repeat(48)}`];
    const spec = { unit: "vc.service", beaconNode: "http://a" };
    expect(keysOf({ ...spec, keys: [other, one.replaceAll("a", "A").replace("0X", "0x")] })).toEqual(keysOf({ ...spec, keys: [one, other] }));
  });

  test.each<[string, string, RegExp]>([
    ["beside an identity of Solana", shared(...IDENTITY), /failover\.validator is of an Ethereum-like validator, and identity: of Solana's/],
    ["beside another starter of clients", shared("client: {active: lighthouse}"), /client: would start a client; with failover\.validator the keeper alone/],
    ["with takeovers that no person asks for", shared("  unplanned: allowed"), /this version hands those over only where a person asks for it/],
    ["with a manager", shared("  manager: {listen: \":8080\", token: /t}"), /failover\.manager answers for a validator of Solana/],
    ["with a key twice", shared().replace(`"${BLS}"`, `"${BLS}", "${BLS.toUpperCase().replace("0X", "0x")}"`), /keys\[1\] is there twice/],
    ["with one beacon node twice", shared("    otherBeaconNodes: [\"http://127.0.0.1:5052/\"]"), /names one beacon node twice/],
    ["with its host as its peer", shared().replace("host: b,", "host: a,"), /failover\.peer\.host is a, which is this host/],
  ])("is refused %s", (_, text, why) => {
    const error = caught(() => loadText(text));
    expect(`${error.message} ${error.hint}`).toMatch(why);
  });
});

describe("refused, with its place", () => {
  const INVALID = `HOST_FILE_INVALID ${MAIN}:`;
  test.each<[string, string, string]>([
    ["the host as its own peer", file({ peer: "peer: {host: a, url: https://b.example}" }),
      "11:10 failover.peer.host is a, which is this host; wanted is the other host of the group"],
    ["a host of any name", file().replace("host: a", "host: any"), "2:1 failover needs the name of the host; found any"],
    ["no identity", file().replace(/identity:[^]*?failover:/, "failover:"), "3:1 failover needs identity:, which names the keys; found none"],
    ["no unstaked key", file({ unstaked: null }), "3:1 identity.unstaked is missing; with failover a host starts with that key, always"],
    ["no vote account", file({ voteAccount: null }), "3:1 identity.voteAccount is missing; failover watches its votes"],
    ["one witness of an unplanned takeover", file({ clusterRpc: "clusterRpc: https://a.example" }, "  unplanned: allowed"),
      "16:3 failover.unplanned needs 2 nodes in identity.clusterRpc, which tell when the other host's votes can no longer come; found 1"],
    ["a client that starts staked after a crash", file({ keypair: "keypair: /k.json\n  restart: allowed" }),
      "6:3 identity.restart is allowed; with failover no client may start with the staked key, as it would after a crash"],
    ["a guard that is lifted for good", file({ keypair: "keypair: /k.json\n  guards: {tower: {skip: true, why: x}}" }),
      "6:12 identity.guards lifts tower; with failover it would be lifted at each takeover"],
    ["another starter of clients", file({}, "client: {active: agave, dual: auto}"),
      "16:25 client.dual is auto; with failover the keeper alone says which client starts after one has ended"],
    ["a validator that the file itself describes", file({}, "clients:", "  fork:", "    name: Fork", "    family: solana",
      "    parts: [{role: validator, exe: [fork]}]"), "17:3 clients.fork describes a validator of Solana; with failover the keeper changes"],
    ["an unencrypted register", file({ endpoints: "endpoints: [https://e1:2379, http://e2:2379]" }),
      "13:34 failover.register.endpoints[1] is not encrypted; wanted is https://"],
    ["a register by its address", file({ endpoints: "endpoints: [https://192.0.2.1:2379]" }),
      "13:17 failover.register.endpoints[0] is https://192.0.2.1:2379; wanted is a name, which its certificate has"],
    ["a peer by its address", file({ peer: "peer: {host: b, url: \"https://[2001:db8::1]:1\"}" }),
      "11:19 failover.peer.url is https://[2001:db8::1]:1; wanted is the name of the other host, which its certificate has"],
    ["half a certificate", file({ key: null }), "14:5 failover.register has a certificate and no key"],
    ["a key alone", file({ certificate: null }), "14:5 failover.register has a key and no certificate"],
    ["a password for grpc", file({ key: "login: /l", certificate: null }),
      "14:5 failover.register.protocol is grpc, which signs in by a certificate"],
    ["a takeover too soon", file({}, "  timing: {takeAfter: 40s}"),
      "16:12 failover.timing.takeAfter is 40s; the shortest safe time is 42167ms: the holder must have stopped by the worst clocks: "
        + "holdFor · (1 + clockError) / (1 − clockError) + (1 + clockError) · fence"],
    ["a default that no longer fits", file({}, "  timing: {holdFor: 60s}"),
      "16:3 failover.timing.takeAfter is 45s by default; the shortest safe time is 78834ms: "],
    ["a watchdog that is too slow", file({}, "  timing: {watchdog: 16s}"),
      "16:3 failover.timing.holdFor is 30s by default; the shortest safe time is 33500ms: a keeper that stands still is found "
        + "within two periods: answerWithin + 2 · watchdog"],
    ["a time that is none", file({}, "  timing: {holdFor: 30}"), "16:21 failover.timing.holdFor must be text; found 30"],
    ["a clock that is always wrong", file({}, "  timing: {clockError: 1.5}"), "16:24 failover.timing.clockError must be a part of 1, such as 0.001; found \"1.5\""],
    ["a door that is open", file({}, "  manager: {listen: \":8080\"}"), "16:3 failover.manager has neither ca nor token, so anybody could"],
    ["a door at the peer's port", file({}, "  manager: {listen: \":7443\", ca: /m.pem}"), "16:13 failover.manager.listen is :7443; the keeper's peer asks at that port"],
    ["a door at no port", file({}, "  manager: {listen: \":70000\", ca: /m.pem}"), "16:13 failover.manager.listen is :70000; wanted is a port from 1 to 65535"],
    ["a door by a name", file({}, "  manager: {listen: \"val:80\", ca: /m.pem}"), "16:21 failover.manager.listen must be a port such as :8080"],
    ["a door without a certificate", file({ certificate: null, key: null }, "  manager: {listen: \":8080\", token: /t}"),
      "14:3 failover.manager answers with the certificate of failover.register, which names none"],
    ["dry run said as a word", file({}, "  dryRun: off"), "16:11 failover.dryRun must be "],
  ])("%s", (_, text, why) => {
    const said = failure(() => loadText(text));
    expect(said.startsWith(`${INVALID}${why}`), said).toBe(true);
    expect(caught(() => loadText(text)).hint).not.toBe("");
  });

  test("also where the parts stand in two files, at the part that is to change", () => {
    write("roles/pair.yaml", ["apiVersion: vexor/v1", ...FAILOVER, ""].join("\n"));
    const text = `${HEAD}extends: [../roles/pair.yaml]\n${IDENTITY.join("\n")}\n`;
    expect(loadText(text).declaration.failover?.peer.host).toBe("b");
    expect(failure(() => loadText(text.replace("host: a", "host: b")))).toContain("roles/pair.yaml:4:10 failover.peer.host is b");
    expect(failure(() => loadText(text.replace("keypair: /k.json", "keypair: /k.json\n  restart: allowed"))))
      .toContain(`${MAIN}:7:3 identity.restart is allowed`);
  });
});

test.each<[string, string, readonly string[]]>([
  ["dry run, said or not", file({}), ["dry run: the keeper watches"]],
  ["one member of etcd", file({ endpoints: "endpoints: [https://e1]" }, "  dryRun: false"), ["one member of etcd is a single point of failure"]],
  ["an even number of members", file({ endpoints: "endpoints: [https://e1, https://e2]" }, "  dryRun: false"), ["2 members of etcd bear no more failures than 1"]],
  ["a door for all of the register's authority", file({ key: "key: /c.key\n    ca: /ca.pem" }, "  dryRun: false", "  manager: {listen: \":8080\", ca: /ca.pem}"),
    ["each host and each member of etcd that this authority has signed"]],
  ["an older etcd", file({ key: "key: /c.key\n    olderEtcd: 3.5.30" }, "  dryRun: false"), ["unsafe: etcd 3.5.30 is below 3.5.33, 3.6.14, 3.7.1"]],
  ["an older etcd that is none", file({ key: "key: /c.key\n    olderEtcd: 3.6.14" }, "  dryRun: false"), ["etcd 3.6.14 is safe"]],
  ["no encryption, and no login", file({ endpoints: "endpoints: [http://e1, http://e2, http://e3]", certificate: null, key: "unencrypted: allowed" }, "  dryRun: false"),
    ["unsafe: anybody on the way", "unsafe: this host signs in at etcd by nothing", "without certificate and key the keeper does not start"]],
])("remarked: %s", (_, text, says) => {
  const remarks = loadText(text).remarks();
  expect(remarks.map(({ message }, at) => message.slice(0, says[at]?.length))).toEqual(says);
});

test("times are the host file's, and the defaults of the rest", () => {
  expect(timingOf({ timing: { holdFor: "20s", clockError: "0.001", answerWithin: "900ms" } }))
    .toEqual({ ...DEFAULT_TIMING, holdFor: 20_000, clockError: 0.001, answerWithin: 900 });
  expect(failoverSection.key).toBe("failover");
});

test("the schema names the defaults that count", () => {
  const { properties: { failover } } = JSON.parse(readFileSync(join(ROOT, "schemas/host.schema.json"), "utf8")) as {
    properties: { failover: { properties: { timing: { properties: Record<string, { default: string }> } } } } };
  const said = Object.fromEntries(Object.entries(failover.properties.timing.properties).map(([key, one]) => [key, one.default]));
  expect(said).toEqual(Object.fromEntries(Object.entries(DEFAULT_TIMING).map(([key, value]) =>
    [key, key === "clockError" ? String(value) : formatMilliseconds(value)])));
});
