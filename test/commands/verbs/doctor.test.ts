/** The readers that `vexor doctor` judges by, held against what OpenSSH itself writes and takes. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { DoctorContext } from "../../../src/commands/verbs/doctor/check.ts";
import { flawOf } from "../../../src/commands/verbs/doctor/deploy-key.ts";
import { keyTypesFor, serverOf } from "../../../src/commands/verbs/doctor/known-hosts.ts";
import { kernelCheck, machineChecks, systemdCheck } from "../../../src/commands/verbs/doctor/machine.ts";
import { SHOW, unitChecks } from "../../../src/commands/verbs/doctor/units.ts";
import { readSigner } from "../../../src/engine/source/signers.ts";
import { doctorEdges } from "../../../src/edges/doctor.ts";
import { loadAgentSettings } from "../../../src/edges/yaml/load-agent-settings.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree } from "../../support/tree.ts";
import { ROOT } from "../../support/paths.ts";

const at = mkdtempSync(join(tmpdir(), "vexor-doctor-test-"));
afterAll(() => rmSync(at, { recursive: true }));

const keygen = (...args: readonly string[]): void => {
  execFileSync("ssh-keygen", args, { stdio: "pipe" });
};
const keyOf = (name: string, ...args: readonly string[]): string => {
  keygen("-q", "-f", join(at, name), ...args);
  return readFileSync(join(at, name), "utf8");
};

describe("Vexor's own units", () => {
  const unit = (id: string, over: Readonly<Record<string, string>> = {}): string =>
    Object.entries({ Id: id, LoadState: "loaded", ActiveState: "inactive", UnitFileState: "static",
      Result: "success", ...over }).map(([key, value]) => `${key}=${value}`).join("\n");
  const GONE = { LoadState: "not-found", UnitFileState: "" };
  const outcome = (...shown: readonly string[]): readonly string[] =>
    unitChecks(shown.join("\n\n"), true).map(({ id, outcome: one }) => `${id} ${one}`);

  test("include the reader, the root helper and the unit of health commands", () => {
    expect(SHOW).toEqual(expect.arrayContaining(["vexor-watch.service",
      "vexor-operate@doctor.service", "vexor-operate-again.service", "vexor-health.service"]));
  });

  test("that a socket starts are fine where they are installed, and missing where not", () => {
    expect(outcome(unit("vexor-watch.service"), unit("vexor-operate@doctor.service", GONE),
      unit("vexor-watch.service", { ActiveState: "failed" }))).toEqual(["vexor-watch.service fine",
      "vexor-operate@.service finding", "vexor-watch.service finding"]);
  });

  test("that systemd makes for a round of health commands must not have a unit file", () => {
    expect(outcome(unit("vexor-health.service", GONE),
      unit("vexor-health.service", { ActiveState: "active", UnitFileState: "transient" }),
      unit("vexor-health.service"))).toEqual(["vexor-health.service fine",
      "vexor-health.service fine", "vexor-health.service finding"]);
  });
});

test("of an agent without settings, the next step is an enrolment and not a start", () => {
  const shown = "Id=vexor-agent.service\nLoadState=loaded\nActiveState=inactive\nUnitFileState=enabled\nResult=success";
  expect(unitChecks(shown, true)).toMatchObject([{ todo: "systemctl start vexor-agent.service" }]);
  expect(unitChecks(shown, false)).toMatchObject([{ outcome: "warning",
    found: "is inactive: it starts once agent.yaml names a source",
    todo: "sudo vexor enrol URL; then: systemctl start vexor-agent.service" }]);
});

describe("a private key", () => {
  test.each([["ed25519", []], ["rsa", []], ["ecdsa", ["-m", "PEM"]]] as const)(
    "with %s %j is usable only without a passphrase", (type, more) => {
      const name = `${type}-${more.length}`;
      expect(flawOf(keyOf(name, "-t", type, "-N", "", ...more))).toBeNull();
      expect(flawOf(keyOf(`${name}-locked`, "-t", type, "-N", "secret", ...more)))
        .toMatch(/passphrase/);
    });

  test.each(["", "ssh-ed25519 AAAA", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])(
    "with the text %j is refused", (text) => expect(flawOf(text)).not.toBeNull());
});

describe("known hosts", () => {
  const edges = doctorEdges("");
  const type = "ssh-ed25519";

  test("name a host plainly, with a port, by pattern or hashed, unless it is negated or revoked", () => {
    keyOf("server", "-t", "ed25519", "-N", "");
    const key = readFileSync(join(at, "server.pub"), "utf8").split(" ").slice(0, 2).join(" ");
    const list = (hosts: string): string => `# comment\n\n${hosts} ${key}\n`;
    expect(keyTypesFor(list("a.example,git.example"), "git.example", edges)).toEqual([type]);
    expect(keyTypesFor(list("[git.example]:2222"), "[git.example]:2222", edges)).toEqual([type]);
    expect(keyTypesFor(list("[git.example]:2222"), "git.example", edges)).toEqual([]);
    expect(keyTypesFor(list("*.example"), "git.example", edges)).toEqual([type]);
    expect(keyTypesFor(list("*.example,!git.example"), "git.example", edges)).toEqual([]);
    expect(keyTypesFor(list("@revoked git.example"), "git.example", edges)).toEqual([]);
    const path = join(at, "hashed");
    writeFileSync(path, list("git.example"));
    keygen("-H", "-f", path);
    const hashed = readFileSync(path, "utf8");
    expect(hashed).not.toContain("git.example");
    expect(keyTypesFor(hashed, "git.example", edges)).toEqual([type]);
    expect(keyTypesFor(hashed, "other.example", edges)).toEqual([]);
  });

  test.each([
    ["git@git.example.org:fleet.git", "git.example.org"],
    ["ssh://git@git.example.org:2222/fleet.git", "[git.example.org]:2222"],
    ["ssh://git.example.org:22/fleet.git", "git.example.org"],
    ["git@git.example.org:2222/fleet.git", "git.example.org"],
  ])("have the URL %s under the name %s", (url, name) => expect(serverOf(url)?.name).toBe(name));
});

describe("a line of allowed signers", () => {
  const key = `ssh-ed25519 ${btoa("\0\0\0\x0bssh-ed25519\0\0\0 " + "k".repeat(32))}`;

  test.each([
    [`ops@example.org ${key}`, true],
    [`ops@example.org,dev@example.org namespaces="git" ${key} a comment`, true],
    [`"ops team" valid-after="20260101",valid-before="20270101Z" ${key}`, true],
    [key, false],
    ["ops@example.org ssh-ed25519 AAAA", false],
    [`ops@example.org ${key.replace("ssh-ed25519", "ssh-rsa")}`, false],
    ["ops@example.org", false],
  ])("%s", (line, isOne) => expect(readSigner(line) !== null).toBe(isOne));

  test("keeps its options", () => {
    expect(readSigner(`ops namespaces="git,file",valid-before="20270101" ${key}`)?.options)
      .toEqual({ namespaces: "git,file", "valid-before": "20270101" });
  });
});

test("a fingerprint is what ssh-keygen prints", () => {
  const key = `${keyOf("finger", "-t", "ed25519", "-N", "")}` && readFileSync(join(at, "finger.pub"), "utf8");
  const said = execFileSync("ssh-keygen", ["-lf", join(at, "finger.pub")], { encoding: "utf8" });
  expect(said).toContain(doctorEdges("").fingerprintOf(key.split(" ")[1] ?? ""));
});

test.each([["6.1.0-49-amd64", "fine", /6\.1/], ["4.20.1", "warning", /which program/],
  ["4.19.0-21", "warning", /as it happens.*/], ["weird", "unknown", /weird/]] as const)(
  "kernel %s is %s", (release, outcome, found) =>
    expect(kernelCheck(release)).toMatchObject({ outcome, found: expect.stringMatching(found) }));

test.each([["systemd 252 (252.39-1~deb12u1)", "fine"], ["systemd 247 (247.3)", "finding"],
  ["", "finding"]])("%j is %s", (said, outcome) =>
  expect(systemdCheck(said)).toMatchObject({ outcome }));

describe("the clock", () => {
  const clockWith = (clock: ReturnType<DoctorContext["edges"]["clock"]>, files = {}) => {
    const host = createLinuxHost(makeTree({ "/etc/hostname": "x\n", ...files }));
    const edges = { ...doctorEdges(""), clock: () => clock };
    return machineChecks({ host, edges, isRoot: true, settings: null }, "systemd 252")[0];
  };
  test.each([
    [{ isSynchronised: true, maxErrorMs: 12 }, "fine", /within 12 ms/],
    [{ isSynchronised: true, maxErrorMs: 9000 }, "warning", /within 9000 ms/],
    [{ isSynchronised: false, maxErrorMs: 16_000 }, "warning", /NTP does not set/],
    [null, "unknown", /does not tell/],
  ] as const)("%j", (clock, outcome, found) =>
    expect(clockWith(clock)).toMatchObject({ outcome, found: expect.stringMatching(found) }));

  test("is judged by timesyncd where the kernel does not say", () => {
    expect(clockWith(null, { "/run/systemd/timesync/synchronized": "" }))
      .toMatchObject({ outcome: "fine" });
  });
});

describe("the deploy key in its usual place", () => {
  const keyFor = (files: Record<string, string>, more = ""): string | null => {
    const root = makeTree({ "/etc/vexor-agent/agent.yaml":
      `source: {url: "git@h.example:f.git", signatures: none${more}}\n`, ...files });
    return loadAgentSettings(createLinuxHost(root), root, "x").source.sshKey;
  };
  const there = { "/etc/vexor-agent/deploy_key": "" };

  test("is used when it exists, and the settings name no other", () => {
    expect(keyFor({})).toBeNull();
    expect(keyFor(there)).toBe("/etc/vexor-agent/deploy_key");
    expect(keyFor(there, ", sshKey: /root/key")).toBe("/root/key");
  });
});

test("README, docs/agent.md and the packaged file show the same source", () => {
  const read = (path: string): string =>
    readFileSync(join(ROOT, path), "utf8").replace(/^# ?/gm, "");
  const sourceIn = (text: string): readonly string[] =>
    [...text.matchAll(/^source:\n(?: {2}\w.*\n)*? {2}url: .*\n(?: {2}\w.*\n)*/gm)].map(([one]) => one)
      .filter((one) => !one.includes("freshness"));
  const shown = ["README.md", "docs/agent.md", "packaging/deb/agent.yaml"].map((path) =>
    [...new Set(sourceIn(read(path)))]);
  expect(shown.map((one) => one.length)).toEqual([1, 1, 1]);
  expect(new Set(shown.flat()).size).toBe(1);
});
