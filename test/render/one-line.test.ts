/** The validator's user names files and arguments; no line of what root reads begins with them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readClients } from "../../src/detectors/clients/clients.ts";
import { placesInConfig } from "../../src/detectors/clients/config.ts";
import { allClients } from "../../src/detectors/clients/descriptors.ts";
import type { Plan, PlanItem } from "../../src/engine/model/model.ts";
import { renderClients } from "../../src/render/clients.ts";
import { renderPlan } from "../../src/render/plan.ts";
import { styleFor } from "../../src/render/style.ts";
import { hostAt } from "../support/engine.ts";
import { makeKey } from "../support/keys.ts";
import { harmfulIn } from "../support/hostile.ts";
import { makeTree } from "../support/tree.ts";
import fc from "../support/property.ts";
import { runVexor } from "../support/vexor.ts";

const FORGED = "FORGED ✓ all guards agree";
/** Each of its lines begins with a word that Vexor never says there. */
const LIE = `k\n${FORGED}\r\n\n${FORGED} \`id\` $(id) '"\u001b[2J\u202e\u2028${FORGED}`;

const lie = fc.array(fc.constantFrom(`\n${FORGED}`, `\n  ${FORGED}`, "\u001b[1A", "\r", "`id`", "$(id)", "'", "\"",
  "\u202e", "\u2028", "x"), { minLength: 1, maxLength: 8 }).map((parts) => `k${parts.join("")}`);

const itemOf = (text: string): PlanItem => ({ address: `identity/${text}`, action: "blocked",
  origin: "custom", live: text, wanted: { value: text }, afterReboot: text,
  evidence: [{ kind: "file", path: text, line: 1, says: text }], reason: text, waysOut: [text],
  warnings: [text], runs: text, to: text, adopts: null, onDrift: "correct", attributes: {} });

const planOf = (text: string): Plan => ({ format: "vexor.plan/2", id: "0".repeat(32), host: text,
  mode: "enforce", source: { file: text, commit: null }, items: [itemOf(text)],
  changes: [{ target: `file:/etc/${text}`, kind: "sysctl", for: [], from: text, to: `${text}\nmore` },
    { target: `file:/etc/${text}`, kind: "sysctl", for: [], from: null, to: text }],
  summary: { none: 0, update: 0, persist: 0, adopt: 0, release: 0, drift: 0, blocked: 1, impossible: 0 },
  declaration: { apiVersion: "vexor/v1", host: "lab" } });

/** A line's own beginning: what Vexor prints before any text of others. */
const OWN = /^($|Plan | {2}✗ blocked +identity\/k| {6}(\| |warning: k|→ k|\$ k|custom: k|k)|1 blocked\.)/;
const OF_DIFF = /^ {2}[-+ @\\]/;

test("each line of a printed plan begins with Vexor's own text", async () => {
  await fc.assert(fc.asyncProperty(lie, async (text) => {
    const plan = planOf(text);
    const linesOf = async (shown: Plan): Promise<readonly string[]> =>
      (await renderPlan(shown, { style: styleFor(false), all: true, next: "apply" })).split("\n");
    const items = await linesOf({ ...plan, changes: [] });
    expect(items.filter((line) => !OWN.test(line))).toEqual([]);
    const whole = await linesOf(plan);
    expect(harmfulIn(whole.join("\n"))).toEqual([]);
    expect(whole.filter((line) => !OWN.test(line) && !OF_DIFF.test(line))
      .filter((line) => !line.startsWith("1 blocked"))).toEqual([]);
  }));
});

const KEY = makeKey();

/** Where the client's user has chosen the arguments, and the name of its program's directory. */
const machine = (argument: string) => {
  const root = makeTree({
    "/etc/solana/staked.json": KEY.text, "/mnt/ledger/": "", "/opt/agave/agave-validator": "",
    "/proc/sys/vm/swappiness": "60\n",
    [`/etc/sysctl.d/a\n${FORGED}.conf`]: "vm.swappiness = 60\n",
    "/proc/900/exe": `-> /opt/x\n${FORGED}/agave-validator`,
    "/proc/900/cmdline": `agave-validator\0--identity\0/home/sol/${argument}\0--ledger\0/mnt/${argument}\0`,
    "/proc/900/cgroup": "0::/system.slice/sol.service\n",
    "/proc/900/status": "Name:\tagave-validato\nPPid:\t1\nUid:\t0\t0\t0\t0\n",
    "/etc/systemd/system/sol.service":
      `[Service]\nExecStart=/opt/agave/agave-validator --identity "/home/sol/$'${FORGED}"\n` });
  const file = join(root, "host.yaml");
  writeFileSync(file, ["apiVersion: vexor/v1", "host: test-host", "sysctl: {vm.swappiness: 10}", "identity:",
    `  pubkey: ${KEY.pubkey}`, "  keypair: /etc/solana/staked.json", ""].join("\n"));
  return { root, file };
};

describe("a plan with a hostile client on the machine", () => {
  const { root, file } = machine(LIE);

  test.each([["plan", "-f", file], ["identity", "show", "-f", file], ["clients"],
    ["explain", "sysctl/vm.swappiness"]])("has no line that is forged by %s", (...args) => {
    const { out, err } = runVexor([...args, "--root", root]);
    expect(out).not.toBe("");
    expect(harmfulIn(out + err)).toEqual([]);
    expect((out + err).split("\n").filter((line) => /^\s*FORGED/.test(line))).toEqual([]);
  });
});

describe("a path with control characters", () => {
  test.each(["\n", "\t", "\r", "\u001b", "\u007f", "\u009b"])("is unknown as %j in an argument", (char) => {
    const [found] = readClients(hostAt(machine(`k${char}x`).root), allClients({}));
    expect(found?.places).toEqual({});
    const listed = found ? [{ ...found, switch: { entry: `client: ${char}`, why: null, blocked: null } }] : [];
    expect(renderClients(listed, styleFor(false)).split("\n")).toHaveLength(
      6 + (found?.evidence.length ?? 0));
  });

  test("is unknown in a configuration", () => {
    const [good, bad] = ["/k.json", "/k\u001b[2J.json"].map((path) => placesInConfig(
      hostAt(makeTree({ "/etc/fd.toml": `[paths]\nidentity_key = "${path}"\n` })), "/etc/fd.toml", null));
    expect([good, bad]).toEqual([{ identity: "/k.json" }, {}]);
  });

  test("is known without them", () => {
    expect(readClients(hostAt(machine("k x").root), allClients({}))[0]?.places)
      .toEqual({ identity: "/home/sol/k x", ledger: "/mnt/k x" });
  });
});
