/** `vexor clients` says of each what a host file writes to switch to it, and a plan agrees. */
import { describe, expect, test } from "vitest";
import { readClients, readInstalled, readStrangers } from "../../../src/detectors/clients/clients.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { allClients, type DeclaredClients, type FoundClient } from "../../../src/detectors/clients/descriptors.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import { switchableAmong } from "../../../src/detectors/clients/switchable.ts";
import { planAt } from "../../support/engine.ts";
import { makeTree, type Files } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const UNIT = "/etc/systemd/system";
const PASSWD = { "/etc/passwd": "root:x:0:0::/:/bin/sh\neth:x:1001:2001::/:/bin/sh\nsol:x:1002:2002::/:/bin/sh\n" };
const service = (exe: string, user: string): string =>
  `[Service]\nUser=${user}\nExecStart=${exe} run\n[Install]\nWantedBy=multi-user.target\n`;
const AGAVE: Files = { "/opt/agave-validator": "", [`${UNIT}/sol.service`]: service("/opt/agave-validator", "sol") };
const MINE: DeclaredClients = { mine: { name: "Mine", family: "other",
  parts: [{ role: "validator", exe: ["perl"], health: "none" }] } };

interface Told {
  readonly client: string;
  readonly unit: string | null;
  readonly entry: string | null;
  readonly why: string | null;
}

const told = (files: Files, clients: DeclaredClients = {}): readonly Told[] => {
  const host = createLinuxHost(makeTree({ ...PASSWD, ...files }));
  const known = allClients(clients);
  const found: readonly FoundClient[] = [...readClients(host, known), ...readStrangers(host, known)];
  const all = [...found, ...readInstalled(host, known, found)];
  const of = switchableAmong(host, known, all);
  return all.map((one) => ({ client: one.client, unit: one.unit, ...of(one) }));
};

const planning = (files: Files, client: NonNullable<HostFile["client"]>, clients: DeclaredClients = {}) => () =>
  planAt(createLinuxHost(makeTree({ ...PASSWD, ...files })),
    hostFile({ clients, client }));

describe("a client of this machine", () => {
  test("in a unit is switched to by its name, and a plan accepts that", () => {
    expect(told(AGAVE)).toMatchObject([{ entry: "client: {active: agave}", why: null }]);
    expect(planning(AGAVE, { active: "agave" })).not.toThrow();
  });

  test("in several units needs the unit's name, without which a plan is refused", () => {
    const two = { ...AGAVE, [`${UNIT}/spare.service`]: service("/opt/agave-validator", "sol") };
    expect(told(two).map(({ entry }) => entry)).toEqual([
      "client: {active: agave, unit: sol.service}", "client: {active: agave, unit: spare.service}"]);
    expect(planning(two, { active: "agave" })).toThrow(/2 units run agave/);
    expect(planning(two, { active: "agave", unit: "spare.service" })).not.toThrow();
  });

  test("beside a unit that systemd-run has made is the only candidate", () => {
    const files = { ...AGAVE,
      "/run/systemd/transient/run-7.service": service("/opt/agave-validator", "sol") };
    expect(told(files).map(({ unit, entry, why }) => [unit, entry ?? why]).toSorted()).toEqual([
      ["run-7.service", "systemd-run made its unit, which ends with this boot"],
      ["sol.service", "client: {active: agave}"]]);
    expect(planning(files, { active: "agave" })).not.toThrow();
  });

  test.each<[string, Files, DeclaredClients, RegExp]>([
    ["on disk only", { "/usr/local/bin/agave-validator": "" }, {}, /^no unit starts it/],
    ["a beacon node", { "/opt/lighthouse": "", [`${UNIT}/bn.service`]:
      "[Service]\nUser=eth\nExecStart=/opt/lighthouse bn --datadir /d\n" }, {}, /^it is a beacon/],
    ["described, as root", { "/opt/perl": "", [`${UNIT}/own.service`]: service("/opt/perl", "root") },
      MINE, /^the host file describes it, and own\.service runs as root$/],
    ["described, of Vexor's", { "/opt/perl": "", [`${UNIT}/vexor-agent.service`]:
      service("/opt/perl", "eth") }, MINE, /belongs to Vexor$/],
  ])("%s is not switched to, with the reason", (_, files, clients, why) => {
    const [one] = told(files, clients);
    expect(one).toMatchObject({ entry: null, why: expect.stringMatching(why) });
    expect(planning(files, { active: one?.client ?? "" }, clients)).toThrow();
  });

  test("described and run as a user of its own is switched to, by its described name", () => {
    const files = { "/opt/perl": "", [`${UNIT}/own.service`]: service("/opt/perl", "eth") };
    expect(told(files, MINE)).toMatchObject([{ entry: "client: {active: mine}" }]);
    expect(planning(files, { active: "mine" }, MINE)).not.toThrow();
  });
});
