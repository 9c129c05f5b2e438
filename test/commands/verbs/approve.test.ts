/** `vexor approve`: root's own plan is shown and approved, whatever an agent says of it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeTree } from "../../support/tree.ts";
import { runVexor, type Said } from "../../support/vexor.ts";

const PATH = "hosts/test-host.yaml";
const APPROVAL = "var/lib/vexor-agent/approval.json";
const hostFile = (value: number): string => "apiVersion: vexor/v1\nhost: test-host\n"
  + `sysctl: {vm.swappiness: {value: ${value}, adopt: {from: 60}}}\n`;

/** A host that follows a directory, where each plan needs an operator's approval. */
const waitingHost = (settings = "approval: required\n") => {
  const root = makeTree({ "/proc/sys/vm/swappiness": "60\n", "/etc/hostname": "test-host\n",
    "/etc/vexor-agent/agent.yaml": `source: {directory: /srv/fleet}\n${settings}`,
    [`/srv/fleet/${PATH}`]: hostFile(10) });
  const vexor = (args: readonly string[], input = ""): Said => runVexor([...args, "--root", root],
    { input, env: { ...process.env, SUDO_USER: "ana", SUDO_UID: "1234" } });
  const declare = (value: number): void => writeFileSync(join(root, "srv/fleet", PATH),
    hostFile(value));
  const operate = (op: object): { done?: { plan?: { id: string }; run?: number };
    refused?: { code: string } } => {
    const text = readFileSync(join(root, "srv/fleet", PATH), "utf8");
    const proof = { format: "vexor.proof/1", commit: null, path: PATH, files: { [PATH]: text },
      commits: [], trees: [] };
    const { out } = vexor(["operate"], JSON.stringify({ format: "vexor.operation/1", proof,
      except: [], ...op }));
    return JSON.parse(out.trim().split("\n").at(-1) ?? "") as ReturnType<typeof operate>;
  };
  return { root, vexor, declare, operate, approve: (...args: readonly string[]): Said =>
    vexor(["approve", ...args]), planId: (): string => operate({ op: "plan" }).done?.plan?.id ?? "",
  isApproved: (): boolean => existsSync(join(root, APPROVAL)) };
};

describe("vexor approve", () => {
  test("where no plan needs one, it does not send the operator back to itself", () => {
    const { approve } = waitingHost("");
    const { code, err } = approve();
    expect([code, err]).toEqual([1, expect.stringMatching(/need no approval[^]*vexor status/)]);
    expect(err).not.toContain("sudo vexor approve");
  });

  test("without an id it shows what waits, and approves nothing", () => {
    const { approve, planId, isApproved } = waitingHost();
    const { code, out } = approve();
    expect([code, isApproved()]).toEqual([2, false]);
    expect(out).toContain(`Plan ${planId()} for test-host`);
    expect(out).toContain("sysctl/vm.swappiness");
    expect(out).toContain(`sudo vexor approve ${planId().slice(0, 12)}`);
  });

  test.each([
    ["--yes without an id", ["--yes"]], ["eleven digits", ["0123456789a"]],
    ["no digits", ["../../etc"]], ["nobody to ask", null],
  ] as const)("refuses %s with 64", (_, args) => {
    const { approve, planId, isApproved } = waitingHost();
    expect(approve(...args ?? [planId()]).code).toBe(64);
    expect(isApproved()).toBe(false);
  });

  test("refuses another plan than the one it makes, and shows that one", () => {
    const { approve, planId, declare, isApproved } = waitingHost();
    const old = planId();
    declare(11);
    const { code, out, err } = approve(old, "--yes");
    expect([code, isApproved()]).toEqual([1, false]);
    expect(err).toContain("PLAN_STALE");
    expect(err).toContain(planId());
    expect(out).toContain("60 → 11");
  });

  test("records who, when and for which commit, and is valid for one apply", () => {
    const { approve, planId, operate, root, isApproved } = waitingHost();
    const id = planId();
    expect(approve(id.slice(0, 12), "--yes")).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(root, APPROVAL), "utf8"))).toMatchObject({
      format: "vexor.approval/1", plan: id, commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      by: "ana", uid: 1234, at: expect.stringMatching(/^\d{4}-/) });
    const apply = { op: "apply", plan: id };
    expect(operate(apply).done).toMatchObject({ run: 1 });
    expect(isApproved()).toBe(false);
    writeFileSync(join(root, "proc/sys/vm/swappiness"), "60\n");
    const drift = { ...apply, plan: planId() };
    expect(operate(drift).refused).toMatchObject({ code: "NOT_APPROVED" });
  });

  test("is shown by history and show with the operator who gave it", () => {
    const { approve, planId, operate, vexor } = waitingHost();
    approve(planId(), "--yes");
    operate({ op: "apply", plan: planId() });
    expect(vexor(["history"]).out).toContain("vexor-agent, approved by ana");
    expect(vexor(["show", "1"]).out).toMatch(/^Approved by ana \(uid 1234\) at \d{4}-/m);
  });

  test("approves nothing by a damaged record or one with a short id", () => {
    const { planId, operate, root } = waitingHost();
    const id = planId();
    for (const [path, text] of [[APPROVAL, "{"], [APPROVAL, `{"plan":"${id}"}`],
      ["var/lib/vexor-agent/approved", `${id.slice(0, 12)} 2026-01-01 ana\n${id} x y\n`]] as const) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      expect(operate({ op: "apply", plan: id }).refused)
        .toMatchObject({ code: "NOT_APPROVED" });
    }
  });

  test("refuses where no approval is asked for, or nothing is to be written", () => {
    const open = waitingHost("");
    expect(open.approve(open.planId(), "--yes").err).toContain("NOTHING_TO_APPROVE");
    const quiet = waitingHost();
    quiet.declare(60);
    expect(quiet.approve()).toMatchObject({ code: 0,
      out: expect.stringContaining("No plan waits for an approval.") });
    expect(quiet.approve(quiet.planId(), "--yes").err).toContain("NOTHING_TO_APPROVE");
  });

  test("prints one document with --json", () => {
    const { approve, planId } = waitingHost();
    const id = planId();
    expect(JSON.parse(approve(id, "--yes", "--json").out)).toMatchObject({
      format: "vexor.approved/1", plan: { id }, approved: { plan: id, by: "ana" } });
  });
});
