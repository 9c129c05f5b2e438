/** What a script leaves a key at, of all that it may say. */
import { expect, test } from "vitest";
import { outcome, type ScriptSetting } from "../../../src/detectors/tools/shell/settings.ts";

const says = (value: string | null, certain: boolean): ScriptSetting =>
  ({ file: "/proc/sys/vm/swappiness", value, certain, path: "/etc/x", line: 1, text: "" });

test.each([
  [[says("7", true)], "7"], [[says("7", false)], null], [[says("7", true), says("7", false)], "7"],
  [[says("7", true), says("8", false)], null], [[says("7", true), says(null, false)], null],
  [[says("8", false), says("7", true)], "7"], [[says("8", true), says("7", true), says("7", false)], "7"],
  [[says("7", false), says("7", false)], null],
] as const)("%j ends as %s", (settings, value) => {
  expect(outcome(settings, "vm/swappiness")?.value).toBe(value);
});
