/**
 * `vexor manager`: the interface of the failover tooling in the field. It looks at two hosts, and
 * asks the active one to hand over where that one fails. What it may not do, it says.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { formatTime } from "../../engine/model/time.ts";
import {
  configOf, EXAMPLE, settingsIn, settingsOfFlags, type ManagerConfig,
} from "../../failover/manager-config.ts";
import type { ManagerPort } from "../../failover/manager-port.ts";
import {
  manage, outcomeNews, startManager, type HeardHost, type ManagerNews,
} from "../../failover/manager-rounds.ts";
import { readManagedStatus, readOutcome } from "../../failover/manager-words.ts";
import { printableLine } from "../../formats/printable.ts";
import { flag, text, type BaseCommand, type BaseContext, type Invocation,
} from "../shared/context.ts";

const LONGEST = 64 * 1024;

const configFrom = async (context: BaseContext, call: Invocation): Promise<ManagerConfig> => {
  const path = text(call, "config");
  const flags = settingsOfFlags(call.options);
  if (path === null) return configOf(flags);
  const written = context.readLimited(path, LONGEST);
  if (written === null) throw new VexorError("USAGE", `${path} is not there`);
  return configOf(settingsIn((await context.parseYaml(written)).value), flags);
};

const seconds = (context: BaseContext): number => Math.floor(context.host.now().getTime() / 1_000);

const hear = async (
  context: BaseContext, port: ManagerPort, url: string,
): Promise<HeardHost> => {
  const answer = await port.ask(url, "/status", { timestamp: seconds(context) });
  if (answer.is === "silent") return answer;
  const status = readManagedStatus(answer.text);
  return status === null ? { is: "silent", why: "its answer is not a keeper's" }
    : { is: "status", status };
};

/** Once, as long as it stays so. */
const tellerFor = (context: BaseContext, call: Invocation) => {
  const { terminal, host } = context;
  const lineOf = ({ is, says }: ManagerNews): string => {
    const at = host.now();
    return flag(call, "json")
      ? JSON.stringify({ format: "vexor.manager/1", at: at.toISOString(), is, says })
      : `${formatTime(at.getTime())}  ${is === "alarm" ? "ALARM " : ""}${printableLine(says)}`;
  };
  let told: readonly string[] = [];
  return (news: readonly ManagerNews[]): void => {
    for (const one of news) if (!told.includes(one.key)) terminal.print(`${lineOf(one)}\n`);
    told = news.map(({ key }) => key);
  };
};

const askFor = async (
  context: BaseContext, port: ManagerPort, { url, reason }: {
    readonly url: string; readonly reason: string;
  },
): Promise<ManagerNews> => {
  const answer = await port.ask(url, "/failover",
    { action: "become_passive", reason, timestamp: seconds(context) });
  return answer.is === "silent" ? outcomeNews(url, null, answer.why)
    : outcomeNews(url, readOutcome(answer.text), "its answer is not a keeper's");
};

/** `goesOn`: asked before each further round. */
export const runManager = async (
  context: BaseContext, call: Invocation, config: ManagerConfig, goesOn: () => boolean,
): Promise<void> => {
  const port = await context.openManager(config);
  const tell = tellerFor(context, call);
  let state = startManager(config);
  try {
    do {
      const at = performance.now();
      const [first, second] = await Promise.all([config.active, config.passive]
        .map(async (url) => ({ url, heard: await hear(context, port, url) })));
      if (first === undefined || second === undefined) return;
      const step = manage(state, { at, first, second }, config);
      ({ state } = step);
      const outcome = step.ask === null ? [] : [await askFor(context, port, step.ask)];
      tell([...step.news, ...outcome]);
      await context.host.sleep(Math.max(0, config.intervalMs - (performance.now() - at)));
    } while (goesOn());
  } finally {
    port.close();
  }
};

const example = async (context: BaseContext, call: Invocation): Promise<string> =>
  (flag(call, "json") ? `${JSON.stringify(EXAMPLE, null, 2)}\n` : context.printYaml(EXAMPLE));

export const run: BaseCommand = async (context, call) => {
  if (flag(call, "generate-config")) {
    context.terminal.print(await example(context, call));
    return 0;
  }
  if (context.host.isTree) {
    throw new VexorError("USAGE", "vexor manager asks running machines; --root is a tree of files");
  }
  const config = await configFrom(context, call);
  const isStopped = context.heedSignals();
  await runManager(context, call, config, () => !isStopped());
  return 0;
};
