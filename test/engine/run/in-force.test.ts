/** Root's records of runs: what is in force, what it is that new commits build on, and what stays. */
import { describe, expect, test } from "vitest";
import { applyPlan } from "../../../src/engine/run/apply.ts";
import type { Claim, HostFile, Ledger, PlanItem } from "../../../src/engine/model/model.ts";
import type { Host } from "../../../src/ports/host.ts";
import { readAccepted, writeAccepted } from "../../../src/engine/source/accepted.ts";
import { Journal, readLedger, readRun, runIds } from "../../../src/engine/run/store.ts";
import { isCorrectionBeside, runInForce, rollbackReason } from "../../../src/engine/run/revision-history.ts";
import { makePlan } from "../../../src/engine/plan/plan.ts";
import { hostAt, runContextOn, requestAt, rollbackAt } from "../../support/engine.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree } from "../../support/tree.ts";
import { hostFile } from "../../support/host-file.ts";

const [A, B, C] = ["a", "b", "c"].map((one) => one.repeat(40)) as [string, string, string];
const declare = (sysctl: NonNullable<HostFile["sysctl"]>): HostFile =>
  hostFile({ sysctl });
const roots = new WeakMap<Host, string>();
const onTree = (): Host => {
  const root = makeTree(SAMPLES["sysctl"]?.files ?? {});
  const host = hostAt(root);
  roots.set(host, root);
  return host;
};
/** The same machine, to a process that has not looked at it yet. */
const afresh = (host: Host): Host => hostAt(roots.get(host) ?? "");

interface Asked {
  readonly begunBy?: "agent" | "person";
  readonly isCommit?: boolean;
  readonly unsignedId?: string;
}

/** A run of `commit`; its number. */
const ran = async (
  host: Host, commit: string, sysctl: NonNullable<HostFile["sysctl"]>, asked: Asked = {},
): Promise<number> => {
  const { begunBy = "agent", isCommit = true, unsignedId } = asked;
  const request = { ...requestAt(host, declare(sysctl)), source: { file: "h", commit,
    ...isCommit ? { named: { subject: "s", author: "a", signer: "ana",
      ...unsignedId ? { unsignedId } : {} } } : {} } };
  const { run } = await applyPlan(runContextOn(host), request, makePlan(request),
    { by: "x", begunBy, progress: () => undefined });
  return run;
};
const swappiness = (value: number): NonNullable<HostFile["sysctl"]> => ({ "vm.swappiness": value });
const accept = (host: Host, accepted: string, why: string | null = null): void =>
  writeAccepted(host, { url: "u", branch: "main", accepted, at: "2026-01-01T00:00:00Z", by: "x",
    signer: null, why });
const anchor = (host: Host): string | null => readAccepted(host)?.accepted ?? null;

describe("the commit that new ones must build on", () => {
  test("is the newest commit that a run of the agent has brought and that was kept", async () => {
    const host = onTree();
    expect(anchor(host)).toBeNull();
    accept(host, A);
    expect(anchor(host)).toBe(A);
    await ran(host, B, swappiness(10));
    expect(readAccepted(host)).toMatchObject({ accepted: B, signer: "ana", branch: "main", run: 1 });
    await ran(host, C, swappiness(11));
    expect(anchor(host)).toBe(C);
  });

  test("is not one that waits, was rolled back, was run by an operator, or is of a directory", async () => {
    const host = onTree();
    accept(host, A);
    const run = await ran(host, B, swappiness(10));
    await rollbackAt(host, run);
    expect(anchor(host)).toBe(A);
    await ran(host, C, swappiness(11), { begunBy: "person" });
    await ran(host, C, swappiness(12), { isCommit: false });
    expect(anchor(host)).toBe(A);
    // As the record of a run that waits for its confirmation looks: verified, and no end.
    const waits = await ran(host, B, swappiness(13));
    const path = `/var/lib/vexor-agent/runs/${waits}/journal.jsonl`;
    const lines = (host.read(path) ?? "").trimEnd().split("\n");
    host.replace(path, `${lines.slice(0, -1).join("\n")}\n`);
    expect(anchor(afresh(host))).toBe(A);
    new Journal(host, waits).add({ type: "end", outcome: "applied" });
    expect(anchor(afresh(host))).toBe(B);
  });

  test("is the one that an operator accepts by hand, also an older one", async () => {
    const host = onTree();
    accept(host, A);
    await ran(host, B, swappiness(10));
    accept(host, A, "back to the last one that worked");
    expect(anchor(host)).toBe(A);
    await ran(host, C, swappiness(11));
    expect(anchor(host)).toBe(C);
  });
});

describe("records of runs", () => {
  test("of the commit in force outlive any number of others", async () => {
    const host = onTree();
    const first = await ran(host, A, swappiness(10));
    const second = await ran(host, B, { "vm.swappiness": 10, "net.core.rmem_max": 300_000 });
    await rollbackAt(host, await ran(host, C, { "vm.swappiness": 15, "net.core.rmem_max": 300_000 }));
    for (let turn = 0; turn < 120; turn++) {
      await ran(host, B, { "vm.swappiness": 20 + turn % 2, "net.core.rmem_max": 300_000 });
    }
    const ids = runIds(host);
    expect(ids.length).toBeLessThanOrEqual(104);
    expect(rollbackReason(host, { commit: C })).toBe("run 3 of this revision was rolled back by run 4");
    expect(ids.slice(0, 2)).toEqual([first, second]);
    expect(readLedger(host).claims["sysctl/net.core.rmem_max"]?.run).toBe(second);
    expect(readRun(host, first)?.snapshot.targets["sysctl:vm/swappiness"]).toBe("60");
    expect(runInForce(host)?.id).toBe(ids.at(-1));
    await rollbackAt(host, second);
    expect(host.read("/proc/sys/net/core/rmem_max")?.trim()).toBe("212992");
  }, 60_000);

  test("have a rolled-back revision under each id that its signature can give it", async () => {
    const host = onTree();
    const run = await ran(host, A, swappiness(10), { unsignedId: C });
    await rollbackAt(host, run);
    expect(rollbackReason(host, { commit: B, unsignedId: C })).toContain("run 1 of this revision");
    expect(rollbackReason(host, { commit: B, unsignedId: A })).toBeNull();
    expect(rollbackReason(host, { commit: B })).toBeNull();
    // An older record has only its commit's id.
    await rollbackAt(host, await ran(host, B, swappiness(11)));
    expect(rollbackReason(host, { commit: B, unsignedId: A })).toContain("run 3 of this revision");
  });

  test("say why a revision was rolled back, in the words of the first undo", async () => {
    const host = onTree();
    const run = await ran(host, A, swappiness(10));
    const path = `/var/lib/vexor-agent/runs/${run}/journal.jsonl`;
    const lines = (host.read(path) ?? "").trimEnd().split("\n");
    host.replace(path, `${lines.slice(0, -1).join("\n")}\n`);
    new Journal(host, run).add({ type: "undoing", why: "health check /bin/false: exit 1" },
      { type: "undoing", why: "what was left is tried again" }, { type: "end", outcome: "rolled-back" });
    expect(rollbackReason(host, { commit: A }))
      .toBe("run 1 of this revision was rolled back: health check /bin/false: exit 1");
  });
});

test("a correction beside a rolled-back revision restores what Vexor had set, of another setting", () => {
  const rollback = { why: "by hand", addresses: new Set(["sysctl/a"]) };
  const claim = { value: "5" } as Claim;
  const ledger = { claims: { "sysctl/a": claim, "sysctl/b": claim } } as unknown as Ledger;
  const item = (action: string, address: string, to: string) =>
    ({ action, address, to }) as unknown as PlanItem;
  const cases: readonly (readonly [PlanItem, boolean])[] = [
    [item("drift", "sysctl/b", "5"), true], [item("drift", "sysctl/a", "5"), false],
    [item("drift", "sysctl/b", "6"), false], [item("drift", "sysctl/c", "5"), false],
    [item("update", "sysctl/b", "5"), false],
  ];
  for (const [one, is] of cases) expect(isCorrectionBeside(one, rollback, ledger)).toBe(is);
});
