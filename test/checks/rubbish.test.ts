/**
 * What a driver, a kernel or a race may show to a check: rubbish, nothing, an error. A check then
 * decides by what is left, or is unknown; it never ends the audit, and nothing is a finding of
 * a machine that shows nothing.
 */
import { expect, test } from "vitest";
import { VexorError } from "../../src/engine/model/errors.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import type { HostReader } from "../../src/ports/host.ts";
import { allOf, askOn, CASES, hostOf, RULES } from "../support/check-cases.ts";
import { makeTree } from "../support/tree.ts";

const RUBBISH = ["", "\u0000\u0007", "-1", "99999999999999999999999", "0-99999999999", "a [b] c", "[", "1 2\n3", ": : :\n- - -",
  "x".repeat(70_000), "unlimited", "NaN", "0x", "ff,,ff", "é{it}"];

const failing = (errno: string, path: string): never => {
  throw new VexorError("HOST_READ", `cannot read ${path}: ${errno}`, { errno });
};

/** The same host, but for what it says of one path. */
const but = (host: HostReader, path: string, says: (path: string) => string | null): HostReader =>
  Object.assign(Object.create(host) as HostReader, {
    read: (one: string) => (one === path ? says(one) : host.read(one)),
  });

test.each(Object.entries(CASES))("%s outlives rubbish and errors in each of its files", (id, { wrong, right }) => {
  for (const one of [...allOf(wrong), ...allOf(right)]) {
    const host = hostOf(one);
    for (const path of Object.keys(one.files ?? {})) {
      const hosts = [...RUBBISH.map((text) => but(host, path, () => text)), but(host, path, () => null),
        ...["EIO", "EINVAL", "EACCES"].map((errno) => but(host, path, () => failing(errno, path)))];
      for (const odd of hosts) {
        const { outcome, why } = askOn(id, odd, one.facts);
        expect(["fine", "finding", "unknown", "not-applicable"]).toContain(outcome);
        expect(why).not.toMatch(/a rule that fits/);
      }
    }
  }
});

/** Where a file that is absent says that all is well: no switch, no request, no setting. */
const SAID_BY_ABSENCE = ["kernel.io-uring.off", "kernel.reboot", "time.hardware", "tools.cpufrequtils"];

/** Made of command lines and versions alone, which are given here. */
const OF_CLIENTS = /^(agave|client|clients|cpu\.pins)\b/;

test.each(Object.entries(RULES))("%s finds nothing on a machine that shows nothing", (id, { reads }) => {
  if (reads.every((name) => OF_CLIENTS.test(name) || name === "kernel.release")) return;
  const facts = allOf(CASES[id]?.wrong ?? []).flatMap((one) => (one.facts?.["clients"] ? [one.facts] : []))[0] ?? {};
  const { outcome } = askOn(id, createLinuxHost(makeTree({})), { clients: facts["clients"] ?? [] });
  expect(["unknown", "not-applicable", ...SAID_BY_ABSENCE.includes(id) ? ["fine"] : []]).toContain(outcome);
});
