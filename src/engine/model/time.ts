/** Moments for people, in one form everywhere: local time with its zone, and how long ago. */
import { formatDuration, formatTimeLeft } from "../../formats/duration.ts";

const two = (value: number): string => String(value).padStart(2, "0");

/** `UTC`, or the offset from it: a name such as CST is ambiguous. */
const zoneOf = (at: Date): string => {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

type Moment = number | string | Date;

/** `2026-01-05 13:00:00 +01:00`; what is not a moment stays as it is. */
export const formatTime = (moment: Moment): string => {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return String(moment);
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
  return `${day} ${time} ${zoneOf(at)}`;
};

/** For a plan, which says the same wherever it is made: `2026-01-05 12:00:00 UTC`. */
export const utcText = (iso: string): string =>
  iso.replace(/^([\d-]+)T([\d:]+)(?:\.\d+)?Z$/, "$1 $2 UTC");

/** `3m ago`, `in 4h`, `just now`. */
export const formatAgo = (moment: Moment, now: number): string => {
  const seconds = Math.floor((now - new Date(moment).getTime()) / 1000);
  if (Math.abs(seconds) < 2) return "just now";
  return seconds < 0 ? `in ${formatTimeLeft(-seconds)}` : `${formatDuration(seconds)} ago`;
};

/** Both: `2026-01-05 13:00:00 +01:00 (3m ago)`. */
export const formatWhen = (moment: Moment, now: number): string =>
  `${formatTime(moment)} (${formatAgo(moment, now)})`;
