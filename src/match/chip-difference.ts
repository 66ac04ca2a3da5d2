import { bilinear } from '../terrain/bilinear.js';

/** Heights of a chip against the matched area. */
export interface ChipDifference {
  /** Height of the area under the chip's centre, metres. */
  readonly hA: number;
  /** Mean and standard deviation of chip minus area, metres, over the pixels where both have a height. */
  readonly mean: number;
  readonly sigma: number;
}

/**
 * Compares a chip with the area at a shift with fraction, bilinear between the area's samples.
 *
 * @param area search window of `(side + 2 radius)²` samples, the chip's place at shift zero in its middle
 * @param chip `side²` samples, side odd
 */
export function chipDifference(
  area: Float32Array,
  chip: Float32Array,
  side: number,
  radius: number,
  dCol: number,
  dRow: number,
): ChipDifference {
  const width = side + 2 * radius;
  const plane = { width, height: width, data: area };
  const heightAt = (col: number, row: number): number =>
    bilinear(plane, radius + col + 0.5 + dCol, radius + row + 0.5 + dRow);
  let [count, mean, squares] = [0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let col = 0; col < side; col++) {
      const d = chip[row * side + col] - heightAt(col, row);
      if (Number.isNaN(d)) continue;
      count += 1;
      const off = d - mean;
      mean += off / count;
      squares += off * (d - mean);
    }
  }
  const centre = (side - 1) / 2;
  return { hA: heightAt(centre, centre), mean, sigma: Math.sqrt(squares / count) };
}
