/**
 * How a map looks: light and dark, on paper, and for eyes that tell few colours apart. The hues are
 * those of Okabe and Ito. No colour says anything alone: each service has a letter and a hatch of
 * its own, and what moves has an outline of dashes and an arrow.
 */
export const MAP_STYLE = `
.vexor-map { --ink: #1b1f24; --soft: #57606a; --line: #8c959f; --page: #fff; --box: #f6f8fa;
  --core: #fff; --move: #b34700; --irq: #0b4f8a; font: 12px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { .vexor-map { --ink: #f0f3f6; --soft: #a8b1bb;
  --line: #6e7681; --page: #0d1117; --box: #161b22; --core: #0d1117; --move: #f0a030;
  --irq: #7cc4f5; } }
.vexor-map text { fill: var(--ink); }
.vexor-map .page { fill: var(--page); }
.vexor-map .outer, .vexor-map .inner { fill: var(--box); stroke: var(--line); }
.vexor-map .outer { fill: none; }
.vexor-map .core { fill: var(--core); stroke: var(--line); }
.vexor-map .cpu { fill: none; stroke: none; }
.vexor-map .isolated { fill: none; stroke: var(--soft); }
.vexor-map .moved { fill: none; stroke: var(--move); stroke-width: 2.5; stroke-dasharray: 5 3; }
.vexor-map .bar { fill: var(--irq); }
.vexor-map .head { font-size: 15px; font-weight: 600; }
.vexor-map .side { font-size: 14px; font-weight: 600; }
.vexor-map .name { font-size: 11px; fill: var(--soft); }
.vexor-map .number { font-size: 10px; }
.vexor-map .key, .vexor-map .irq, .vexor-map .number, .vexor-map .arrow {
  paint-order: stroke; stroke: var(--core); stroke-width: 3px; stroke-linejoin: round; }
.vexor-map .key { font-weight: 700; }
.vexor-map .irq { font-style: italic; font-weight: 600;
  fill: var(--irq); }
.vexor-map .arrow { font-weight: 700; fill: var(--move); }
.vexor-map .moves { fill: var(--move); font-weight: 600; }
.vexor-map .soft { fill: var(--soft); }
`;

const HUES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442"];

const HATCHES = [
  "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M-2 6L2 10M0 0L8 8M6 -2L10 2", "M0 4H8", "M4 0V8",
  "M2 1V3M1 2H3M6 5V7M5 6H7", "M0 4H8M4 0V8", "M0 8L8 0M0 0L8 8",
];

export interface Look {
  readonly hue: string;
  /** The element that `url(#…)` names. */
  readonly hatch: string;
}

/** Seven hues with seven hatches: 49 services look each like no other. */
export const lookOf = (at: number, prefix: string): Look => {
  const hue = at % HUES.length;
  const hatch = (at + Math.floor(at / HUES.length)) % HATCHES.length;
  return { hue: HUES[hue] ?? "", hatch: `${prefix}-${hue}-${hatch}` };
};

const patternOf = (at: number, prefix: string): string => {
  const { hue, hatch } = lookOf(at, prefix);
  const lines = HATCHES[Number(hatch.split("-").at(-1))] ?? "";
  return `<pattern id="${hatch}" width="8" height="8" patternUnits="userSpaceOnUse">`
    + `<rect width="8" height="8" fill="${hue}" fill-opacity="0.3"/>`
    + `<path d="${lines}" stroke="${hue}" stroke-opacity="0.65" stroke-width="1.4" `
    + `fill="none"/></pattern>`;
};

/** Of so many services. */
export const patternsOf = (count: number, prefix: string): string =>
  Array.from({ length: Math.min(count, HUES.length * HATCHES.length) }, (_, at) =>
    patternOf(at, prefix)).join("");
