/** What SECURITY.md states of each unit's exposure, and what systemd-analyze says. */
import { readFileSync } from "node:fs";

const ROW = /^\| (`vexor-.*?) \| (\d+\.\d) \| /gm;

/** By the unit's name; what is said after a comma tells apart units of one name. */
export const statedExposures = (): ReadonlyMap<string, string> => {
  const text = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8");
  return new Map([...text.matchAll(ROW)].flatMap(([, names = "", exposure = ""]) =>
    (names.includes(", for ") ? [names] : names.split(", "))
      .map((name) => [name.replaceAll("`", ""), exposure] as const)));
};

export const exposureIn = (said: string): string | undefined =>
  /Overall exposure level for .*: (\d+\.\d) /.exec(said)?.[1];
