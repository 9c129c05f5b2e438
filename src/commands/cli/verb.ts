/** What is known of a verb before its code is loaded. */
import type { BaseCommand, Command } from "../shared/context.ts";
import type { Completes, OptionName } from "./options.ts";

/** `hidden`: started by units, not by people, and left out of the overview. */
type Part = "tuning" | "validator" | "agent" | "setup" | "hidden";

export interface Verb {
  readonly part: Part;
  readonly args: string;
  readonly maxArgs: number;
  /** What a shell offers for its argument; words of `args` that `|` parts are offered anyway. */
  readonly completes?: Completes;
  readonly about: string;
  readonly more: string;
  /** What these exit codes of it mean, where that is not what they mean of every verb. */
  readonly exits?: Readonly<Partial<Record<1 | 2 | 3 | 6 | 78, string>>>;
  /** It ends as every verb that applies a plan: 3, 4 and 5 are among its exit codes. */
  readonly applies?: true;
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  /** `table`: all verbs, for one that speaks of the others; it cannot import what imports it. */
  load(table: () => VerbList): Promise<{ readonly run: BaseCommand }>;
}

export type VerbList = readonly (readonly [name: string, verb: Verb])[];

/** Of a verb that may meet any kind of setting: all of them are loaded for it. */
export const withKinds = (
  load: () => Promise<{ readonly run: Command }>,
): Verb["load"] => async () => {
  const { run } = await load();
  return { run: async (context, call) => run(await context.withKinds(), call) };
};

/** Each is only made when it is asked for: every start of the program would pay for all. */
export type Verbs = Readonly<Record<string, () => Verb>>;
