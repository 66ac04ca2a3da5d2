import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { RasterInfo } from '../../core/raster-source.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { LAND_USE_CLASSES } from '../../networks/jspsr/config.js';
import { DFC30_LAYERS, type Dfc30Layer } from '../../networks/jspsr/dfc30/layers.js';

const CLASSES = LAND_USE_CLASSES.length;

/** Largest pixels of samples, metres. */
const COARSEST = 8;

/** Fine layers may be this much coarser than the samples. */
const MOST_COARSE = 1.5;

/**
 * Throws `unsupported` or `geometry` for a raster that cannot be the layer: its bands, or pixels that are too coarse (too fine for a global
 * model). `grid` is its place; `pixel` that of the samples, metres.
 */
export function checkLayer(layer: Dfc30Layer, info: RasterInfo, grid: Grid, pixel: number): void {
  const { bands, name } = info;
  const wanted = bandsOf(layer);
  if (!wanted.includes(bands)) {
    throw new CuestaError(
      'unsupported',
      `${name} has ${bands} ${bands === 1 ? 'band' : 'bands'}; ${layer} needs ${wanted.join(' or ')}.`,
      { subject: name, hint: HINTS[layer] ?? 'Extract the band first: gdal_translate -b 1 IN OUT.' },
    );
  }
  if (layer === DFC30_LAYERS.image && info.dtype !== 'uint8') {
    throw new CuestaError('unsupported', `${name} holds ${info.dtype}; ${layer} needs 8 bits.`, {
      subject: name,
      hint: 'Stretch it to 1 … 255 first: gdal_translate -ot Byte -scale LOW HIGH 1 255 IN OUT.',
    });
  }
  const { x, y } = groundPixelSize(grid);
  const own = Math.max(x, y);
  const isModel = !Object.values(DFC30_LAYERS).some((fine) => fine === layer);
  if (isModel ? own >= pixel : own <= MOST_COARSE * pixel) return;
  const what = isModel ? `finer than the samples of ${pixel} m` : `too coarse for samples of ${pixel} m`;
  throw new CuestaError('geometry', `${name} (${layer}) has pixels of ${own.toPrecision(3)} m: ${what}.`, {
    subject: name,
    hint: isModel
      ? 'Give a global model as it came.'
      : `Give a finer one${pixel < COARSEST ? `, or --resolution ${COARSEST}` : ''}.`,
  });
}

const bandsOf = (layer: Dfc30Layer): readonly number[] => {
  if (layer === DFC30_LAYERS.image) return [3, 4];
  return layer === DFC30_LAYERS.mask ? [1, CLASSES, CLASSES + 1] : [1];
};

const HINTS: Readonly<Partial<Record<Dfc30Layer, string>>> = {
  BDORTHO: 'Give red, green and blue; a fourth band is left out.',
  UA2012: 'Give one band of classes 0 to 15, or one band per class.',
};
