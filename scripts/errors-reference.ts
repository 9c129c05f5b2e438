/** docs/errors.md, from the tables of errors and of verbs. */
import { exitTable, formatExit } from "../src/commands/cli/exits.ts";
import type { ErrorKind } from "../src/engine/model/error-kind.ts";

const RETRY = {
  now: "The same call may succeed at once.",
  later: "The same call may succeed later.",
  human: "An operator must change something first.",
} as const;

export const errorsReference = (errors: Readonly<Record<string, ErrorKind>>): string => [
  "# Errors",
  "",
  "Generated from `src/engine/model/engine-errors-table.ts`, the kinds' `errors.ts` and the table "
  + "of verbs by `npm run generate`. Every error names its code in",
  "parentheses, after a sentence with what was found and what was wanted; with `--json` it is one",
  "document, `{\"format\": \"vexor.error/1\", \"error\": {code, message, hint, place, retry}}`.",
  "",
  "## Exit codes", "", "| exit | meaning |", "|---|---|",
  ...exitTable().map((exit) => `| ${exit.code} | ${formatExit(exit)} |`),
  "", "## Codes", "",
  ...Object.entries(errors).flatMap(([code, kind]) => [
    `### ${code}`, "", `${kind.about} ${kind.hint}`, "",
    `Exit ${kind.exit}. ${RETRY[kind.retry]}`, "",
  ]),
].join("\n");
