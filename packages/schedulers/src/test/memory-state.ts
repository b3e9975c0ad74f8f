import { type MutableState, type SlotStore, StateError, type Tensor } from '@recyclegpt/spec';

/** A state without a backend: tokens, and one number a row for each owner. */
export class MemoryState implements MutableState {
  readonly fingerprint = 'toy';
  readonly tokens: number[] = [];
  readonly rowsByOwner = new Map<string, number[]>();

  /** An owner's rows, to read and extend. */
  rowsFor(owner: string): number[] {
    const rows = this.rowsByOwner.get(owner) ?? [];
    this.rowsByOwner.set(owner, rows);
    return rows;
  }

  rowsOf(owner: string): number {
    return this.rowsFor(owner).length;
  }

  rewindTo(length: number): void {
    if (length > this.tokens.length) throw new StateError({ what: 'Rewound too far' });
    this.tokens.length = length;
    for (const rows of this.rowsByOwner.values()) rows.length = Math.min(rows.length, length);
  }

  get sizeBytes(): number {
    return 8 * [...this.rowsByOwner.values()].reduce((sum, rows) => sum + rows.length, 0);
  }

  fork(length = this.tokens.length): MemoryState {
    const copy = new MemoryState();
    copy.tokens.push(...this.tokens);
    for (const [owner, rows] of this.rowsByOwner) copy.rowsByOwner.set(owner, [...rows]);
    if (length < this.tokens.length) copy.rewindTo(length);
    return copy;
  }

  commit(tokenIds: readonly number[]): void {
    this.tokens.push(...tokenIds);
  }

  truncate(owner: string, rows: number): void {
    if (rows > this.rowsOf(owner)) throw new StateError({ what: 'Truncated beyond the rows' });
    this.rowsFor(owner).length = rows;
  }

  advance(): void {
    throw new StateError({ what: 'Toy rows are written at once' });
  }

  targetFor(): { readonly store: SlotStore; readonly past: number; readonly count: number } {
    throw new StateError({ what: 'Toy rows have no store' });
  }

  read(): Promise<Tensor> {
    return Promise.reject(new StateError({ what: 'Toy rows have no store' }));
  }

  save(): Promise<Uint8Array> {
    return Promise.reject(new StateError({ what: 'Toy states are not saved' }));
  }

  dispose(): void {
    this.rewindTo(0);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
