/**
 * Widens samples of 1, 2 or 4 bits to bytes. Rows start on whole bytes, samples run from the most significant bit
 * (TIFF FillOrder 1).
 */
export function unpackBits(packed: Uint8Array, rows: number, rowSamples: number, bits: number): Uint8Array {
  const out = new Uint8Array(rows * rowSamples);
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const mask = (1 << bits) - 1;
  for (let row = 0, to = 0; row < rows; row++) {
    const from = row * rowBytes * 8;
    for (let i = 0; i < rowSamples; i++) {
      const bit = from + i * bits;
      out[to++] = (packed[bit >> 3] >> (8 - bits - (bit & 7))) & mask;
    }
  }
  return out;
}
