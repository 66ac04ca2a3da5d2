/**
 * Undoes TIFF predictor 2 (TIFF 6.0, section 14): every sample is the difference to the same band's sample on its
 * left. Works in place on `rows` rows of `rowSamples` words in native byte order; `stride` is the number of
 * interleaved samples per pixel. Floating-point and complex samples are differenced as words of their size.
 */
export function undoHorizontal(
  words: Uint8Array | Uint16Array | Uint32Array,
  rows: number,
  rowSamples: number,
  stride: number,
): void {
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * rowSamples;
    if (stride === 1) {
      let sum = words[row * rowSamples];
      for (let i = row * rowSamples + 1; i < end; i++) {
        sum = (sum + words[i]) | 0;
        words[i] = sum;
      }
    } else {
      for (let i = row * rowSamples + stride; i < end; i++) words[i] = words[i] + words[i - stride];
    }
  }
}

/** The same for 64-bit words, which stand in `words` as low and high half. */
export function undoHorizontal64(words: Uint32Array, rows: number, rowSamples: number, stride: number): void {
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * rowSamples * 2;
    for (let i = (row * rowSamples + stride) * 2; i < end; i += 2) {
      const low = words[i] + words[i - 2 * stride];
      words[i] = low;
      words[i + 1] = words[i + 1] + words[i + 1 - 2 * stride] + (low > 0xffffffff ? 1 : 0);
    }
  }
}
