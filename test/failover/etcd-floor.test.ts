import { expect, test } from "vitest";
import { judgeEtcd } from "../../src/failover/etcd-floor.ts";

test.each([
  ["3.5.33", "safe"], ["3.5.34", "safe"], ["3.5.133", "safe"], ["3.6.14", "safe"], ["3.7.1", "safe"], ["3.7.2", "safe"],
  ["3.8.0", "safe"], ["3.10.0", "safe"], ["3.8.0-rc.1", "safe"], ["3.5.33+git", "safe"], ["3.5.34-rc.0", "safe"],
  ["3.5.32", "refused"], ["3.5.30", "refused"], ["3.5.3", "refused"], ["3.5.0", "refused"], ["3.6.13", "refused"], ["3.6.0", "refused"],
  ["3.7.0", "refused"], ["3.7.1-rc.0", "refused"], ["3.5.33-rc.1", "refused"], ["3.4.42", "refused"], ["3.4.99", "refused"], ["2.3.8", "refused"],
  ["4.0.0", "refused"], ["0.0.0", "refused"], ["", "refused"], ["3.5", "refused"], ["v3.5.33", "refused"], ["3.5.33 ", "refused"], ["3.5.33\n", "refused"],
  ["9999999.9.9", "refused"], ["\u001b[31m3.5.33", "refused"],
] as const)("etcd %j is %s", (version, verdict) => {
  expect(judgeEtcd(version, null).verdict).toBe(verdict);
});

test.each([
  ["3.5.30", "3.5.30", "unsafe"], ["3.5.31", "3.5.30", "unsafe"], ["3.6.0", "3.5.30", "unsafe"], ["3.7.1-rc.0", "3.5.30", "unsafe"],
  ["3.4.23", "3.4.23", "unsafe"], ["3.5.29", "3.5.30", "refused"], ["3.5.30-rc.1", "3.5.30", "refused"], ["3.4.99", "3.5.30", "refused"],
  ["3.5.33", "3.5.30", "safe"], ["3.5.33", "3.9.0", "safe"], ["3.5.30", "lower", "refused"], ["4.0.0", "3.5.30", "refused"], ["what", "3.5.30", "refused"],
] as const)("etcd %s, with the floor at %s, is %s", (version, lowest, verdict) => {
  expect(judgeEtcd(version, lowest).verdict).toBe(verdict);
});

test("the reason says what was found, what is wanted, and why, and repeats no version that it cannot read", () => {
  expect(judgeEtcd("3.5.30", null)).toMatchObject({ why: expect.stringMatching(
    /^etcd 3\.5\.30 is below 3\.5\.33, 3\.6\.14, 3\.7\.1: older releases let a client past the rights of its role/) });
  expect(judgeEtcd("\u001b[31m", null)).toMatchObject({ why: expect.stringMatching(/^etcd of an unknown version is below/) });
});
