import { expect, test } from "vitest";
import { hintBeforeSettings } from "../../../src/commands/verbs/enrol.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../support/paths.ts";

test.each(["src/edges/git/mirror.ts", "src/edges/git/ssh-hint.ts"])(
  "no hint of %s sends an enrolment to settings that are not written yet", (file) => {
    const hints = readFileSync(join(ROOT, file), "utf8").split("\n")
      .filter((line) => /(?:branch|url): in agent\.yaml/.test(line));
    expect(hints.length).toBeGreaterThan(0);
    for (const hint of hints) {
      expect(hintBeforeSettings(hint)).not.toContain("agent.yaml");
      expect(hintBeforeSettings(hint)).toMatch(/vexor enrol/);
    }
  });
