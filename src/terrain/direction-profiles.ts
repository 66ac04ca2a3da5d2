/** Bins from one end of the grid to the other. */
const BINS = 200;

/** Means of errors in strips at right angles to an axis. */
export interface DirectionProfile {
  /** Middle of every strip on the axis, metres from its begin. */
  readonly distance: Float64Array;
  /** Mean error; NaN for a strip without samples. */
  readonly mean: Float32Array;
  /** Standard deviation of the means, weighted by their samples: what of the error is a function of the place on the axis alone. */
  readonly std: number;
}

export interface DirectionProfiles {
  /** Along the direction, and across it, to its right. */
  readonly along: DirectionProfile;
  readonly across: DirectionProfile;
}

interface Axis {
  /** Unit vector in metres of column and of row. */
  readonly perCol: number;
  readonly perRow: number;
  readonly min: number;
  readonly binWidth: number;
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** Sums over the windows seen so far. */
export interface DirectionSums {
  readonly along: Axis;
  readonly across: Axis;
}

/**
 * @param azimuth degrees clockwise from the north of the grid
 * @param spacing metres between columns and between rows of a north-up grid
 */
export function createDirectionSums(
  grid: { readonly width: number; readonly height: number },
  spacing: { readonly x: number; readonly y: number },
  azimuth: number,
): DirectionSums {
  const angle = (azimuth * Math.PI) / 180;
  const axis = (east: number, north: number): Axis => {
    const [perCol, perRow] = [east * spacing.x, -north * spacing.y];
    const [toRight, down] = [perCol * grid.width, perRow * grid.height];
    const min = Math.min(0, toRight) + Math.min(0, down);
    const binWidth = (Math.abs(toRight) + Math.abs(down)) / BINS;
    return { perCol, perRow, min, binWidth, sums: new Float64Array(BINS), counts: new Float64Array(BINS) };
  };
  const [east, north] = [Math.sin(angle), Math.cos(angle)];
  return { along: axis(east, north), across: axis(north, -east) };
}

/** Adds the errors of a window (row-major; NaN is missing). */
export function addToDirections(
  { along, across }: DirectionSums,
  dh: Float32Array,
  window: { readonly col: number; readonly row: number; readonly width: number },
): void {
  for (const { perCol, perRow, min, binWidth, sums, counts } of [along, across]) {
    for (let i = 0; i < dh.length; i++) {
      if (Number.isNaN(dh[i])) continue;
      const col = window.col + (i % window.width) + 0.5;
      const row = window.row + Math.floor(i / window.width) + 0.5;
      const bin = Math.min(BINS - 1, Math.floor((col * perCol + row * perRow - min) / binWidth));
      sums[bin] += dh[i];
      counts[bin]++;
    }
  }
}

export function directionProfiles({ along, across }: DirectionSums): DirectionProfiles {
  return { along: profileOf(along), across: profileOf(across) };
}

function profileOf({ binWidth, sums, counts }: Axis): DirectionProfile {
  const total = counts.reduce((n, c) => n + c, 0);
  const mean = sums.reduce((n, s) => n + s, 0) / total;
  let squares = 0;
  for (let i = 0; i < BINS; i++) if (counts[i] > 0) squares += counts[i] * (sums[i] / counts[i] - mean) ** 2;
  return {
    distance: Float64Array.from({ length: BINS }, (_, i) => (i + 0.5) * binWidth),
    mean: Float32Array.from(sums, (s, i) => s / counts[i]),
    std: Math.sqrt(squares / total),
  };
}
