/** The ways that a script may take from one place: how they part, leave, and come together. */
import { isItems, type Jump, type JumpKind, type LeftBranch, type Shell,
  type Value } from "./state.ts";
import { either, EMPTY, same, UNKNOWN, type Text } from "./text.ts";

const eitherValue = (a: Value | undefined, b: Value | undefined, unset: Text): Value => {
  if (a === b) return a ?? unset;
  if ((a && isItems(a)) || (b && isItems(b))) {
    return a && b && sameValue(a, b) ? a : { items: null };
  }
  return either(a ?? unset, b ?? unset);
};

const sameValue = (a: Value, b: Value): boolean => {
  if (!isItems(a) || !isItems(b)) return !isItems(a) && !isItems(b) && same(a, b);
  if (a.items === null || b.items === null) return a.items === b.items;
  const others = b.items;
  return a.items.size === others.size
    && [...a.items].every(([key, text]) => same(text, others.get(key) ?? UNKNOWN));
};

const sameArgs = (a: Shell["args"], b: Shell["args"]): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((one, at) =>
    one.many === b[at]?.many && same(one.text, b[at]?.text ?? UNKNOWN)));

/** Whether two ways have come to the same. */
export const isSame = (a: Shell, b: Shell): boolean =>
  same(a.cwd, b.cwd) && sameArgs(a.args, b.args) && (a.vars.isSame(b.vars)
    || (a.vars.size === b.vars.size && a.vars.entries().every(([name, value]) =>
      sameValue(value, b.vars.get(name) ?? UNKNOWN))));

const joinVars = (out: Shell, a: Shell, b: Shell): void => {
  if (a.vars.isSame(b.vars)) return;
  const names = new Set([...a.vars.entries(), ...b.vars.entries()].map(([name]) => name));
  for (const name of names) {
    const [one, other] = [a.vars.get(name), b.vars.get(name)];
    if (one !== other) out.vars.set(name, eitherValue(one, other, a.unset(name) ?? EMPTY));
  }
};

/** What both of them may have come to. */
const joined = (a: Shell, b: Shell): Shell => {
  const out = a.clone();
  joinVars(out, a, b);
  if (!a.functions.isSame(b.functions)) {
    for (const [name, one] of b.functions.entries()) {
      if (!out.functions.has(name)) out.functions.set(name, one);
    }
  }
  for (const [name] of b.exported.entries()) out.exported.set(name, true);
  for (const [name, text] of b.aliases.entries()) out.aliases.set(name, text);
  if (a.fds !== b.fds) out.fds = new Map([...b.fds, ...a.fds]);
  if (!sameArgs(a.args, b.args)) out.args = null;
  out.cwd = either(a.cwd, b.cwd);
  out.doubted = a.doubted || b.doubted;
  out.isOpen = a.isOpen || b.isOpen;
  out.stopsAtErrors = a.stopsAtErrors || b.stopsAtErrors;
  return out;
};

const isAlike = (a: Jump, b: Jump): boolean => a.kind === b.kind && a.levels === b.levels;

/** Ways that left by the same jump are one, which may have come to what either has. */
const withLeft = (all: readonly LeftBranch[], more: readonly LeftBranch[]): readonly LeftBranch[] =>
  more.reduce((out, { jump, shell }) => {
    const same = out.find((one) => isAlike(one.jump, jump));
    if (!same) return [...out, { jump, shell: jump.kind === "exit" ? null : shell }];
    if (same.shell === null || shell === null) return out;
    const both = { jump, shell: joined(same.shell, shell) };
    return out.map((one) => (one === same ? both : one));
  }, all);

/** Goes on from where the ways end; those that left are remembered until their jump lands. */
const merge = (into: Shell, ways: readonly Shell[]): void => {
  const { sure, left: before } = into;
  let { left } = into;
  for (const way of ways) {
    left = withLeft(left, way.left.filter((one) => !before.includes(one)));
    if (way.jump) left = withLeft(left, [{ jump: way.jump, shell: way }]);
  }
  const staying = ways.filter(({ jump }) => jump === null);
  const [first, ...others] = staying.length > 0 ? staying : ways;
  if (!first) return;
  const jump = staying.length > 0 ? null : first.jump;
  into.become(others.reduce(joined, first));
  into.jump = jump && { ...jump };
  into.left = left;
  into.sure = sure && left === before;
};

/** Each way from here, and then what all of them have in common. */
export const branch = (shell: Shell, ways: readonly ((way: Shell) => void)[]): void => {
  merge(shell, ways.map((go) => {
    const way = shell.maybe();
    go(way);
    return way;
  }));
};

/**
 * Jumps of these kinds end here: afterwards it is as any of their ways have left it. At a loop's
 * end, those that leave more loops have one less before them.
 */
export const land = (
  shell: Shell, kinds: readonly JumpKind[], sureBefore: boolean, isEnd = true,
): void => {
  const isHere = ({ kind, levels }: Jump): boolean => kinds.includes(kind) && levels <= 1;
  const further = (jump: Jump): Jump =>
    (isEnd && kinds.includes(jump.kind) ? { ...jump, levels: jump.levels - 1 } : jump);
  const here = shell.left.filter(({ jump }) => isHere(jump)).flatMap((one) => one.shell ?? []);
  const on = shell.left.filter(({ jump }) => !isHere(jump))
    .map(({ jump, shell: way }) => ({ jump: further(jump), shell: way }));
  const { jump } = shell;
  const arrived = jump === null || isHere(jump);
  if (!arrived && here.length === 0) {
    shell.jump = further(jump);
    shell.left = on;
    return;
  }
  const left = arrived ? on : withLeft(on, [{ jump: further(jump), shell: shell.clone() }]);
  const [first, ...others] = arrived ? [shell.clone(), ...here] : here;
  if (first) shell.become(others.reduce(joined, first));
  shell.jump = null;
  shell.left = left;
  shell.sure = sureBefore && shell.left.length === 0;
};
