/**
 * Which keys a glob of sysctl.d reaches: as glob(3) with braces does, as systemd calls it. A
 * pattern is walked with all the places where it could stand at once, and never tried again: what
 * a regular expression makes of ten stars takes seconds to say no.
 */

/** A place of a pattern: it takes a character, or says which places come next. */
type GlobStep =
  | { readonly is: "one"; readonly takes: (char: string) => boolean }
  | { readonly is: "star" }
  | { readonly is: "fork"; readonly to: readonly number[] }
  | { readonly is: "jump"; to: number };

interface GlobMatcher {
  test(key: string): boolean;
}

export const isGlob = (key: string): boolean => /[*?[]/.test(key);

/** No path of the kernel is as long; a longer pattern takes work and says nothing. */
const LONGEST = 1024;

const TOKEN = /\\[^]|\[[!^]?\]?(?:\[:[a-z]+:\]|[^\]/])*\]|\*+|[^]/g;
const BRACKET_TOKEN = /\[:([a-z]+):\]|\\?([^])/g;
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "a-zA-Z0-9", alpha: "a-zA-Z", lower: "a-z", upper: "A-Z",
  digit: "0-9", xdigit: "0-9a-fA-F",
};

/** Throws for a reversed range. */
const bracket = (token: string): ((char: string) => boolean) => {
  const negated = /^\[[!^]/.test(token);
  const members = token.slice(negated ? 2 : 1, -1).replace(BRACKET_TOKEN,
    (_, name: string | undefined, member: string) =>
      name === undefined ? member.replace(/[\\^[\]]/, "\\$&") : CLASSES[name] ?? "");
  const one = new RegExp(`^[${negated ? "^" : ""}${members}]$`);
  return (char) => char !== "/" && one.test(char);
};

const hasBraces = (pattern: string): boolean => {
  let depth = 0;
  for (const char of pattern.replace(/\\[^]/g, "")) {
    if (char === "{") depth++;
    else if (char === "}" && depth > 0) depth--;
  }
  return depth === 0 && pattern.includes("{");
};

/** An open brace: where its branches begin, and the jumps that lead behind it. */
interface GlobBrace {
  readonly branches: number[];
  readonly ends: { to: number }[];
}

const closeBranch = (steps: GlobStep[], brace: GlobBrace): void => {
  const jump = { is: "jump", to: 0 } as const;
  steps.push(jump);
  brace.ends.push(jump);
};

const takes = (token: string): ((char: string) => boolean) => {
  if (token.length > 1 && token.startsWith("[")) return bracket(token);
  if (token === "?") return (char) => char !== "/";
  const literal = token.length > 1 ? token.slice(1) : token;
  return (char) => char === literal;
};

const compile = (pattern: string): readonly GlobStep[] => {
  const steps: GlobStep[] = [];
  const open: GlobBrace[] = [];
  const mayBrace = hasBraces(pattern);
  for (const [token] of pattern.matchAll(TOKEN)) {
    const brace = open.at(-1);
    if (token.startsWith("*")) steps.push({ is: "star" });
    else if (mayBrace && token === "{") {
      const branches = [steps.length + 1];
      steps.push({ is: "fork", to: branches });
      open.push({ branches, ends: [] });
    } else if (brace && token === ",") {
      closeBranch(steps, brace);
      brace.branches.push(steps.length);
    } else if (brace && token === "}") {
      open.pop();
      for (const end of brace.ends) end.to = steps.length;
    } else steps.push({ is: "one", takes: takes(token) });
  }
  return steps;
};

/** Adds a place and all that are reached from there without a character. */
const reach = (steps: readonly GlobStep[], from: number, places: Set<number>): void => {
  const next = [from];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (places.has(at)) continue;
    places.add(at);
    const step = steps[at];
    if (step?.is === "star") next.push(at + 1);
    if (step?.is === "jump") next.push(step.to);
    if (step?.is === "fork") next.push(...step.to);
  }
};

const walk = (steps: readonly GlobStep[], key: string): boolean => {
  let places = new Set<number>();
  reach(steps, 0, places);
  for (const char of key.split("")) {
    const after = new Set<number>();
    for (const at of places) {
      const step = steps[at];
      if (step?.is === "star" && char !== "/") reach(steps, at, after);
      if (step?.is === "one" && step.takes(char)) reach(steps, at + 1, after);
    }
    if (after.size === 0) return false;
    places = after;
  }
  return places.has(steps.length);
};

/** What stands before anything that is not itself. */
const PLAIN = /^[^\\*?[\]{}]*/;

/** One that is too long to expand is treated as one that reaches everything. */
export const globMatcher = (pattern: string): GlobMatcher => {
  if (pattern.length > LONGEST) return { test: () => true };
  const [start = ""] = PLAIN.exec(pattern) ?? [];
  try {
    const steps = compile(pattern.slice(start.length));
    return { test: (key) => key.startsWith(start) && walk(steps, key.slice(start.length)) };
  } catch {
    return { test: () => false }; // a reversed range, say: glob(3) finds nothing for it either
  }
};
