/** A real kernel refuses what the table says it refuses, and takes the limits themselves. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hidesVersion, isBelow } from "../../src/detectors/kernel-version.ts";
import { knownBounds } from "../../src/detectors/sysctl-bounds-table.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { cannotRun } from "./lab/machine.ts";

/** Writes each value as the kernel is asked to, restores the old one, and says what came of it. */
const TRY = `while read -r path value; do
  [ -e "$path" ] || { echo "$path $value absent"; continue; }
  old=$(cat "$path")
  if printf '%s' "$value" > "$path" 2>/dev/null; then echo "$path $value taken"
  else echo "$path $value refused"; fi
  printf '%s' "$old" > "$path" 2>/dev/null
done`;

/** It hangs on another key or is computed, or writing the limit itself would starve the guest. */
const NOT_AT_THE_LIMIT = /sched_rt|pid_max|nr_open|mount-max|min_free_kbytes|watermark|rmem|wmem|max_map/;

describe.skipIf(cannotRun("guest"))("the limits of sysctls", () => {
  let guest: Guest;
  let release = "";
  let said: ReadonlyMap<string, string>;
  const beyond: string[] = [];
  const within: string[] = [];

  beforeAll(async () => {
    guest = await bootGuest({ name: "sysctl-bounds" });
    release = (await guest.exec(["uname", "-r"])).stdout.trim();
    for (const [key, rows] of knownBounds()) {
      const row = rows.find(({ from, until }) =>
        !isBelow(release, from) && (until === null || isBelow(release, until)));
      const [least = null, most = null] = row?.bounds[key] ?? [];
      const path = `/proc/sys/${key.replaceAll(".", "/")}`;
      if (least !== null) beyond.push(`${path} ${BigInt(least) - 1n}`);
      if (most !== null) beyond.push(`${path} ${BigInt(most) + 1n}`);
      if (NOT_AT_THE_LIMIT.test(key)) continue;
      for (const one of [least, most]) if (one !== null) within.push(`${path} ${one}`);
    }
    const { stdout } = await guest.exec(["sh", "-c", TRY],
      { input: `${[...beyond, ...within].join("\n")}\n` });
    said = new Map(stdout.trim().split("\n").map((line) => {
      const [path = "", value = "", what = ""] = line.split(" ");
      return [`${path} ${value}`, what];
    }));
  });
  afterAll(() => guest?.destroy());

  test("the guest's kernel says its version", () => expect(hidesVersion(release)).toBe(false));

  test("beyond them, the kernel refuses the value", () => {
    expect(beyond.length).toBeGreaterThan(60);
    expect(beyond.filter((one) => said.get(one) === "taken")).toEqual([]);
    expect(beyond.filter((one) => said.get(one) === "refused").length).toBeGreaterThan(40);
  });

  test("the limits themselves are taken", () => {
    expect(within.filter((one) => said.get(one) === "refused")).toEqual([]);
  });
});
