import { CuestaError } from '../core/errors.js';
import { contourSegments } from './contour-cell.js';
import { type Contour, createContourJoiner } from './contour-lines.js';

/** Heights of the contours: `base + k * interval`. */
export interface ContourLevels {
  readonly base: number;
  readonly interval: number;
}

/** Traces contours while rows of heights come in from the north. */
export interface ContourTracer {
  /** Takes the next row, NaN where missing; gives the contours that nothing can continue any more. */
  addRow(heights: Float32Array): Contour[];
  /** The contours that the last row has cut off. */
  finish(): Contour[];
}

/** More of them between neighbouring heights are a mistake in the interval, which would take for ever. */
const MOST_LEVELS_IN_CELL = 10_000;

/**
 * Contours of rows of `width` heights. Cells with a missing corner have none. Memory: one row, and the lines that still
 * grow. `addRow` throws `config` for an interval that is far too small.
 */
export function createContourTracer(width: number, { base, interval }: ContourLevels): ContourTracer {
  const joiner = createContourJoiner();
  let north: Float32Array | null = null;
  let row = -1;
  return {
    addRow(heights) {
      const found: Contour[] = [];
      for (let col = 0; north !== null && col + 1 < width; col++) {
        const corners = [north[col], north[col + 1], heights[col + 1], heights[col]] as const;
        const low = Math.min(corners[0], corners[1], corners[2], corners[3]);
        const high = Math.max(corners[0], corners[1], corners[2], corners[3]);
        if ((high - low) / interval > MOST_LEVELS_IN_CELL) throw tooMany(interval);
        // Nothing passes level ground, or one with a missing corner, which makes both limits NaN. Heights of 1e20 or
        // infinity, from nodata that no header declares, would not let k grow.
        if (!(low < high)) continue;
        for (let k = Math.ceil((low - base) / interval); base + k * interval <= high; k++) {
          const level = base + k * interval;
          for (const segment of contourSegments({ corners, col, row }, level, k)) {
            found.push(...joiner.add(segment, level));
          }
        }
      }
      north = heights;
      row += 1;
      // Only the sides along this row belong to cells that are still to come.
      found.push(...joiner.release((line) => line === 2 * row));
      return found;
    },
    finish: () => joiner.release(() => false),
  };
}

function tooMany(interval: number): CuestaError {
  return new CuestaError(
    'config',
    `Neighbouring heights have thousands of contours in steps of ${interval} between them.`,
    {
      subject: 'interval',
      hint: 'Pass a larger --interval.',
    },
  );
}
