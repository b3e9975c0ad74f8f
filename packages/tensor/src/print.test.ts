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
        %2: float32[seq, 8], –, –, %3: float32[seq, 8] = com.microsoft.SkipSimplifiedLayerNormalization(%0, %1, norm2)
        %4: float32[seq, 16] = Gemm(%2, head, –) transB=1
        %5: float32[seq, 8] = com.microsoft.QuickGelu(%1) alpha=1
        %6: float32[seq, 4], %7: float32[seq, 4] = Split(%5, {4, 4}) axis=1
        %8: float32[seq, seq] = com.microsoft.FusedMatMul(%6, %7) alpha=0.5 transB=1
        %9: float32[seq, seq] = Transpose(%8) perm=[1, 0]
        %10: float64[seq, seq] = Cast(%9) to=float64
        %11: float32[kept, 8] = Split(%0, sizes)
        %12: float32[seq, 6] = Slice(%3, {1}, {-1}, {1})
        %13: float32[seq, 6] = Where(1, %12, 0)
        %14: float32[seq, 8] = Mul(%1, 2)
        %15: float32[seq, 8] = Add(%0, %14)
        %16: float32[1, seq, 8] = Reshape(%15, {1, -1, 8})
        %17: float32[1, tail+seq, 8] = Concat(tail, %16) axis=1
      outputs
        logits: float32[seq, 16] = %4
        square: float64[seq, seq] = %10
        first: float32[kept, 8] = %11
        clipped: float32[seq, 6] = %13
        all: float32[1, tail+seq, 8] = %17
        rows: float32[1, seq, 8] = %16"
  `);
});
