import { apply, ops, scalar, type Value } from '@recyclegpt/tensor';
import { type PlannedWeight, type WeightPlan, weightsPerBlock } from './weight-plan.ts';

/**
 * Lookups have a parameter of their own over the bytes that a head multiplies by: a runtime that maps the file then
 * touches the rows looked up only, and lets go of the head's once they are packed.
 */
const rowsView = '|rows';

/**
 * Rows of a table `[out, in]` by token id: `[1, seq, in]` float32. The table may be the one that a head multiplies
 * by: its bytes are then stored once.
 */
export function embedding(tokenIds: Value, table: PlannedWeight, plan: WeightPlan): Value {
  switch (table.encoding) {
    case 'f32':
      return ops.gather(plan.add(table, 'data', { shape: [table.out, table.in], view: rowsView }), tokenIds);
    case 'int8':
    case 'uint8':
      return byteRows(tokenIds, table, plan);
    case 'int4':
    case 'q4_0':
      return blockRows(tokenIds, table, { bits: 4, plan });
    case 'q8_0':
      return blockRows(tokenIds, table, { bits: 8, plan });
    case 'q4_1':
      return offsetRows(tokenIds, table, plan);
    default:
      return table.encoding satisfies never;
  }
}

/** The table lies transposed, `[in, out]`, as the head multiplies it: columns are looked up and turned. */
function byteRows(tokenIds: Value, table: PlannedWeight, plan: WeightPlan): Value {
  const columns = ops.gather(plan.add(table, 'data', { shape: [table.in, table.out], view: rowsView }), tokenIds, 1);
  const rows = ops.cast(ops.transpose(columns, [1, 2, 0]), 'float32');
  const centred = table.encoding === 'uint8' ? ops.subtract(rows, scalar(128)) : rows;
  const scales = ops.gather(plan.add(table, 'scales', { shape: [table.out] }), tokenIds);
  return ops.multiply(centred, ops.unsqueeze(scales, [-1]));
}

function blockRows(tokenIds: Value, table: PlannedWeight, { bits, plan }: { bits: 4 | 8; plan: WeightPlan }): Value {
  const { out, in: width, encoding } = table;
  const blocks = width / weightsPerBlock;
  const data = plan.add(table, 'data', { shape: [out, (width * bits) / 8], view: rowsView });
  const scales = plan.add(table, 'scales', { shape: [out, blocks], view: rowsView });
  const zeroPoints =
    encoding === 'int4' ? [plan.add(table, 'zeroPoints', { shape: [out, Math.ceil(blocks / 2)], view: rowsView })] : [];
  const attributes = { bits, block_size: weightsPerBlock, gather_axis: 0, quantize_axis: 1 };
  return apply('GatherBlockQuantized', [data, tokenIds, scales, ...zeroPoints], { attributes })[0] as Value;
}

/** As `blockRows`, plus each block's offset. */
function offsetRows(tokenIds: Value, table: PlannedWeight, plan: WeightPlan): Value {
  const blocks = table.in / weightsPerBlock;
  const centred = blockRows(tokenIds, table, { bits: 4, plan });
  const offsets = ops.gather(plan.add(table, 'offsets', { shape: [table.out, blocks], view: rowsView }), tokenIds);
  const shifted = ops.add(ops.reshape(centred, [1, -1, blocks, weightsPerBlock]), ops.unsqueeze(offsets, [-1]));
  return ops.reshape(shifted, [1, -1, table.in]);
}
