import { CuestaError } from '../../core/errors.js';
import { pixelSize, scale } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { unionGrid } from '../../resample/target-grid.js';

interface Placed {
  readonly path: string;
  readonly grid: Grid;
}

/**
 * The grid of the first image over all of them, or one of larger pixels; `ratio` pixels of the image make the smallest of the output.
 * Heights are measured from what the reference's are. Throws `config` for a resolution that is finer.
 */
export function outputGrid(
  images: readonly Placed[],
  reference: Placed,
  ratio: number,
  resolution: number | undefined,
): Grid {
  const [first] = images as [Placed];
  const crs = { ...first.grid.crs, vertical: reference.grid.crs.vertical };
  if (resolution === undefined && images.length === 1) return { ...reduced(first.grid, ratio), crs };
  const [x, y] = pixelSize(first.grid.transform);
  const finest = ratio * Math.max(x, y);
  if (resolution !== undefined && resolution < finest * (1 - 1e-6)) {
    const whose =
      ratio === 1 ? first.path : `${ratio} pixels of ${first.path}, which the network makes one height of`;
    throw new CuestaError('config', `--resolution ${resolution} is finer than ${whose} (${finest}).`, {
      subject: '--resolution',
      hint: `Leave the option out for ${finest}, or name a larger size in map units.`,
    });
  }
  const own = ratio === 1 ? {} : { resolution: [ratio * x, ratio * y] as const };
  const size = resolution === undefined ? own : { resolution: [resolution, resolution] as const };
  return {
    ...unionGrid(
      images.map((image) => image.grid),
      size,
    ),
    crs,
  };
}

/** Whole blocks of `ratio` x `ratio` pixels. */
function reduced(grid: Grid, ratio: number): Grid {
  const side = (pixels: number): number => Math.max(1, Math.floor(pixels / ratio));
  const { width, height, transform } = grid;
  return {
    ...grid,
    width: side(width),
    height: side(height),
    transform: scale(transform, ratio, ratio),
  };
}
