/**
 * A real kernel refuses what the tables say it refuses, and takes the limits themselves, and what
 * is said to be the value that it has, in any spelling.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hidesVersion, isBelow } from "../../src/detectors/kernel/kernel-version.ts";
import { knownBounds } from "../../src/detectors/kernel/sysctl-bounds-table.ts";
import { handlerOf } from "../../src/detectors/kernel/sysctl-handlers-table.ts";
import { checkKey } from "../../src/detectors/kernel/sysctl-keys.ts";
import { takenOf } from "../../src/detectors/kernel/sysctl-taken.ts";
import { canonical } from "../../src/detectors/kernel/sysctl-value.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { cannotRun } from "./lab/machine.ts";

/** Of the keys whose spellings are tried; VEXOR_SPELLINGS=all tries each. */
const SAMPLED = 4;
const ALL = process.env["VEXOR_SPELLINGS"] === "all";

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

const LIST = `cd /proc/sys && find kernel vm fs net user -type f -perm -600 | sort |
xargs grep -sHm1 ''`;

/** Key, tab, text in octal escapes. */
const TRY_EACH = `cd /proc/sys; tab=$(printf '\\t'); while IFS=$tab read -r key text; do
  if printf "$text\\n" 2>/dev/null > "$key"; then echo taken; else echo refused; fi
done 2>/dev/null`;

/** The kernel complains of who writes them, or acts. */
const LEFT_ALONE = new RegExp("flush$|stat_refresh|compact_memory|drop_caches|legacy|laptop_mode|"
  + "base_reach|retrans_time$|watchdog|perf_|conf/(?!all)|neigh/");

const isManaged = (path: string): boolean => {
  try {
    checkKey(path);
    return !LEFT_ALONE.test(path);
  } catch {
    return false;
  }
};

/** The same value in other words, and texts that are not numbers. */
const spellings = (value: string): readonly string[] => {
  const [first = ""] = value.split(" ");
  const rest = value.slice(first.length);
  const number = /^\d+$/.test(first) ? BigInt(first) : null;
  // Of several numbers, those before the one that is refused are taken.
  const glued = rest === "" ? ["#", "\f", ".0", "_0"].map((end) => value + end) : [];
  return [`${value} # as it is`, ...glued, `\f${value}`, `+${value}`, `"${value}"`,
    `\u00a0${value}`, "", "yes",
    ...(number === null ? [] : [`0x${number.toString(16)}${rest}`, `0${number.toString(8)}${rest}`,
      `0b${number.toString(2)}${rest}`])];
};

const escaped = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

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

  test("each handler takes and refuses the texts that it is said to", async () => {
    const kernel = { release, isStrict: () => true, congestionControls: () => [] };
    const listed = (await guest.exec(["sh", "-c", LIST])).stdout.trim().split("\n")
      .map((line) => line.split(/:(.*)/s) as [string, string?])
      .filter(([path]) => handlerOf(path) !== null && isManaged(path));
    const tried = listed.filter((_, at) => ALL || at % SAMPLED === 0);
    const tries = tried.flatMap(([path, value = ""]) => {
      const live = canonical(value);
      return /^-?\d+( \d+)*$/.test(live)
        ? spellings(live).map((text) => ({ path, live, text })) : [];
    });
    const input = tries.map(({ path, text }) => `${path}\t${escaped(text)}\n`).join("");
    const { stdout } = await guest.exec(["sh", "-c", TRY_EACH], { input });
    const said = stdout.trim().split("\n");
    const wrong = tries.flatMap(({ path, live, text }, at) => {
      const taken = takenOf(kernel, { path, text, live, before: live });
      if (taken.holds === null && taken.why === "unknown") return [];
      const told = taken.holds === null ? "refused" : "taken";
      return told === said[at] ? [] : [`${path} = ${JSON.stringify(text)}: ${told}, ${said[at]}`];
    });
    console.log(`${tries.length} texts of ${tried.length} keys of Linux ${release}: `
      + `${wrong.length} wrong`);
    expect(wrong).toEqual([]);
    expect(listed.length).toBeGreaterThan(250);
  });
});
