/**
 * One round of a run's health checks: the agent asks for what is to be asked, as its own user, and
 * the root helper has the commands run. It knows them from its own record of the run.
 */
import type { AgentEdges, Ports } from "../../agent/ports.ts";
import { asVexorError } from "../../engine/model/errors.ts";
import { commandsOf, type CheckResult } from "../../engine/run/health.ts";
import type { HostFile } from "../../engine/model/model.ts";

const SAMPLE_MS = 30_000;
const COMMANDS_MS = 45_000;

const failed = (check: string) => (error: unknown): readonly CheckResult[] =>
  [{ check, sample: "unknown", says: asVexorError(error).message }];

const askedBy = async (
  { runVerb }: AgentEdges, declaration: HostFile,
): Promise<readonly CheckResult[]> =>
  await runVerb("health-check", declaration, SAMPLE_MS) as readonly CheckResult[];

const commandsBy = async ({ operate }: AgentEdges, run: number): Promise<readonly CheckResult[]> =>
  (await operate({ op: "check", run }, COMMANDS_MS, () => undefined)).checks ?? [];

export const sampleBy = (edges: AgentEdges): Ports["sample"] => async (declaration, run) => {
  const commands = commandsOf(declaration).length;
  const others = (declaration.health?.checks.length ?? 0) - commands;
  const samples = await Promise.all([
    others === 0 ? [] : askedBy(edges, declaration).catch(failed("health")),
    commands === 0 ? [] : commandsBy(edges, run).catch(failed("commands")),
  ]);
  return samples.flat();
};
