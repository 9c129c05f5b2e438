/** Every exit code, and what each verb means by it: for help, the manual and docs/errors.md. */
import { allVerbs } from "./verbs.ts";

/** Of every verb that says nothing else. */
const COMMONLY: Readonly<Record<number, string>> = {
  0: "done", 1: "error; nothing was changed",
  3: "done, but something stayed blocked, or is impossible here",
  4: "apply failed; everything was rolled back", 5: "a rollback could not finish",
  64: "wrong usage",
};

/** Of a verb that applies a plan, beside 0, 1 and 64. */
export const APPLYING: readonly (readonly [code: string, means: string])[] =
  Object.entries(COMMONLY).filter(([code]) => ["3", "4", "5"].includes(code));

interface Exit {
  readonly code: number;
  /** The verbs that mean just this by it; empty for all others. */
  readonly verbs: readonly string[];
  readonly means: string;
}

const own = (): readonly Exit[] => {
  const found = new Map<string, { code: number; verbs: string[]; means: string }>();
  for (const [name, { exits = {} }] of allVerbs()) {
    for (const [code, means] of Object.entries(exits)) {
      const row = found.get(`${code} ${means}`) ?? { code: Number(code), verbs: [], means };
      row.verbs.push(name);
      found.set(`${code} ${means}`, row);
    }
  }
  return [...found.values()];
};

/** In the order of the codes; what all verbs mean by one comes before what some of them do. */
export const exitTable = (): readonly Exit[] => [
  ...Object.entries(COMMONLY).map(([code, means]) => ({ code: Number(code), verbs: [], means })),
  ...own(),
].sort((one, other) => one.code - other.code || one.verbs.length - other.verbs.length);

export const formatExit = ({ verbs, means }: Exit): string =>
  (verbs.length === 0 ? means : `${verbs.join(", ")}: ${means}`);

export const exitLines = (): readonly string[] => {
  let last: number | null = null;
  return exitTable().map((exit) => {
    const code = exit.code === last ? "" : String(exit.code);
    last = exit.code;
    return `${code.padEnd(3)} ${formatExit(exit)}`;
  });
};
