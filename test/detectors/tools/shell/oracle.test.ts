/** What real shells write is what the reader names; what it is certain of is what they write. */
import { expect, test } from "vitest";
import { outcome, touches } from "../../../../src/detectors/tools/shell/settings.ts";
import { readScript } from "../../../../src/detectors/tools/shell/script.ts";
import { FILES, KEYS, scripts, type Generated } from "./generator.ts";
import { runScripts, type Ran } from "./oracle.ts";
import fc from "../../../support/property.ts";

const COUNT = Number(process.env["VEXOR_SCRIPTS"] ?? 150);

/** Where the reader looks for `@P` and `@T`. */
const placed = (text: string): string => text.replaceAll("@P", "/proc").replaceAll("@T", "/opt/t");

const files = {
  read: (path: string) => {
    const text = FILES[path.replace("/opt/t", "@T")];
    return text === undefined ? null : { text: placed(text) };
  },
  list: () => [],
  hasKey: (key: string) => KEYS.some((one) => one === key || one.startsWith(`${key}/`)),
};

const tally = { written: 0, certain: 0, uncertain: 0 };

const problemsOf = ({ text }: Generated, ran: readonly Ran[]): readonly string[] => {
  const { settings } = readScript({ path: "/opt/t/script", text: placed(text) }, files);
  return ran.flatMap(({ shell, written }) => KEYS.flatMap((key) => {
    const value = written.get(key);
    const said = outcome(settings, key);
    if (value !== undefined) {
      tally.written++;
      if (said?.value != null) tally.certain++;
    } else if (settings.some((one) => touches(one, key))) tally.uncertain++;
    if (value !== undefined && !said) return [`${shell} set ${key} to ${value}, and it is not named`];
    if (said?.value != null && said.value !== value) {
      return [`${shell} left ${key} at ${value ?? "its old value"}; certain was ${said.value}`];
    }
    return [];
  }));
};

test(`every setting that ${COUNT} random scripts write is found, and a certain value is right`, () => {
  const all = fc.sample(scripts, { numRuns: COUNT });
  const ran = runScripts(all.map(({ text }) => text));
  const wrong = all.flatMap((one, at) => {
    const problems = problemsOf(one, ran[at] ?? []);
    return problems.length > 0 ? [`${problems.join("\n")}\n${one.text}`] : [];
  });
  expect(ran.every((some) => some.length > 0)).toBe(true);
  if (COUNT > 1000) console.log(`${JSON.stringify(tally)} wrong ${wrong.length} of ${all.length}`);
  expect(wrong.slice(0, 8).join("\n-----\n")).toBe("");
  expect(tally.certain).toBeGreaterThan(tally.written / 4);
}, 30_000 + COUNT * 1000);
