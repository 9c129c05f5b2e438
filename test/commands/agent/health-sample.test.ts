/** A round of health checks: the agent asks, and starts no command; the root helper has them run. */
import { describe, expect, test } from "vitest";
import type { Operation } from "../../../src/agent/operation.ts";
import type { AgentEdges } from "../../../src/agent/ports.ts";
import { sampleBy } from "../../../src/commands/agent/health-sample.ts";
import { samplesOfCommands } from "../../../src/detectors/clients/health-samples.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import type { CheckResult } from "../../../src/engine/run/health.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import { runVexor } from "../../support/vexor.ts";

const EVIL = ["/bin/touch", "/tmp/vexor-evil"];

type Check = NonNullable<HostFile["health"]>["checks"][number];

const declared = (...checks: readonly Check[]): HostFile =>
  ({ apiVersion: "vexor/v1", host: "lab", health: { checks } });

const well = (check: string): CheckResult => ({ check, sample: "healthy", says: "" });

const edgesOf = (root: () => Promise<readonly CheckResult[]>) => {
  const asked: unknown[] = [];
  const edges = {
    runVerb: async (verb: string) => {
      asked.push(verb);
      return [well("page")];
    },
    operate: async (operation: Operation) => {
      asked.push(operation);
      return { checks: await root() };
    },
  };
  return { asked, edges: edges as unknown as AgentEdges };
};

describe("a round of health checks", () => {
  const page: Check = { url: "http://127.0.0.1/" };

  test("has the root helper run commands, and passes it the number of the run alone", async () => {
    const { asked, edges } = edgesOf(async () => [well("evil")]);
    expect(await sampleBy(edges)(declared(page, { command: EVIL }), 7))
      .toEqual([well("page"), well("evil")]);
    expect(asked).toEqual(["health-check", { op: "check", run: 7 }]);
  });

  test("asks only for the kinds of check that it has", async () => {
    const { asked, edges } = edgesOf(async () => []);
    await sampleBy(edges)(declared(page), 7);
    await sampleBy(edges)(declared({ command: EVIL }), 8);
    expect(asked).toEqual(["health-check", { op: "check", run: 8 }]);
  });

  test("has no result where the root helper does not answer", async () => {
    const { edges } = edgesOf(() => Promise.reject(new VexorError("OPERATION_LOST", "it hung up")));
    expect(await sampleBy(edges)(declared(page, { command: EVIL }), 7))
      .toEqual([well("page"), { check: "commands", sample: "unknown", says: "it hung up" }]);
  });
});

test("a missing end, a kill and an unknown exit code give no result", () => {
  const declaration = declared(...["a", "b", "c", "d", "e"].map((name) => ({ command: [name] })));
  expect(samplesOfCommands(declaration, [{ code: 0, says: "" }, { code: 99, says: "no" },
    { code: 100, says: "" }, { code: null, says: "no end" }]).map(({ sample }) => sample))
    .toEqual(["healthy", "unhealthy", "unknown", "unknown", "unknown"]);
});

const run = (verb: string, input: unknown): { readonly code: number | null; readonly out: string } => {
  const { code, out } = runVexor([verb], { input: JSON.stringify(input) });
  return { code, out: out.trim() };
};

describe("a command is not started", () => {
  test("by the process that the agent starts", () => {
    expect(run("health-check", declared({ command: ["/bin/echo", "evil"] }))).toEqual({ code: 0, out: "[]" });
  });

  test("outside of its sandbox", () => {
    const { out } = run("health-commands", { commands: [["/bin/echo", "evil"]] });
    expect(JSON.parse(out)).toEqual({ refused: expect.stringMatching(/^its sandbox lacks /) });
  });
});
