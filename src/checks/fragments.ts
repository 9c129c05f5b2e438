/** Fragments of host files put into one; two that want different values want neither. */

type Fragment = Readonly<Record<string, unknown>>;

interface Joined {
  readonly fragment: Fragment;
  /** Places at which they differ: neither value stands there. */
  readonly contradictions: readonly (readonly string[])[];
}

const isMap = (value: unknown): value is Fragment =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** What an entry of a list is about: a service, a thread of it, interrupts. */
const subjectOf = (entry: unknown): string | null => {
  if (!isMap(entry)) return null;
  const { unit, thread, match } = entry;
  return unit === undefined && match === undefined ? null : JSON.stringify([unit, thread, match]);
};

const listsTogether = (
  at: readonly string[], one: readonly unknown[], other: readonly unknown[],
): { readonly list: readonly unknown[]; readonly contradictions: Joined["contradictions"] } => {
  const list = [...one];
  const contradictions: (readonly string[])[] = [];
  for (const entry of other) {
    const subject = subjectOf(entry);
    const index = list.findIndex((known) => isSame(known, entry)
      || (subject !== null && subjectOf(known) === subject));
    const mine = list[index];
    if (index < 0) list.push(entry);
    else if (isMap(mine) && isMap(entry)) {
      const inner = joinedAt(at, mine, entry);
      list[index] = inner.fragment;
      contradictions.push(...inner.contradictions);
    }
  }
  return { list, contradictions };
};

/** Both hold where the stricter one does. */
const isBound = (key: string, one: unknown, other: unknown): boolean =>
  (key === "atLeast" || key === "atMost") && typeof one === "number" && typeof other === "number";

const stricter = (key: string, one: unknown, other: unknown): number =>
  (key === "atLeast" ? Math.max : Math.min)(Number(one), Number(other));

/** Of two reasons both count. */
const bothReasons = (one: unknown, other: unknown): string => `${String(one)}; ${String(other)}`;

const joinedAt = (at: readonly string[], one: Fragment, other: Fragment): Joined => {
  const fragment: Record<string, unknown> = { ...one };
  const contradictions: (readonly string[])[] = [];
  for (const [key, value] of Object.entries(other)) {
    const place = [...at, key];
    const mine = fragment[key];
    if (!(key in fragment) || isSame(mine, value)) fragment[key] = value;
    else if (key === "why") fragment[key] = bothReasons(mine, value);
    else if (isBound(key, mine, value)) fragment[key] = stricter(key, mine, value);
    else if (Array.isArray(mine) && Array.isArray(value)) {
      const { list, contradictions: inner } = listsTogether(place, mine, value);
      fragment[key] = list;
      contradictions.push(...inner);
    } else if (isMap(mine) && isMap(value)) {
      const inner = joinedAt(place, mine, value);
      fragment[key] = inner.fragment;
      contradictions.push(...inner.contradictions);
    } else {
      delete fragment[key];
      contradictions.push(place);
    }
  }
  return { fragment, contradictions };
};

/** Without what stands at that place. */
export const without = (fragment: Fragment, [key = "", ...rest]: readonly string[]): Fragment => {
  const { [key]: inner, ...others } = fragment;
  return rest.length > 0 && isMap(inner) ? { ...others, [key]: without(inner, rest) } : others;
};

export const joined = (fragments: readonly Fragment[]): Joined => {
  const all = fragments.reduce<Joined>((before, one) => {
    const next = joinedAt([], before.fragment, one);
    return { fragment: next.fragment,
      contradictions: [...before.contradictions, ...next.contradictions] };
  }, { fragment: {}, contradictions: [] });
  // A third one has put back what two did not agree on.
  return { ...all, fragment: all.contradictions.reduce(without, all.fragment) };
};
