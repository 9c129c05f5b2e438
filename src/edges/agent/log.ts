/** One line of JSON for each piece of news, with field names that stay as they are. */
import { pino } from "pino";
import type { AgentEvent } from "../../agent/ports.ts";
import type { EventContext } from "../../agent/webhook-types.ts";
import { escapeUnsafe } from "../../formats/printable.ts";
import { VERSION } from "../../version.ts";
import { isJournal, PRIORITY } from "../systemd/journald.ts";

/** A synchronous destination: what was logged before a crash is there after it. */
const destination = pino.destination({ dest: 2, sync: true });

const WARN = 40;

/** The journal takes a priority off the line's start, as in sd-daemon(3), so it stays JSON. */
const stream = {
  [Symbol.for("pino.metadata")]: true,
  lastLevel: 0,
  prefixes: isJournal(),
  write(line: string): void {
    const priority = this.lastLevel >= WARN ? PRIORITY.warning : PRIORITY.info;
    const safe = escapeUnsafe(line);
    destination.write(this.prefixes ? priority + safe : safe);
  },
};

const logger = pino({ base: { program: "vexor-agent", version: VERSION }, messageKey: "message",
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) } }, stream);

/** What there is nothing to say of is left out. */
const known = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

export const log = (
  { level, what, why, setting }: AgentEvent, standing: EventContext | null,
): void => {
  const { state = null, commit = null, plan = null, run = null } = standing ?? {};
  const fields = known({ event: what, state, commit, plan, run,
    ...setting });
  if (level === "alarm") logger.warn(fields, why);
  else logger.info(fields, why);
};
