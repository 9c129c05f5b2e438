/** What a simulated run has still to do, by time. */
interface Queued {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (one: Queued, other: Queued): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** A heap of what will happen: the earliest first, and of the same time what was added first. */
export class Agenda {
  readonly #heap: Queued[] = [];
  #order = 0;

  add(at: number, run: () => void): void {
    const heap = this.#heap;
    const item = { at, order: this.#order++, run };
    let index = heap.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(item, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = item;
  }

  next(): Queued | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const lower = heap[right] && heap[left] && isBefore(heap[right], heap[left]) ? right : left;
      const child = heap[lower];
      if (!child || !isBefore(child, last)) break;
      heap[index] = child;
      index = lower;
    }
    heap[index] = last;
    return first;
  }
}
