/** Asks to be called before the next picture. */
export type NextFrame = (work: () => void) => void;

/** Hidden tabs draw no pictures, but their texts go on. */
const slowestMs = 250;

const pageFrame: NextFrame = (work) => {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    work();
  };
  requestAnimationFrame(once);
  setTimeout(once, slowestMs);
};

/** Collects what comes faster than a screen can show, and hands it on once a picture. */
export class FrameBuffer<T> {
  readonly #take: (items: readonly T[]) => void;
  readonly #nextFrame: NextFrame;
  #waiting: T[] = [];

  constructor(take: (items: readonly T[]) => void, nextFrame: NextFrame = pageFrame) {
    this.#take = take;
    this.#nextFrame = nextFrame;
  }

  add(item: T): void {
    this.#waiting.push(item);
    if (this.#waiting.length === 1) this.#nextFrame(() => this.flush());
  }

  /** Hands on what has come, now. */
  flush(): void {
    const items = this.#waiting;
    this.#waiting = [];
    if (items.length > 0) this.#take(items);
  }
}
