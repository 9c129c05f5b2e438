/** What a shell may complete: asked at each Tab, so quick, and silent when something fails. */
import { settingsBelow } from "../../detectors/kernel/all-settings.ts";
import { pathToKey } from "../../detectors/kernel/sysctl-d.ts";
import { VexorError } from "../../engine/model/errors.ts";
import { readLedger, runIds } from "../../engine/run/store.ts";
import { printableLine } from "../../render/style.ts";
import { tellAgent } from "../shared/agent-client.ts";
import type { BaseCommand, BaseContext } from "../shared/context.ts";
import { COMPLETIONS, type Completion } from "../cli/options.ts";

type FindCandidates = (context: BaseContext, typed: string) => Promise<readonly string[]>;

const agentPlan = async (context: BaseContext) => {
  try {
    return (await tellAgent(context, { call: "status" })).plan;
  } catch {
    return null; // no agent runs, or it is not for this user
  }
};

const kinds = async (context: BaseContext): Promise<readonly string[]> => {
  const found: string[] = [];
  await context.withKinds(({ kind }) => found.push(kind) < 0);
  return found;
};

const SYSCTL = "sysctl/";

/** Those that are managed or planned; every key of the kernel once `sysctl/` is typed. */
const addresses: FindCandidates = async (context, typed) => {
  const claimed = Object.keys(readLedger(context.host).claims);
  const planned = (await agentPlan(context))?.items.map(({ address }) => address) ?? [];
  const keys = typed.startsWith(SYSCTL)
    ? settingsBelow(context.host).map((path) => `${SYSCTL}${pathToKey(path)}`) : [];
  const starts = (await kinds(context)).map((kind) => `${kind}/`);
  const whole = [...claimed, ...planned, ...keys];
  // A kind alone is offered only while nothing whole is: it would keep a single match from ending.
  return whole.some((one) => one.startsWith(typed)) ? whole : starts;
};

const FIND: Readonly<Record<Completion, FindCandidates>> = {
  addresses,
  what: async (context, typed) => [...await kinds(context), ...await addresses(context, typed)]
    .filter((one) => !one.endsWith("/")),
  runs: async ({ host }) => [...runIds(host)].reverse().map(String),
  plans: async (context) => {
    const plan = await agentPlan(context);
    return plan?.closedBy === "approval" ? [plan.id] : [];
  },
};

const isCompletion = (word: string): word is Completion =>
  (COMPLETIONS as readonly string[]).includes(word);

export const run: BaseCommand = async (context, call) => {
  const [what = "", typed = ""] = call.args;
  if (!isCompletion(what)) {
    throw new VexorError("USAGE", `vexor complete wants one of ${COMPLETIONS.join(", ")}`);
  }
  const found = (await FIND[what](context, typed)).filter((one) => one.startsWith(typed));
  context.terminal.print([...new Set(found)].map((one) => `${printableLine(one)}\n`).join(""));
  return 0;
};
