/** The person at the terminal, or nobody. */
import type { Terminal } from "../commands/context.ts";
import { styleFor } from "../render/style.ts";

const ask = async (question: string): Promise<string | null> => {
  if (!process.stdin.isTTY) return null;
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
};

const wantsColour = (): boolean =>
  process.stdout.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";

export const openTerminal = (json: boolean): Terminal => ({
  print: (text) => {
    process.stdout.write(text);
  },
  note: (text) => {
    if (!json) process.stderr.write(`${text}\n`);
  },
  ask,
  style: styleFor(!json && wantsColour()),
});
