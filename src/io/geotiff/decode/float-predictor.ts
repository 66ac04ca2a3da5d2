/**
 * Undoes TIFF predictor 3 (Adobe Photoshop TIFF Technical Note 3): the bytes of a row stand in planes, most
 * significant first whatever the file's byte order, and every byte is the difference to the one `stride` before it.
 *
 * @param bytes `rows` rows of `rowSamples * sampleBytes` bytes; changed in place on the general path.
 * @param stride interleaved samples per pixel.
 * @param out receives the samples in native (little-endian) byte order; as large as `bytes`, aligned to samples.
 */
export function undoFloat(
  bytes: Uint8Array,
  rows: number,
  rowSamples: number,
  sampleBytes: number,
  stride: number,
  out: Uint8Array,
): void {
  if (sampleBytes === 4 && stride === 1 && rowSamples % 4 === 0 && bytes.byteOffset % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, rows * rowSamples);
    undoFloat32(words, new Uint32Array(out.buffer, out.byteOffset, rows * rowSamples), rows, rowSamples);
    return;
  }
  const rowBytes = rowSamples * sampleBytes;
  for (let row = 0; row < rows; row++) {
    const start = row * rowBytes;
    for (let i = start + stride; i < start + rowBytes; i++) bytes[i] = bytes[i] + bytes[i - stride];
    for (let plane = 0; plane < sampleBytes; plane++) {
      let to = start + sampleBytes - 1 - plane;
      const from = start + plane * rowSamples;
      for (let i = 0; i < rowSamples; i++, to += sampleBytes) out[to] = bytes[from + i];
    }
  }
}

/** Bytes 0 and 2 of a word, as two 16-bit lanes; the sums below live there and are cut back to 8 bits. */
const LANES = 0x00ff00ff;

/**
 * The float32 case, four samples at a time. A word `b0 b1 b2 b3` of a plane becomes its running sums
 * `s+b0, s+b0+b1, ...`: the even ones in `even`, the odd ones in `odd`, each in two lanes. The four planes run in
 * step, each from the end of the plane before, which a first pass over the row finds by summing.
 */
function undoFloat32(words: Uint32Array, out: Uint32Array, rows: number, width: number): void {
  const n = width >> 2;
  for (let row = 0; row < rows; row++) {
    const p0 = row * width;
    const p1 = p0 + n;
    const p2 = p1 + n;
    const p3 = p2 + n;
    let t0 = 0;
    let t1 = 0;
    let t2 = 0;
    for (let i = 0; i < n; i++) {
      const w0 = words[p0 + i];
      const w1 = words[p1 + i];
      const w2 = words[p2 + i];
      t0 = (t0 + (w0 & LANES) + ((w0 >>> 8) & LANES)) & LANES;
      t1 = (t1 + (w1 & LANES) + ((w1 >>> 8) & LANES)) & LANES;
      t2 = (t2 + (w2 & LANES) + ((w2 >>> 8) & LANES)) & LANES;
    }
    let s0 = 0;
    let s1 = (t0 + (t0 >>> 16)) & 255;
    let s2 = (s1 + t1 + (t1 >>> 16)) & 255;
    let s3 = (s2 + t2 + (t2 >>> 16)) & 255;
    for (let i = 0, to = p0; i < n; i++, to += 4) {
      let word = words[p0 + i];
      let low = word & LANES;
      let high = (word >>> 8) & LANES;
      const even0 = (low + Math.imul(s0, 0x10001) + ((low + high) << 16)) & LANES;
      const odd0 = (even0 + high) & LANES;
      s0 = odd0 >>> 16;

      word = words[p1 + i];
      low = word & LANES;
      high = (word >>> 8) & LANES;
      const even1 = (low + Math.imul(s1, 0x10001) + ((low + high) << 16)) & LANES;
      const odd1 = (even1 + high) & LANES;
      s1 = odd1 >>> 16;

      word = words[p2 + i];
      low = word & LANES;
      high = (word >>> 8) & LANES;
      const even2 = (low + Math.imul(s2, 0x10001) + ((low + high) << 16)) & LANES;
      const odd2 = (even2 + high) & LANES;
      s2 = odd2 >>> 16;

      word = words[p3 + i];
      low = word & LANES;
      high = (word >>> 8) & LANES;
      const even3 = (low + Math.imul(s3, 0x10001) + ((low + high) << 16)) & LANES;
      const odd3 = (even3 + high) & LANES;
      s3 = odd3 >>> 16;

      const evenHigh = (even0 << 8) | even1;
      const evenLow = (even2 << 8) | even3;
      const oddHigh = (odd0 << 8) | odd1;
      const oddLow = (odd2 << 8) | odd3;
      out[to] = (evenHigh << 16) | (evenLow & 0xffff);
      out[to + 1] = (oddHigh << 16) | (oddLow & 0xffff);
      out[to + 2] = (evenHigh & 0xffff0000) | (evenLow >>> 16);
      out[to + 3] = (oddHigh & 0xffff0000) | (oddLow >>> 16);
    }
  }
}
