/** The steps of an enrolment stand in README and, with more around them, in docs/agent.md: they are the same. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readEnrolment } from "./support/readme-enrolment.ts";

const PAGE = readFileSync("docs/agent.md", "utf8");

test("README has each command of the agent's page, in its order", () => {
  const text = PAGE.slice(PAGE.indexOf("**Begin a repository.**"), PAGE.indexOf("**Enrol by hand.**"));
  const told = [...text.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block = ""]) => block.trim().split("\n"))
    .map((line) => line.replace(/ +#.*$/, ""));
  const typed = readEnrolment().blocks.flatMap(({ commands }) => commands).map((line) => line.replace(/^sudo /, ""));
  expect(told.length).toBeGreaterThan(5);
  expect(typed.filter((line) => told.includes(line))).toEqual(told);
});

test.each([
  ["a block that says nowhere where it is typed", (text: string) => text.replace("On the host again:", "Then:")],
  ["no section at all", (text: string) => text.replace("## Enrol a host", "## Begin")],
])("%s is found", (_, change) => {
  const readme = readFileSync("README.md", "utf8");
  expect(change(readme)).not.toBe(readme);
  expect(() => readEnrolment(change(readme))).toThrow(/README says of/);
});
