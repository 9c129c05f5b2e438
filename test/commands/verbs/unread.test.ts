/** `explain` and `init` go on where something may not be read, and say so. */
import { describe, expect, test } from "vitest";
import type { Invocation, Context } from "../../../src/commands/shared/context.ts";
import { run as explain } from "../../../src/commands/verbs/explain.ts";
import { run as init } from "../../../src/commands/verbs/init.ts";
import { printYaml } from "../../../src/edges/yaml/print-yaml.ts";
import { driversOf } from "../../../src/engine/model/targets.ts";
import { styleFor } from "../../../src/render/style.ts";
import { closing } from "../../support/closed-host.ts";
import { hostAt, RESOURCES } from "../../support/engine.ts";
import { BOOT_ID, makeTree } from "../../support/tree.ts";

const tree = (live: string): string => makeTree({
  "/proc/sys/vm/swappiness": `${live}\n`, "/root/.profile": "sysctl -w vm.swappiness=10\n",
  "/run/vexor-agent/kernel-defaults.json": JSON.stringify({ format: "vexor.defaults/1",
    bootId: BOOT_ID, kernel: "6.1.0-49-amd64", sysctl: { "vm.swappiness": "60" } }) });

const said = async (
  verb: typeof explain, call: Partial<Invocation>, isRoot: boolean, live = "60",
): Promise<string> => {
  const lines: string[] = [];
  const say = (text: string): void => void lines.push(text);
  const host = closing(hostAt(tree(live)), { path: "/root", errno: "EACCES", isDirectory: false });
  const context = {
    host, isRoot, hostName: "test-host", resources: RESOURCES, drivers: driversOf(RESOURCES),
    readText: () => null, printYaml: async (data: unknown) => printYaml(data),
    terminal: { print: say, note: say, style: styleFor(false) },
  } as unknown as Context;
  const code = await verb({ ...context, withKinds: async () => context } as Context,
    { verb: "explain", args: [], options: {}, ...call });
  return `${code}\n${lines.join("\n")}`;
};

describe("a directory that only root may read", () => {
  const call = { args: ["sysctl/vm.swappiness"] };

  test("does not end explain, which names it", async () => {
    const text = await said(explain, call, false);
    expect(text).toMatch(/^0\nsysctl\/vm\.swappiness\n/);
    expect(text).toMatch(/^not read {6}\/root\/\.profile.*, which may set it \(that needs root\)$/m);
    expect(text).toMatch(/^owner {9}default$/m);
  });

  test("is listed as a source that may set the value, where even root cannot read it", async () => {
    expect(await said(explain, call, true)).toMatch(/^owner {9}(custom|unknown)$/m);
  });

  test("does not end init, which says that its file is incomplete", async () => {
    const text = await said(init, { verb: "init" }, false, "30");
    expect(text).toMatch(/^0\n/);
    expect(text).toContain("sudo vexor init");
  });
});
