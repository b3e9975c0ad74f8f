import { expect, it } from 'vitest';
import { print } from './print.ts';
import { exampleGraph } from './test/example-graph.ts';

it('prints a line for each thing', () => {
  expect(print(exampleGraph())).toMatchInlineSnapshot(`
    "graph example
      metadata
        family = llama
        note = ünïcode
      inputs
        tokens: int64[seq]
        tail: float32[1, tail, 8]
        sizes: int64[2]
      parameters, 576 B
        embedding: float32[16, 8] 512 B, stored as tied
        norm: float32[8] 32 B
        norm2: float32[8] 32 B
        head: float32[16, 8] 512 B, stored as tied
      slots
        hidden: hidden of base, float32[rows, 8], read from tail, written from rows[0]
      operators
        %0: float32[seq, 8] = Gather(embedding, tokens)
        %1: float32[seq, 8] = SimplifiedLayerNormalization(%0, norm)
        %2: float32[seq, 8], %3: float32[seq, 1], %4: float32[seq, 1], %5: float32[seq, 8] = com.microsoft.SkipSimplifiedLayerNormalization(%0, %1, norm2)
        %6: float32[seq, 16] = Gemm(%2, head, –) transB=1
        %7: float32[seq, 8] = com.microsoft.QuickGelu(%1) alpha=1
        %8: float32[seq, 4], %9: float32[seq, 4] = Split(%7, {4, 4}) axis=1
        %10: float32[seq, seq] = com.microsoft.FusedMatMul(%8, %9) alpha=0.5 transB=1
        %11: float32[seq, seq] = Transpose(%10) perm=[1, 0]
        %12: float64[seq, seq] = Cast(%11) to=float64
        %13: float32[kept, 8], %14: float32[rest, 8] = Split(%0, sizes)
        %15: float32[seq, 6] = Slice(%5, {1}, {-1}, {1})
        %16: float32[seq, 6] = Where(1, %15, 0)
        %17: float32[seq, 8] = Mul(%1, 2)
        %18: float32[seq, 8] = Add(%0, %17)
        %19: float32[1, seq, 8] = Reshape(%18, {1, -1, 8})
        %20: float32[1, tail+seq, 8] = Concat(tail, %19) axis=1
      outputs
        logits: float32[seq, 16] = %6
        square: float64[seq, seq] = %12
        first: float32[kept, 8] = %13
        clipped: float32[seq, 6] = %16
        all: float32[1, tail+seq, 8] = %20
        rows: float32[1, seq, 8] = %19"
  `);
});
