/**
 * Vitest's own reporter prints failures when everything is over, so a run that is killed tells
 * nothing. This one prints each failure at once, in one write, and keeps a record of every test:
 * what it says stays, whatever ends the run.
 */
import { appendFileSync, writeSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Where the record goes, for the command that starts vitest and counts. */
export const RECORD = "VEXOR_TEST_RECORD";

/** One line of the record. Only a test that has begun and not ended was running at the end. */
export type Line =
  | { readonly is: "begun"; readonly id: string; readonly name: string }
  | { readonly is: "passed" | "failed" | "skipped"; readonly id: string }
  | { readonly is: "broken"; readonly name: string };

type Failure = ReturnType<TestModule["errors"]>[number];

const STDERR = 2;
const LONGEST = 4_000;

const placeOf = ({ stacks = [] }: Failure): string =>
  stacks.map(({ file, line, column }) =>
    `\n    at ${relative(process.cwd(), file)}:${line}:${column}`).slice(0, 4).join("");

const say = (name: string, errors: readonly Failure[]): void => {
  const said = errors.map((error) => `\n  ${error.name ?? "Error"}: `
    + `${(error.message ?? "").slice(0, LONGEST)}${placeOf(error)}`
    + (typeof error["diff"] === "string" ? `\n${error["diff"].slice(0, LONGEST)}` : ""));
  const at = new Date().toISOString().slice(11, 19);
  writeSync(STDERR, `\nFAILED at ${at}: ${name}${said.join("")}\n\n`);
};

const nameOf = (one: TestCase | TestSuite): string =>
  `${one.module.relativeModuleId} > ${one.fullName}`;

export default class TestReporter implements Reporter {
  readonly #record = process.env[RECORD];

  onTestCaseReady(test: TestCase): void {
    this.#keep({ is: "begun", id: test.id, name: nameOf(test) });
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state === "failed") say(nameOf(test), errors);
    if (state !== "pending") this.#keep({ is: state, id: test.id });
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#broken(nameOf(suite), suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#broken(module.relativeModuleId, module.errors());
  }

  onTestRunEnd(_: readonly TestModule[], unhandled: readonly Failure[]): void {
    this.#broken("outside of every test", unhandled);
  }

  /** Its tests have not run, or it is unknown which test it was. */
  #broken(name: string, errors: readonly Failure[]): void {
    if (errors.length === 0) return;
    say(name, errors);
    this.#keep({ is: "broken", name });
  }

  #keep(line: Line): void {
    if (this.#record !== undefined) appendFileSync(this.#record, `${JSON.stringify(line)}\n`);
  }
}
