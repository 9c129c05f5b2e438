/** `vexor status --watch`: asks the agent, which answers from memory; shows what has changed. */
import type { AgentAbsent, Status } from "../../agent/api.ts";
import type { AgentEvent } from "../../agent/ports.ts";
import { renderHeadline, renderNews } from "../../render/status.ts";
import { askAgent, renderAnswer } from "../shared/agent-client.ts";
import type { BaseContext, Invocation } from "../shared/context.ts";
import { showChanges, type WatchedLook } from "../shared/watching.ts";

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

const lookAt = (
  context: BaseContext, answer: StatusAnswer, news: readonly AgentEvent[],
): WatchedLook => ({
  // What came since the last time stands in it, however much that is.
  screen: () => renderAnswer(context, answer, news.length),
  document: () => {
    const text = JSON.stringify(answer);
    return { key: text, text };
  },
  news: () => news.map((one) => renderNews(answer.host, one)),
  headline: () => {
    const { is, says } = answer.condition;
    return { key: `${is} ${withoutAges(says)}`,
      text: renderHeadline(answer, context.host.now().getTime()) };
  },
});

/** `goesOn`: asked before each further look. */
export const watchStatus = async (
  context: BaseContext, call: Invocation, goesOn: () => boolean = () => true,
): Promise<number> => {
  const show = showChanges(context, call);
  let told: readonly AgentEvent[] | null = null;
  do {
    const answer = await askAgent(context, { call: "status" });
    const news: readonly AgentEvent[] = newsOf(answer) ?? told ?? [];
    show(lookAt(context, answer, told === null ? [] : freshNews(told, news)));
    told = news;
    await context.host.sleep(answer.state === null ? ABSENT_MS : LOOK_MS);
  } while (goesOn());
  return 0;
};
