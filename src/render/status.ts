/** The agent's status for people: how it is, what it waits for, and what it lets be. */
import type { Status } from "../agent/api.ts";
import { sayDuration } from "../engine/duration.ts";
import { sayValue } from "../engine/rules.ts";
import { printable, plural, type Style } from "./style.ts";

const MARKS = {
  settled: "green", fetching: "cyan", planning: "cyan", applying: "yellow", holding: "yellow",
  confirming: "yellow", gated: "yellow", undoing: "red", halted: "red",
} as const satisfies Record<Status["state"], keyof Style>;

const MOST_NEWS = 8;

const short = (revision: string | null): string => (revision === null ? "none yet"
  : revision.slice(0, 12));

const ago = (iso: string | null, now: number): string => {
  const ms = iso === null ? Number.NaN : now - Date.parse(iso);
  return Number.isNaN(ms) ? "" : ms < 2_000 ? "just now" : `${sayDuration(ms / 1000)} ago`;
};

const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${text}\n`;

const sourceRow = ({ source }: Status, now: number): string => {
  const { revision, subject, signer, accepted, fetchedAt, unreached } = source;
  const by = signer === null ? "" : `, signed by ${signer}`;
  const says = subject === null ? "" : ` ${subject}`;
  const late = revision === accepted ? "" : `; ${short(accepted)} is in force`;
  const away = unreached > 0 ? `; out of reach for ${plural(unreached, "try")}` : "";
  return `${short(revision)}${says}${by} (${ago(fetchedAt, now) || "never fetched"})${late}${away}`;
};

const planRow = ({ plan }: Status): string => {
  if (!plan) return "none yet";
  const counts = Object.entries(plan.summary).filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`).join(", ");
  return `${plan.id}: ${counts || "nothing declared"}${plan.closed ? `; ${plan.closed}` : ""}`;
};

export const renderStatus = (status: Status, style: Style, now: number): string => {
  const { state, since, why, suspended, glasses, yielded, run, news, plan } = status;
  const lasted = sayDuration(Math.max(1, (now - Date.parse(since)) / 1000));
  const head = `${style[MARKS[state]](state)} for ${lasted}`
    + `${why === null ? "" : `: ${printable(why)}`}\n`;
  const moved = (plan?.items ?? []).map(({ address, action, live, reason }) =>
    row("", printable(`${action} ${address} (${sayValue(live)}): ${reason}`)));
  return [
    `${style.bold(printable(status.host))}  ${head}`,
    row("source", printable(sourceRow(status, now))), row("plan", printable(planRow(status))),
    ...moved,
    ...(run === null ? [] : [row("run", `${run} waits for its health`)]),
    ...(suspended ? [row("suspended", style.yellow(
      printable(`by ${suspended.by} ${ago(suspended.at, now)}: ${suspended.why}`)))] : []),
    ...glasses.map(({ address, by, until, why: reason }) => row("glass", style.yellow(printable(
      `${address} is left to ${by} until ${new Date(until).toISOString()}: ${reason}`)))),
    ...yielded.map((address) => row("yielded", style.red(printable(
      `${address}: somebody sets it back each time; vexor sync --retry takes it up again`)))),
    ...news.slice(-MOST_NEWS).map(({ at, level, what, why: said }) => row("",
      (level === "alarm" ? style.red : style.dim)(
        printable(`${new Date(at).toISOString()} ${what}: ${said}`)))),
  ].join("");
};
