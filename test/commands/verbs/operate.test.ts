/** What the root helper refuses although the agent asks for it in all form. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeTree } from "../../support/tree.ts";
import { runVexor } from "../../support/vexor.ts";

const PATH = "hosts/test-host.yaml";

interface Answer {
  readonly done?: { readonly run?: number; readonly plan?: { readonly id: string } };
  readonly refused?: { readonly code: string; readonly message: string };
}

/** A host that follows a directory, where swappiness is 60 and shall be 10. */
const hostWith = (more: string) => {
  const text = "apiVersion: vexor/v1\nhost: test-host\n"
    + `sysctl: {vm.swappiness: {value: 10, adopt: {from: 60}}}\n${more}`;
  const root = makeTree({ "/proc/sys/vm/swappiness": "60\n", "/etc/hostname": "test-host\n",
    "/etc/vexor-agent/agent.yaml": "source: {directory: /srv/fleet}\n",
    [`/srv/fleet/${PATH}`]: text });
  const proof = { format: "vexor.proof/1", commit: null, path: PATH, files: { [PATH]: text },
    commits: [], trees: [] };
  return {
    ask: (op: object): Answer => {
      const { out } = runVexor(["operate", "--root", root],
        { input: JSON.stringify({ format: "vexor.operation/1", proof, except: [], ...op }) });
      return JSON.parse(out.trim().split("\n").at(-1) ?? "") as Answer;
    },
    swappiness: () => readFileSync(join(root, "proc/sys/vm/swappiness"), "utf8").trim(),
  };
};

const ALWAYS = '{cron: "* * * * *", duration: 1h}';
const NEVER_NOW = '{cron: "0 0 29 2 *", duration: 1s}';

describe("an apply that the agent asks for", () => {
  test.each([
    ["inside a window that denies", `maintenance: {deny: [${ALWAYS}]}`, "in a window that denies"],
    ["outside those that allow", `maintenance: {allow: [${NEVER_NOW}]}`, "outside every window"],
  ])("%s writes nothing", (_, maintenance, says) => {
    const { ask, swappiness } = hostWith(maintenance);
    const { id } = ask({ op: "plan" }).done?.plan ?? {};
    const { refused } = ask({ op: "apply", plan: id });
    expect(refused).toMatchObject({ code: "OUTSIDE_WINDOW",
      message: expect.stringContaining(says) });
    expect(swappiness()).toBe("60");
  });

  test("in a window that allows it is applied", () => {
    const { ask, swappiness } = hostWith(`maintenance: {allow: [${ALWAYS}]}`);
    const { id } = ask({ op: "plan" }).done?.plan ?? {};
    expect(ask({ op: "apply", plan: id }).done).toMatchObject({ run: 1 });
    expect(swappiness()).toBe("10");
  });
});
