/** A binary heap: what precedes all others comes out first. */
export class BinaryHeap<T extends object> {
  readonly #items: T[] = [];
  readonly #precedes: (first: T, second: T) => boolean;

  constructor(precedes: (first: T, second: T) => boolean) {
    this.#precedes = precedes;
  }

  push(item: T): void {
    const items = this.#items;
    let hole = items.length;
    items.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = items[parent]!;
      if (!this.#precedes(item, above)) break;
      items[hole] = above;
      hole = parent;
    }
    items[hole] = item;
  }

  /** Takes the first item out; `undefined` if there is none. */
  pop(): T | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  /** Fills the place of the first item with another one, and lets that sink to its own. */
  #sink(item: T): void {
    const items = this.#items;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#precedes(items[child + 1]!, items[child]!)) child++;
      const below = items[child]!;
      if (!this.#precedes(below, item)) break;
      items[hole] = below;
      hole = child;
    }
    items[hole] = item;
  }
}
