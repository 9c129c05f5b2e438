/** The figures as one table, with what each must reach beside it. */
import { median, ratio, type Measured, type Target } from "./measure.ts";

export interface Section {
  readonly title: string;
  /** The first is the subject that all others are compared to. */
  readonly measured: readonly Measured[];
  readonly leftOut: readonly string[];
}

const fixed = (value: number): string => {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
};

const passWord = (pass: boolean | null): string => {
  if (pass === null) return "";
  return pass ? "pass" : "MISS";
};

const verdict = (value: number, { sense, bound }: Target): boolean | null => {
  if (bound === null) return null;
  return sense === "slower" ? value <= bound : value >= bound;
};

interface Row {
  readonly name: string;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly runs: number;
  readonly compared: string;
  readonly mustReach: string;
  readonly pass: boolean | null;
}

const comparison = (
  subject: Measured, measured: Measured,
): Pick<Row, "compared" | "mustReach" | "pass"> => {
  const { target, firstLineMs } = measured.entry;
  if (firstLineMs !== undefined) {
    const first = median(measured.samples.map((one) => one.firstLineMs));
    return { compared: `first line after ${fixed(first)} ms`, mustReach: `≤ ${firstLineMs} ms`,
      pass: first <= firstLineMs };
  }
  if (subject === measured) return { compared: "", mustReach: "", pass: null };
  const sense = target?.sense ?? "slower";
  const value = ratio(subject, measured, sense);
  const [sign, unit] = sense === "slower" ? ["≤", "× its time"] : ["≥", "× faster"];
  return {
    compared: `${fixed(value)} ${unit}`,
    mustReach: target && target.bound !== null ? `${sign} ${target.bound}` : "",
    pass: target ? verdict(value, target) : null,
  };
};

const rowOf = (subject: Measured, measured: Measured): Row => {
  const walls = measured.samples.map((one) => one.wallMs);
  return {
    name: measured.entry.name,
    medianMs: median(walls), minMs: Math.min(...walls), maxMs: Math.max(...walls),
    cpuMs: median(measured.samples.map((one) => one.cpuMs)),
    peakMb: Math.max(...measured.samples.map((one) => one.peakMb)),
    runs: walls.length,
    ...comparison(subject, measured),
  };
};

/** `{title, rows, leftOut}` for `--json`; times in ms, memory in MiB. */
export const figures = ({ title, measured, leftOut }: Section) => {
  const [subject] = measured;
  const rows = subject ? measured.map((one) => rowOf(subject, one)) : [];
  return { title, rows, leftOut };
};

const HEAD = ["", "median", "min", "max", "CPU", "peak MB", "vexor plan is", "must reach", ""];

const cells = (row: Row): readonly string[] => [
  `  ${row.name}${row.runs < 5 ? ` (${row.runs} run${row.runs > 1 ? "s" : ""})` : ""}`,
  ...[row.medianMs, row.minMs, row.maxMs, row.cpuMs, row.peakMb].map(fixed),
  row.compared, row.mustReach, passWord(row.pass),
];

const NUMBERS = 5;

export const renderTable = (sections: readonly ReturnType<typeof figures>[]): string => {
  const table = sections.map((section) => ({ section, lines: section.rows.map(cells) }));
  const widths = HEAD.map((head, column) => Math.max(head.length,
    ...table.flatMap(({ section, lines }) =>
      [column === 0 ? section.title : "", ...lines.map((line) => line[column] ?? "")]
        .map((text) => text.length))));
  const aligned = (line: readonly string[]): string => line.map((text, column) =>
    (column >= 1 && column <= NUMBERS ? text.padStart(widths[column] ?? 0)
      : text.padEnd(widths[column] ?? 0))).join("  ").trimEnd();
  return table.map(({ section, lines }) => [
    aligned([section.title, ...HEAD.slice(1)]),
    ...lines.map(aligned),
    ...section.leftOut.map((one) => `  left out: ${one}`),
    "",
  ].join("\n")).join("\n");
};
