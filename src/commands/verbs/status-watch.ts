/** `vexor status --watch`: asks the agent, which answers from memory; shows what has changed. */
import type { AgentAbsent, Status } from "../../agent/api.ts";
import type { AgentEvent } from "../../agent/ports.ts";
import { renderHeadline, renderNews } from "../../render/status.ts";
import { askAgent, renderAnswer } from "../shared/agent-client.ts";
import { flag, type BaseContext, type Invocation } from "../shared/context.ts";

type StatusAnswer = Status | AgentAbsent;

const LOOK_MS = 1_000;
/** systemd and the journal are asked instead, by programs that have to be started. */
const ABSENT_MS = 5_000;

/** That time goes by is not news. */
const withoutAges = (text: string): string =>
  text.replace(/just now|in \d+[smhd]|\d+[smhd] ago/g, "");

/** Null where no agent answers: one that is absent for a moment has not forgotten its news. */
const newsOf = (answer: StatusAnswer): readonly AgentEvent[] | null =>
  (answer.state === null ? null : answer.events);

/** The agent adds at the end and drops at the beginning: what follows the part that both have. */
export const freshNews = (
  before: readonly AgentEvent[], now: readonly AgentEvent[],
): readonly AgentEvent[] => {
  const [old, fresh] = [before, now].map((news) => news.map((one) => JSON.stringify(one)));
  const longest = Math.min(before.length, now.length);
  for (let common = longest; common > 0; common--) {
    const end = old?.slice(-common) ?? [];
    if (end.every((one, at) => one === fresh?.[at])) return now.slice(common);
  }
  return now;
};

type ShowStatus = (answer: StatusAnswer, news: readonly AgentEvent[]) => void;

/** The whole screen anew; what came since the last time stands in it, however much that is. */
const onTerminal = (context: BaseContext): ShowStatus => {
  let shown = "";
  return (answer, news) => {
    const text = renderAnswer(context, answer, news.length);
    if (text !== shown) context.terminal.redraw(text);
    shown = text;
  };
};

const asDocuments = ({ terminal }: BaseContext): ShowStatus => {
  let shown = "";
  return (answer) => {
    const text = JSON.stringify(answer);
    if (text !== shown) terminal.print(`${text}\n`);
    shown = text;
  };
};

const asLines = ({ terminal, host }: BaseContext): ShowStatus => {
  let shown = "";
  return (answer, news) => {
    for (const one of news) terminal.print(renderNews(answer.host, one));
    const { is, says } = answer.condition;
    const text = `${is} ${withoutAges(says)}`;
    if (text !== shown) terminal.print(renderHeadline(answer, host.now().getTime()));
    shown = text;
  };
};

const showFor = (context: BaseContext, call: Invocation): ShowStatus => {
  if (flag(call, "json")) return asDocuments(context);
  return context.terminal.isTerminal ? onTerminal(context) : asLines(context);
};

/** `goesOn`: asked before each further look. */
export const watchStatus = async (
  context: BaseContext, call: Invocation, goesOn: () => boolean = () => true,
): Promise<number> => {
  const show = showFor(context, call);
  let told: readonly AgentEvent[] | null = null;
  do {
    const answer = await askAgent(context, { call: "status" });
    const news: readonly AgentEvent[] = newsOf(answer) ?? told ?? [];
    show(answer, told === null ? [] : freshNews(told, news));
    told = news;
    await context.host.sleep(answer.state === null ? ABSENT_MS : LOOK_MS);
  } while (goesOn());
  return 0;
};
