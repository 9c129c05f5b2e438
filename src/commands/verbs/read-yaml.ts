/** YAML on standard input, JSON on standard output: the half that needs no rights. */
import { asVexorError } from "../../engine/model/errors.ts";
import type { BaseCommand } from "../shared/context.ts";

export const run: BaseCommand = async (context) => {
  const text = await context.readInput();
  try {
    context.terminal.print(JSON.stringify({ value: (await context.parseYaml(text)).value }));
  } catch (error) {
    context.terminal.print(JSON.stringify({ problem: asVexorError(error).message }));
  }
  return 0;
};
