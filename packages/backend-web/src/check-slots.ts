import { BackendError, type OnnxModel } from '@recyclegpt/spec';

/** @throws BackendError if a slot names an input or output that the graph lacks. */
export function checkSlots({ name: model, slots }: Pick<OnnxModel, 'name' | 'slots'>, names: readonly string[]): void {
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
