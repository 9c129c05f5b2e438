/** `vexor failover status --watch`: asks the keeper each second, and shows what has changed. */
import { asVexorError, type VexorError } from "../../../engine/model/errors.ts";
import { formatTime } from "../../../engine/model/time.ts";
import type { FailoverStatus } from "../../../failover/status.ts";
import { failoverLine, renderFailover } from "../../../render/failover.ts";
import type { BaseContext, Invocation } from "../../shared/context.ts";
import { showChanges, type WatchedLook } from "../../shared/watching.ts";

const LOOK_MS = 1_000;

/** That time goes by, and that a renewal has followed another one, is not news. */
const PASSING = /Ms$|^(?:seq|mark)$/;

const sayingsOf = (status: FailoverStatus): string =>
  failoverLine({ isUp: true, said: status }).says;

/** A peer that answers too late is news by the line alone. */
const keyOf = (status: FailoverStatus): string => sayingsOf(status).replace(/[\d.]+ s\b/g, "")
  + JSON.stringify(status, (key, value: unknown) => (PASSING.test(key) ? undefined : value));

const stamped = ({ host }: BaseContext, text: string): string =>
  `${formatTime(host.now().getTime())}  ${text}\n`;

const lookAt = (context: BaseContext, status: FailoverStatus): WatchedLook => ({
  screen: () => renderFailover(status, context.terminal.style),
  document: () => ({ key: keyOf(status), text: JSON.stringify(status) }),
  news: () => [],
  headline: () => ({ key: keyOf(status), text: stamped(context, sayingsOf(status)) }),
});

const silence = (
  context: BaseContext, { code, message, hint }: VexorError,
): WatchedLook => ({
  screen: () => `${context.terminal.style.red(message)}\n  ${hint}\n`,
  document: () => ({ key: code,
    text: JSON.stringify({ format: "vexor.error/1", error: { code, message, hint } }) }),
  news: () => [],
  headline: () => ({ key: code, text: stamped(context, message) }),
});

/** A keeper that is silent for a moment may speak again. */
const look = async (context: BaseContext): Promise<WatchedLook> => {
  try {
    return lookAt(context,
      JSON.parse(await context.askKeeper({ ask: "status" })) as FailoverStatus);
  } catch (error) {
    const silent = asVexorError(error);
    if (silent.code !== "KEEPER_SILENT") throw silent;
    return silence(context, silent);
  }
};

/** `goesOn`: asked before each further look. */
export const watchFailover = async (
  context: BaseContext, call: Invocation, goesOn: () => boolean = () => true,
): Promise<number> => {
  const show = showChanges(context, call);
  do {
    show(await look(context));
    await context.host.sleep(LOOK_MS);
  } while (goesOn());
  return 0;
};
