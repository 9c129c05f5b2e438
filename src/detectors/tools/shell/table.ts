/** A map whose copies share what neither of them has changed: a script's ways are many. */
export class Table<V> {
  #map: Map<string, V>;
  #isShared = false;

  constructor(map: Map<string, V> = new Map()) {
    this.#map = map;
  }

  copy(): Table<V> {
    const copy = new Table(this.#map);
    copy.#isShared = true;
    this.#isShared = true;
    return copy;
  }

  #own(): Map<string, V> {
    if (this.#isShared) this.#map = new Map(this.#map);
    this.#isShared = false;
    return this.#map;
  }

  get size(): number {
    return this.#map.size;
  }

  has(name: string): boolean {
    return this.#map.has(name);
  }

  get(name: string): V | undefined {
    return this.#map.get(name);
  }

  set(name: string, value: V): void {
    if (this.#map.get(name) !== value) this.#own().set(name, value);
  }

  delete(name: string): void {
    if (this.#map.has(name)) this.#own().delete(name);
  }

  /** A copy: it may be changed meanwhile. */
  entries(): readonly (readonly [string, V])[] {
    return [...this.#map];
  }

  isSame(other: Table<V>): boolean {
    return this.#map === other.#map;
  }
}
