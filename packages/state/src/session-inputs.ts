import { BackendError, type OnnxModel, type Tensor } from '@recyclegpt/spec';

type Model = Pick<OnnxModel, 'name' | 'slots'>;

/** Inputs that a run is fed by name: those that no slot of the model fills. */
export function ownInputs(inputs: readonly string[], { slots }: Pick<OnnxModel, 'slots'>): ReadonlySet<string> {
  const ofSlots = new Set(slots.flatMap(({ pastInput, tailInput }) => [pastInput, tailInput]));
  return new Set(inputs.filter((input) => !ofSlots.has(input)));
}

/** @throws BackendError if a slot names an input or output that the graph lacks. */
export function checkSlots({ name: model, slots }: Model, names: readonly string[]): void {
  for (const { slot, pastInput, tailInput, rowsOutput } of slots) {
    const missing = [pastInput, tailInput, rowsOutput].find((name) => name !== undefined && !names.includes(name));
    if (missing === undefined) continue;
    throw new BackendError({
      what: 'A slot names an input or output that the graph lacks',
      where: `${model}, slot "${slot.name}"`,
      got: missing,
    });
  }
}

/** @throws BackendError if the feeds of a run are not a graph's own inputs, each and no other. */
export function checkFeeds(model: string, feeds: Readonly<Record<string, Tensor>>, own: ReadonlySet<string>): void {
  const given = Object.keys(feeds);
  const missing = [...own].filter((name) => !given.includes(name));
  const surplus = given.filter((name) => !own.has(name));
  if (missing.length === 0 && surplus.length === 0) return;
  throw new BackendError({
    what: 'The feeds are not those of the graph',
    where: model,
    expected: [...own].join(', '),
    got: given.join(', '),
  });
}
