/** `vexor status --watch`: asks the agent, which answers from memory; shows what has changed. */
import { renderHeadline } from "../render/status.ts";
import { askAgent, renderAnswer } from "./asking.ts";
import { flag, type BareContext, type Call } from "./context.ts";

const LOOK_MS = 1_000;
/** systemd and the journal are asked instead, by programs that have to be started. */
const ABSENT_MS = 5_000;

/** That time goes by is not news. */
const withoutAges = (text: string): string =>
  text.replace(/just now|in \d+[smhd]|\d+[smhd] ago/g, "");

export const watchStatus = async (context: BareContext, call: Call): Promise<number> => {
  const { terminal, host } = context;
  const json = flag(call, "json");
  let shown = "";
  for (;;) {
    const answer = await askAgent(context, { call: "status" });
    const now = host.now().getTime();
    if (json || !terminal.isTerminal) {
      const { is, says } = answer.condition;
      const key = json ? JSON.stringify(answer) : `${is} ${withoutAges(says)}`;
      if (key !== shown) terminal.print(json ? `${key}\n` : renderHeadline(answer, now));
      shown = key;
    } else {
      const text = renderAnswer(context, answer);
      if (text !== shown) terminal.redraw(text);
      shown = text;
    }
    await host.sleep(answer.state === null ? ABSENT_MS : LOOK_MS);
  }
};
