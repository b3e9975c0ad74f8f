/**
 * Row in a file for rotation by pairs (2j, 2j + 1) that belongs at `row` in the order for rotation by halves
 * (j, j + headRows / 2). It stays within its head.
 * Source: llama.cpp, convert_hf_to_gguf.py, `LlamaModel.permute`, the other way round.
 */
function pairedRow(row: number, headRows: number): number {
  const within = row % headRows;
  const half = headRows / 2;
  return row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
}

/**
 * Whole heads from the order of pairs to the order of halves.
 * @param bytes rows of whole heads; untouched
 * @returns as many bytes, reordered
 */
export function pairsToHalves(bytes: Uint8Array, rowBytes: number, headRows: number): Uint8Array {
  const ordered = new Uint8Array(bytes.length);
  for (let row = 0; row * rowBytes < bytes.length; row++) {
    const from = pairedRow(row, headRows) * rowBytes;
    ordered.set(bytes.subarray(from, from + rowBytes), row * rowBytes);
  }
  return ordered;
}
