import { CuestaError } from '../../core/errors.js';

/**
 * What hillshade and slope share: the gradient of Horn (1981), "Hill shading and the reflectance map", in float32.
 * Differences of neighbours are taken before they are summed, so that large heights cost no accuracy.
 */
export interface HornParams {
  /** Size of the padded input: one pixel more on every side than the output. */
  readonly width: number;
  readonly height: number;
  /** Metres between columns and between rows, positive when x grows with the column and y shrinks with the row. */
  readonly cellX: number;
  readonly cellY: number;
  /** Vertical exaggeration. */
  readonly zFactor: number;
  /**
   * Missing neighbours: `nodata` makes the result missing (gdaldem's default), `compute` replaces them by the centre
   * (`gdaldem -compute_edges`).
   */
  readonly edges: 'compute' | 'nodata';
}

/** Number of output samples. Throws `config` when the input does not have its stated size or has no inside. */
export function innerLength(kernel: string, heights: Float32Array, { width, height }: HornParams): number {
  if (!(width >= 3 && height >= 3) || heights.length !== width * height) {
    throw new CuestaError(
      'config',
      `Kernel ${kernel} got ${heights.length} heights for ${width} x ${height} pixels.`,
      { hint: 'Pass the tile padded by one pixel on every side.' },
    );
  }
  return (width - 2) * (height - 2);
}

/** Factors of the two difference sums, float32. */
export function gradientFactors({ cellX, cellY, zFactor }: HornParams): readonly [kx: number, ky: number] {
  return [Math.fround(zFactor / (8 * cellX)), Math.fround(zFactor / (8 * cellY))];
}

const f32 = Math.fround;

/**
 * Gradient at sample `i` as `out = [-dz/dx, dz/dy]` (x east, y north, dimensionless). NaN when the centre is
 * missing, or a neighbour under `edges: 'nodata'`.
 */
export function gradient(
  heights: Float32Array,
  i: number,
  params: HornParams,
  factors: readonly [number, number],
  out: Float64Array,
): void {
  const centre = heights[i];
  const replace = params.edges === 'compute';
  const at = (offset: number): number => {
    const h = heights[i + offset];
    return replace && Number.isNaN(h) ? centre : h;
  };
  const w = params.width;
  const [nw, n, ne, sw, s, se] = [at(-w - 1), at(-w), at(-w + 1), at(w - 1), at(w), at(w + 1)];
  const middleX = f32(at(-1) - at(1));
  const middleY = f32(n - s);
  const x = f32(f32(f32(nw - ne) + f32(sw - se)) + f32(middleX + middleX));
  const y = f32(f32(f32(nw - sw) + f32(ne - se)) + f32(middleY + middleY));
  const missing = Number.isNaN(centre);
  out[0] = missing ? Number.NaN : f32(x * factors[0]);
  out[1] = missing ? Number.NaN : f32(y * factors[1]);
}
