/** RGB picture of a pair of 8-bit images for red-cyan glasses: the left one red, the right one green and blue; black where one is missing. */
export function anaglyph(left: Uint8Array, right: Uint8Array, valid: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(3 * left.length);
  for (let i = 0; i < left.length; i++) {
    if (valid[i] === 0) continue;
    rgb[3 * i] = left[i];
    rgb[3 * i + 1] = right[i];
    rgb[3 * i + 2] = right[i];
  }
  return rgb;
}
