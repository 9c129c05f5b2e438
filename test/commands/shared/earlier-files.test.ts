/** What an earlier installation has left, and what stands beside a package. */
import { expect, test } from "vitest";
import { earlierFiles, isNamedOurs } from "../../../src/commands/shared/earlier-files.ts";
import { refuseBesidePackage } from "../../../src/commands/shared/packaged.ts";
import { LEDGER_FORMAT, type Ledger } from "../../../src/engine/model/model.ts";
import { hostAt } from "../../support/engine.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const OURS = "/etc/sysctl.d/90-vexor-agent.conf";
const HEAD = "# Written by Vexor from the host file in git; it replaces its lines at each apply.\n";
const DROP_IN = "/etc/systemd/system/a.service.d/90-vexor-agent-limits.conf";
const LEFT = { [OURS]: `${HEAD}vm.swappiness = 60\n`,
  [DROP_IN]: "# Written by vexor-agent from this machine's host file\n[Service]\n" };
const NO_CLAIMS: Ledger = { format: LEDGER_FORMAT, claims: {} };

test("files of our name and head, without a claim, are of an earlier installation", () => {
  const host = hostAt(makeTree(LEFT));
  expect(earlierFiles(host, NO_CLAIMS)).toEqual({ paths: [OURS, DROP_IN],
    todo: expect.stringContaining(`rm ${OURS} ${DROP_IN}`) });
  expect(earlierFiles(host, { ...NO_CLAIMS, claims: { "sysctl/vm.swappiness": {} as never } })).toBeNull();
  expect(earlierFiles(hostAt(makeTree({ [OURS]: "vm.swappiness = 1\n" })), NO_CLAIMS)).toBeNull();
  expect(isNamedOurs(host, "/etc/sysctl.d/99-mine.conf")).toBe(false);
});

test("where a purge has kept the ledger, the next step is to take it up", () => {
  const host = hostAt(makeTree({ ...LEFT, "/var/backups/vexor-agent.ledger.json": "{}" }));
  expect(earlierFiles(host, NO_CLAIMS)?.todo).toContain(
    "cp -p /var/backups/vexor-agent.ledger.json /var/lib/vexor-agent/ledger.json");
});

test("release, doctor and explain tell of them", () => {
  const root = makeTree({ ...SAMPLES["sysctl"]?.files, ...LEFT });
  const on = ["--root", root];
  expect(runVexor(["release", "--yes", ...on]).err).toMatch(/earlier installation.*\n {2}To release it, remove/);
  expect(runVexor(["doctor", ...on]).out).toMatch(/boot files +\/etc\/sysctl\.d\/90-vexor-agent\.conf, .*earlier/);
  expect(runVexor(["explain", "sysctl/vm.swappiness", ...on]).out)
    .toContain(`${OURS} is Vexor's own, of an earlier installation`);
});

test("vexor install refuses to stand in front of a package", () => {
  const program = "/usr/local/bin/vexor";
  expect(() => refuseBesidePackage(hostAt(makeTree({ "/usr/bin/vexor": "" })), program)).not.toThrow();
  const packaged = hostAt(makeTree({ "/usr/bin/vexor": "",
    "/usr/lib/systemd/system/vexor-agent.service": "" }));
  expect(() => refuseBesidePackage(packaged, program)).toThrow(/package vexor is installed here/);
});
