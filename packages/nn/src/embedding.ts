import { apply, ops, scalar, type Value } from '@recyclegpt/tensor';
import type { LayerContext, LinearWeight } from './linear.ts';

/**
 * Rows of a table `[out, in]` by token id: `[1, seq, in]` float32. The table may be the one that a head multiplies
 * by: its bytes are then stored once.
 */
export function embedding(tokenIds: Value, table: LinearWeight, context: LayerContext): Value {
  const { tensors, encoding, out, in: width } = table;
  const recipe = { tensors, encoding, out, in: width, part: 'data', blockSize: 0, dtype: 'float32' } as const;
  switch (encoding) {
    case 'f32':
      return ops.gather(context.plan.add(recipe, [out, width]), tokenIds);
    case 'int8':
      return int8Rows(tokenIds, table, context);
    case 'int4':
      return blockRows(tokenIds, table, { bits: 4, blockSize: table.blockSize, context });
    case 'q8_0':
      return blockRows(tokenIds, table, { bits: 8, blockSize: 32, context });
    case 'q4_0':
      return blockRows(tokenIds, table, { bits: 4, blockSize: 32, context });
    case 'q4_1':
      return offsetRows(tokenIds, table, context);
    default:
      return encoding satisfies never;
  }
}

/** The table lies transposed, `[in, out]`, as the head multiplies it: columns are looked up and turned. */
function int8Rows(tokenIds: Value, { tensors, out, in: width }: LinearWeight, { plan, int8Weights }: LayerContext): Value {
  const recipe = { tensors, encoding: 'int8', blockSize: 0, out, in: width } as const;
  const columns = ops.gather(plan.add({ ...recipe, part: 'data', dtype: int8Weights }, [width, out]), tokenIds, 1);
  const rows = ops.cast(ops.transpose(columns, [1, 2, 0]), 'float32');
  const centred = int8Weights === 'uint8' ? ops.subtract(rows, scalar(128)) : rows;
  const scales = ops.gather(plan.add({ ...recipe, part: 'scales', dtype: 'float32' }, [out]), tokenIds);
  return ops.multiply(centred, ops.unsqueeze(scales, [-1]));
}

interface BlockForm {
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly context: LayerContext;
}

function blockRows(tokenIds: Value, table: LinearWeight, { bits, blockSize, context: { plan } }: BlockForm): Value {
  const { tensors, encoding, out, in: width } = table;
  const recipe = { tensors, encoding, blockSize, out, in: width } as const;
  const data = plan.add({ ...recipe, part: 'data', dtype: 'uint8' }, [out, (width * bits) / 8], '|rows');
  const scales = plan.add({ ...recipe, part: 'scales', dtype: 'float32' }, [out, width / blockSize], '|rows');
  const attributes = { bits, block_size: blockSize, gather_axis: 0, quantize_axis: 1 };
  return apply('GatherBlockQuantized', [data, tokenIds, scales], { attributes })[0] as Value;
}

/** As `blockRows`, plus each block's offset, which lies `[in / 32, out]`. */
function offsetRows(tokenIds: Value, table: LinearWeight, context: LayerContext): Value {
  const { tensors, out, in: width } = table;
  const centred = blockRows(tokenIds, table, { bits: 4, blockSize: 32, context });
  const recipe = { tensors, encoding: 'q4_1', part: 'offsets', blockSize: 32, dtype: 'float32', out, in: width } as const;
  const offsets = ops.transpose(ops.gather(context.plan.add(recipe, [width / 32, out]), tokenIds, 1), [1, 2, 0]);
  const blocks = ops.add(ops.reshape(centred, [1, -1, width / 32, 32]), ops.unsqueeze(offsets, [-1]));
  return ops.reshape(blocks, [1, -1, width]);
}
