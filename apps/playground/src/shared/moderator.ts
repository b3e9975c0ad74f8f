/** Milliseconds between two announcements: a voice needs its time. */
export const pauseMs = 3000;

/** Hands a text that comes in pieces to a screen reader: whole sentences, and not too often. */
export class Moderator {
  readonly #say: (text: string) => void;
  readonly #now: () => number;
  #waiting = '';
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(say: (text: string) => void, now: () => number = () => performance.now()) {
    this.#say = say;
    this.#now = now;
  }

  add(text: string): void {
    this.#waiting += text;
    if (this.#now() - this.#lastMs < pauseMs) return;
    const end = Math.max(...['. ', '! ', '? ', '\n'].map((mark) => this.#waiting.lastIndexOf(mark)));
    if (end < 0) return;
    this.#announce(this.#waiting.slice(0, end + 1));
    this.#waiting = this.#waiting.slice(end + 1);
  }

  /** The rest, and how it ended. */
  end(summary: string): void {
    this.#announce(`${this.#waiting} ${summary}`);
    this.#waiting = '';
  }

  #announce(text: string): void {
    this.#lastMs = this.#now();
    this.#say(text.trim());
  }
}
