import type { DType, WeightFormat } from '@recyclegpt/spec';

/** Element types that a safetensors file may hold and we can measure. */
export type SafetensorsType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U64'
  | 'U32'
  | 'U16'
  | 'U8'
  | 'BOOL'
  | 'F8_E4M3'
  | 'F8_E5M2';

/** Bytes of an element by type, as the names in the file tell them. */
export const safetensorsElementBytes: { readonly [T in SafetensorsType]: number } = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
};

/** Types that weights may have. */
export const weightFormatByType: ReadonlyMap<SafetensorsType, WeightFormat> = new Map<SafetensorsType, WeightFormat>([
  ['F32', 'F32'],
  ['F16', 'F16'],
  ['BF16', 'BF16'],
]);

/** How our tensors are written. */
export const safetensorsTypeOf: { readonly [D in DType]: SafetensorsType } = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  int8: 'I8',
  uint8: 'U8',
  int32: 'I32',
  uint32: 'U32',
  int64: 'I64',
  bool: 'BOOL',
};

/** Whether a text names a type of this table. */
export function isSafetensorsType(text: string): text is SafetensorsType {
  return Object.hasOwn(safetensorsElementBytes, text);
}
