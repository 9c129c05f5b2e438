/** Drift for people: what moved, since when, and who did it. */
import type { DriftEvent } from "../engine/drift/drift-events.ts";
import { formatRule, formatValue } from "../engine/model/rules.ts";
import { formatTime } from "../engine/model/time.ts";
import type { WatchMethods, Writer } from "../engine/drift/watch.ts";
import { formatEvidence } from "./plan.ts";
import { plural, printableLine, type Style } from "./style.ts";

/** `sysctl (pid 812, root, logged in as ana, ssh.service, started by bash, sshd)` */
const formatWriter = (writer: Writer): string => {
  const { pid, name, argv, exe, uid, user, login, unit, parents } = writer;
  const facts = [
    `pid ${pid}`,
    ...(uid === null ? [] : [user ?? `uid ${uid}`]),
    ...(login === null || login === user ? [] : [`logged in as ${login}`]),
    ...(unit === null ? [] : [unit]),
    ...(parents.length > 0 ? [`started by ${parents.join(", ")}`] : []),
  ];
  const command = argv.length > 0 ? argv.join(" ").slice(0, 120) : exe;
  const what = name ?? "a process that was gone too soon";
  return `${what} (${facts.join(", ")})${command === null ? "" : `: ${command}`}`;
};

const whoOf = ({ writer, how, ours }: DriftEvent): string => {
  if (ours) return "by Vexor";
  if (writer) return `by ${formatWriter(writer)}`;
  return how === "files" ? "" : "nothing tells who it was";
};

const whatOf = ({ where, from, to, holds, rule, gone }: DriftEvent): string => {
  const [old, now] = [formatValue(from), formatValue(to)];
  const change = old === now ? `${now} as before` : `${old} → ${now}`;
  const should = holds ? "as it should be" : `should be ${formatRule(rule)}`;
  if (where === "live") return `${change} (${should})`;
  return `${gone ? "a boot source is gone" : "at boot"}, ${change} (${should})`;
};

const detailsOf = (move: DriftEvent): readonly string[] =>
  [...move.evidence.map(formatEvidence), ...[whoOf(move)].filter(Boolean)];

export const renderMove = (move: DriftEvent, style: Style): string => {
  const mark = move.holds ? style.green("=") : style.yellow("↺");
  return [
    `${style.dim(formatTime(move.at))} ${mark} `
      + printableLine(`${move.address}: ${whatOf(move)}`),
    ...detailsOf(move).map((text) => `    ${style.dim(printableLine(text))}`),
    "",
  ].join("\n");
};

/** In one line, for a record that has its own time. */
export const formatDriftEvent = (move: DriftEvent): string =>
  printableLine([`${move.address}: ${whatOf(move)}`, ...detailsOf(move)].join("; "));

/** `moved`: how many of them do not hold already. */
export const renderMeans = (
  { kernelFiles, because }: WatchMethods, count: number, moved: number,
): string => [
  `Watching ${plural(count, "setting")}`,
  ...(moved > 0 ? [`${moved} moved before (vexor drift lists them)`] : []),
  ...(kernelFiles === "fanotify" ? []
    : [`writers cannot be named: ${because} (${kernelFiles} instead)`]),
  "Ctrl-C ends it.",
].join("; ");
