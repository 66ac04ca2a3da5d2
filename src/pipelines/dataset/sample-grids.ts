import { CuestaError } from '../../core/errors.js';
import { isNorthUp, northUp, pixelSize } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';
import { DFC30_GRIDS, type Dfc30Pixel } from '../../networks/jspsr/dfc30/layers.js';

/** A place this much smaller than a sample is still one: the published tiles are 1000 m wide, 128 pixels of 8 m 1024 m. */
const LEAST_SHARE = 0.95;

/**
 * Grids of the samples that a raster of heights has room for, side by side around its middle. A raster that is a little smaller than one
 * sample becomes one with pixels that are as much smaller.
 *
 * @throws CuestaError `geometry` for a CRS that is not in metres, a turned raster and one that is too small; `path` names it
 */
export function sampleGrids(truth: Grid, pixel: Dfc30Pixel, path: string): Grid[] {
  const { crs, transform } = truth;
  if (crs.kind !== 'projected' || crs.unit !== 1 || !isNorthUp(transform)) {
    throw new CuestaError('geometry', `${path} is not north-up on a grid of metres.`, {
      subject: path,
      hint: 'Reproject it first, e.g. cuesta convert IN -o OUT --crs EPSG:2154 (or the UTM zone).',
    });
  }
  const { size } = DFC30_GRIDS[pixel];
  const [pixelX, pixelY] = pixelSize(transform);
  const [width, height] = [truth.width * pixelX, truth.height * pixelY];
  const side = size * pixel;
  const [cols, rows] = [width, height].map((length) => Math.floor(length / side + 1e-9)) as [number, number];
  const [, , west, , , north] = transform;
  const at = (step: number, left: number, down: number): Grid => ({
    ...{ crs, width: size, height: size },
    transform: northUp(west + left, north - down, step, step),
  });
  if (cols > 0 && rows > 0) {
    const [left, down] = [(width - cols * side) / 2, (height - rows * side) / 2];
    return Array.from({ length: cols * rows }, (_, k) =>
      at(pixel, left + (k % cols) * side, down + Math.floor(k / cols) * side),
    );
  }
  const short = Math.min(width, height, side);
  if (short >= LEAST_SHARE * side) return [at(short / size, (width - short) / 2, (height - short) / 2)];
  const found = `${Math.round(width)} x ${Math.round(height)} m`;
  throw new CuestaError('geometry', `${path} covers ${found}; a sample covers ${side} x ${side} m.`, {
    subject: path,
    hint: 'Give a larger raster, or join the small ones first with cuesta mosaic.',
  });
}
