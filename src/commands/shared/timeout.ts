/** How long a verb waits at most, as `--timeout` says. */
import { VexorError } from "../../engine/model/errors.ts";
import { secondsOf } from "../../formats/duration.ts";
import { quote } from "../../formats/quote.ts";
import { text, type Invocation } from "./context.ts";

/** In ms. Throws USAGE. */
export const timeoutOf = (call: Invocation, usual: string): number => {
  const asked = text(call, "timeout") ?? usual;
  const seconds = secondsOf(asked);
  if (seconds !== null) return seconds * 1_000;
  throw new VexorError("USAGE", `--timeout ${quote(asked)} is not a time`,
    { hint: "Write 90s, 5m or 4h." });
};
