import {
  type AttendedSlot,
  attendedSlot,
  bindingOf,
  groupedQueryAttention,
  LinearInput,
  rotated,
  swiGlu,
} from '@recyclegpt/nn';
import type { SlotBinding, StateSlot } from '@recyclegpt/spec';
import { int64s, ops, type Value } from '@recyclegpt/tensor';
import type { RecycleBuild } from './recycle-build.ts';
import { type RecycleConfig, recycleOwner, recycleTensors } from './recycle-config.ts';

/** Name of the output with the new rows of all slots. */
export const rowsOutput = 'rows.recycle';

/** Slots of a layer. */
export interface LayerSlots {
  readonly keys: AttendedSlot;
  readonly values: AttendedSlot;
}

/** A layer's new rows, `[1, new, kvHeads · headDim]` each. */
export interface LayerRows {
  readonly key: Value;
  readonly value: Value;
}

/** What the layers take in. */
export interface ModuleRows {
  /** `[1, seq, hidden]`. */
  readonly state: Value;
  /** Embeddings of the tokens after each row, `[1, seq, hidden]`. */
  readonly embedded: Value;
  /** By layer. */
  readonly slots: readonly LayerSlots[];
  /** By layer: rows that earlier steps of the same graph made. */
  readonly before?: readonly LayerRows[];
}

/** Which layer, and what of its rows is there already. */
interface LayerPlace {
  readonly layer: number;
  readonly slots: LayerSlots;
  readonly before: LayerRows | undefined;
}

/** What a layer takes in. */
interface LayerInput {
  /** `[1, seq, hidden]`: the residual. */
  readonly sum: Value;
  /** `[1, seq, width]`: what the projections take. */
  readonly normed: Value;
  readonly width: number;
}

/** The last layer's output for the last row, before and after the norm, and all layers' new rows, those before included. */
export interface LayersResult {
  /** `[1, 1, hidden]`. */
  readonly sum: Value;
  /** `[1, 1, hidden]`. */
  readonly normed: Value;
  readonly rows: readonly LayerRows[];
}

/** All layers over some rows. */
export function moduleLayers(build: RecycleBuild, { state, embedded, slots, before }: ModuleRows): LayersResult {
  const { layers, hidden } = build.config;
  const rows: LayerRows[] = [];
  let next: LayerInput = entry(build, state, embedded);
  for (let layer = 0; layer < layers; layer += 1) {
    const at = { layer, slots: slots[layer] as LayerSlots, before: before?.[layer] };
    const result = moduleLayer(build, at, next);
    rows.push(result.rows);
    next = { sum: result.sum, normed: result.normed, width: hidden };
  }
  return { sum: next.sum, normed: next.normed, rows };
}

/** How state and embedding meet (see `RecycleConfig.entry`). */
function entry(build: RecycleBuild, state: Value, embedded: Value): LayerInput {
  const { plan, config, weight } = build;
  const { hidden } = config;
  if (config.entry === 'joined') {
    const matrix = weight({ tensors: [recycleTensors.entry], out: hidden, in: 2 * hidden });
    const sum = new LinearInput(ops.concat([state, embedded], 2), plan).apply(matrix);
    return { sum, normed: normed(build, sum, recycleTensors.layer(0, 'input_layernorm')), width: hidden };
  }
  const pair = [normed(build, embedded, recycleTensors.embedNorm), normed(build, state, recycleTensors.stateNorm)];
  return { sum: state, normed: ops.concat(pair, 2), width: 2 * hidden };
}

function normed({ plan, config }: RecycleBuild, x: Value, tensor: string): Value {
  return ops.rmsNorm(x, plan.vector([tensor], config.hidden), config.normEpsilon);
}

/** One layer; the last one goes on with the last row alone once keys and values are there, since nobody sees the others. */
function moduleLayer(build: RecycleBuild, at: LayerPlace, given: LayerInput): LayerInput & { rows: LayerRows } {
  const { layer } = at;
  const { plan, config, weight } = build;
  const { hidden, intermediate, heads, headDim, layers, normEpsilon } = config;
  const { mixed, ...rows } = attention(build, at, given);
  const kept = layer + 1 === layers ? lastRow : (x: Value): Value => x;
  const name = (part: string): string => recycleTensors.layer(layer, part);
  const output = new LinearInput(kept(mixed), plan).apply(
    weight({ tensors: [name('self_attn.o_proj')], out: hidden, in: heads * headDim }),
  );
  const between = ops.addRmsNorm(
    output,
    kept(given.sum),
    plan.vector([name('post_attention_layernorm')], hidden),
    normEpsilon,
  );
  const gateAndUp = new LinearInput(between.normed, plan).apply(
    weight({ tensors: [name('mlp.gate_proj'), name('mlp.up_proj')], out: 2 * intermediate, in: hidden }),
  );
  const down = new LinearInput(swiGlu(gateAndUp, intermediate), plan).apply(
    weight({ tensors: [name('mlp.down_proj')], out: hidden, in: intermediate }),
  );
  const next = layer + 1 < layers ? recycleTensors.layer(layer + 1, 'input_layernorm') : recycleTensors.norm;
  return { ...ops.addRmsNorm(down, between.sum, plan.vector([next], hidden), normEpsilon), width: hidden, rows };
}

function attention(
  build: RecycleBuild,
  { layer, slots, before }: LayerPlace,
  given: LayerInput,
): LayerRows & { mixed: Value } {
  const { plan, config, weight, rotation } = build;
  const { heads, kvHeads, headDim } = config;
  const [queries, keys, values] = ops.split(
    new LinearInput(given.normed, plan).apply(
      weight({
        tensors: ['q', 'k', 'v'].map((part) => recycleTensors.layer(layer, `self_attn.${part}_proj`)),
        out: (heads + 2 * kvHeads) * headDim,
        in: given.width,
      }),
    ),
    [heads * headDim, kvHeads * headDim, kvHeads * headDim],
    2,
  ) as [Value, Value, Value];
  const query = rotated(queries, heads, { ...config, rotation });
  const key = after(before?.key, rotated(keys, kvHeads, { ...config, rotation }));
  const value = after(before?.value, values);
  return { mixed: groupedQueryAttention({ query, key, value, ...slots }, config, build.attention), key, value };
}

/** Rows behind those before them. */
function after(before: Value | undefined, rows: Value): Value {
  return before === undefined ? rows : ops.concat([before, rows], 1);
}

/** The last row of `[1, seq, width]`. */
function lastRow(x: Value): Value {
  return ops.gather(x, int64s([-1]), 1);
}

function rowSlot({ kvHeads, headDim }: RecycleConfig, layer: number, kind: 'key' | 'value'): StateSlot {
  const name = `${recycleOwner}.${layer}.${kind}`;
  return { name, kind, owner: recycleOwner, width: kvHeads * headDim, dtype: 'float32' };
}

/** Declares the slots of all layers. */
export function moduleSlots(config: RecycleConfig): readonly LayerSlots[] {
  return Array.from({ length: config.layers }, (_, layer) => ({
    keys: attendedSlot(rowSlot(config, layer, 'key'), config.headDim),
    values: attendedSlot(rowSlot(config, layer, 'value'), config.headDim),
  }));
}

/** The inputs that slots are read by. */
export function slotInputs(slots: readonly LayerSlots[]): readonly Value[] {
  return slots.flatMap(({ keys, values }) => [keys.past, keys.tail, values.past, values.tail]);
}

/** What the output `rowsOutput` holds: `[2 · layers, new, kvHeads · headDim]`. */
export function newRows(rows: readonly LayerRows[]): Value {
  return ops.concat(
    rows.flatMap(({ key, value }) => [key, value]),
    0,
  );
}

/** How the graph reads and extends its slots. */
export function slotBindings(slots: readonly LayerSlots[]): readonly SlotBinding[] {
  return slots.flatMap(({ keys, values }, layer) => [
    bindingOf(keys, rowsOutput, 2 * layer),
    bindingOf(values, rowsOutput, 2 * layer + 1),
  ]);
}
