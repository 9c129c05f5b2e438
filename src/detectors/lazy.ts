/** Computes on first use and keeps the answer: a detector costs only what is asked of it. */
export const lazy = <T>(compute: () => T): (() => T) => {
  let kept: { readonly value: T } | null = null;
  return () => (kept ??= { value: compute() }).value;
};

/** The same for each of many questions. */
export const remembered = <Q, A>(compute: (question: Q) => A): ((question: Q) => A) => {
  const kept = new Map<Q, A>();
  return (question) => {
    const before = kept.get(question);
    if (before !== undefined || kept.has(question)) return before as A;
    const answer = compute(question);
    kept.set(question, answer);
    return answer;
  };
};
