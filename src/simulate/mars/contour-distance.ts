/**
 * Lengths of the gradients of a smooth field, per sample, over {@link REACH} samples to either side: from sample to sample they would
 * change too much to measure distances with. `(field - level) / length` is about how far, in samples, a place is from the line where the
 * field has that level. Good near the line, which is where cliffs and banks are; further away only the sign and the order of the distances
 * can be relied on. Lengths below a share of their root mean square count as that share, so that hilltops are not infinitely far.
 */
export function gradientLengths(field: Float32Array, width: number): Float32Array {
  const rows = field.length / width;
  const lengths = new Float32Array(field.length);
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    const up = Math.min(REACH, r);
    const down = Math.min(REACH, rows - 1 - r);
    for (let c = 0, i = r * width; c < width; c++, i++) {
      const left = Math.min(REACH, c);
      const right = Math.min(REACH, width - 1 - c);
      const dx = (field[i + right] - field[i - left]) / (left + right);
      const dy = (field[i + down * width] - field[i - up * width]) / (up + down);
      const square = dx * dx + dy * dy;
      lengths[i] = Math.sqrt(square);
      sum += square;
    }
  }
  const least = LEAST * Math.sqrt(sum / field.length);
  for (let i = 0; i < lengths.length; i++) if (lengths[i] < least) lengths[i] = least;
  return lengths;
}

const REACH = 4;
const LEAST = 0.4;
