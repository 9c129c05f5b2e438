/** One line of JSON for each piece of news, with field names that stay as they are. */
import { pino } from "pino";
import type { News } from "../../agent/ports.ts";
import { VERSION } from "../../version.ts";

/** A synchronous destination: what was logged before a crash is there after it. */
const logger = pino({ base: { program: "vexor-agent", version: VERSION }, messageKey: "message",
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) } },
pino.destination({ dest: 2, sync: true }));

export const log = ({ level, what, why }: News): void => {
  const fields = { event: what };
  if (level === "alarm") logger.warn(fields, why);
  else logger.info(fields, why);
};
