/** What goes on, for `--watch`: a terminal is drawn anew, all else gets what has changed. */
import { flag, type BaseContext, type Invocation } from "./context.ts";

/** One look, in each of the forms that it may be shown in. */
export interface WatchedLook {
  screen(): string;
  /** For `--json`; shown again when `key` is another one. */
  document(): { readonly key: string; readonly text: string };
  /** What is new, each a line. */
  news(): readonly string[];
  /** How it stands, in a line that is shown again when `key` is another one. */
  headline(): { readonly key: string; readonly text: string };
}

/** Calls back with a text, where the last one had another key. */
const onChange = (show: (text: string) => void) => {
  let shown = "";
  return ({ key, text }: { readonly key: string; readonly text: string }): void => {
    if (key !== shown) show(text);
    shown = key;
  };
};

export const showChanges = (
  { terminal }: BaseContext, call: Invocation,
): ((look: WatchedLook) => void) => {
  if (flag(call, "json")) {
    const print = onChange((text) => terminal.print(`${text}\n`));
    return (look) => print(look.document());
  }
  if (terminal.isTerminal) {
    const draw = onChange((text) => terminal.redraw(text));
    return (look) => {
      const text = look.screen();
      draw({ key: text, text });
    };
  }
  const print = onChange((text) => terminal.print(text));
  return (look) => {
    for (const line of look.news()) terminal.print(line);
    print(look.headline());
  };
};
