/** What the agent makes of a change by hand, for every verb that writes where one follows git. */
import type { Status } from "../../agent/api.ts";
import { shortOf } from "../../agent/condition.ts";
import { printable } from "../../formats/printable.ts";
import { statusIfAnswered } from "./agent-client.ts";
import type { Context } from "./context.ts";

export interface ByHand {
  /** What the agent does about it: a sentence. */
  readonly agent: string;
  /** How it stays as the person wants it: a step in git. */
  readonly inGit: string;
}

const inForce = ({ source: { accepted, acceptedSubject } }: Status): string =>
  (accepted === null ? "" : ` (commit ${[shortOf(accepted), acceptedSubject].filter(Boolean)
    .join(" ")} is in force)`);

/** Before the question. An agent that was suspended leaves the host to the person. */
export const warnOfAgent = async (context: Context, { agent, inGit }: ByHand): Promise<void> => {
  const { terminal } = context;
  const status = await statusIfAnswered(context);
  if (status === null || status.suspended !== null) return;
  terminal.note(printable(`An agent follows git here${inForce(status)}. ${agent}`));
  terminal.note(printable(`  To have it so for good: ${inGit}, and push.`));
  terminal.note("  To keep the agent off meanwhile: sudo vexor suspend --why REASON");
};
