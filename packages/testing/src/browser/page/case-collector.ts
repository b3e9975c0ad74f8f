/** A test, or what prepares one. */
type Work = () => unknown;

interface Case {
  readonly path: readonly string[];
  readonly work: Work;
}

/** What became of a case. */
export interface CaseResult {
  /** Names of its groups and its own. */
  readonly path: readonly string[];
  /** What it threw, with its stack; `undefined` if it passed. */
  readonly error: string | undefined;
  readonly ms: number;
}

class Group {
  readonly path: readonly string[];
  readonly before: Work[] = [];
  readonly after: Work[] = [];
  readonly members: (Group | Case)[] = [];

  constructor(path: readonly string[]) {
    this.path = path;
  }
}

/** Collects groups and cases as Vitest's `describe` and `it` declare them, and runs them one after another. */
export class CaseCollector {
  readonly #root = new Group([]);
  #group = this.#root;

  /** Declares a group; its members are declared while `body` runs. */
  group(name: string, body: Work): void {
    const outer = this.#group;
    const group = new Group([...outer.path, name]);
    outer.members.push(group);
    this.#group = group;
    try {
      body();
    } finally {
      this.#group = outer;
    }
  }

  /** Declares a case of the present group. */
  add(name: string, work: Work): void {
    this.#group.members.push({ path: [...this.#group.path, name], work });
  }

  /** Declares what runs before the first case of the present group, or after its last one. */
  hook(kind: 'before' | 'after', work: Work): void {
    this.#group[kind].push(work);
  }

  /** Runs everything in the order of declaration. A hook that throws fails the cases of its group. */
  run(onResult: (result: CaseResult) => void): Promise<void> {
    return this.#runGroup(this.#root, onResult, undefined);
  }

  async #runGroup(
    { path, before, after, members }: Group,
    onResult: (result: CaseResult) => void,
    outerError: string | undefined,
  ): Promise<void> {
    const hookError = outerError ?? (await errorOf(before));
    for (const member of members) {
      if (member instanceof Group) await this.#runGroup(member, onResult, hookError);
      else onResult(await runCase(member, hookError));
    }
    const error = await errorOf(after);
    if (error !== undefined) onResult({ path: [...path, 'after all'], error, ms: 0 });
  }
}

async function runCase({ path, work }: Case, hookError: string | undefined): Promise<CaseResult> {
  const start = performance.now();
  const error = hookError ?? (await errorOf([work]));
  return { path, error, ms: performance.now() - start };
}

async function errorOf(works: readonly Work[]): Promise<string | undefined> {
  try {
    for (const work of works) await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  }
}
