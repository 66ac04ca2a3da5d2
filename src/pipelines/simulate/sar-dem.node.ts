import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { Raster } from '../../core/raster.js';
import { fullWindow } from '../../core/window.js';
import { openRaster } from '../../io/open.node.js';
import { inspectInputs, requireHeights } from '../../product/inputs.node.js';
import { requireEllipsoid } from './sar-job.js';

/** Grid of a DEM that radar images can be taken of, from its header. Throws `geometry`, `datum`, `unsupported` or `input`. */
export async function inspectSarDem(path: string, signal: AbortSignal): Promise<Grid> {
  const [input] = await inspectInputs([path], signal);
  requireHeights(input);
  const { crs, width, height } = input.grid;
  if (crs.kind !== 'projected' || crs.unit !== 1) {
    throw new CuestaError(
      'geometry',
      `${path} is in ${crs.name}; a simulated scene needs a projected CRS in metres.`,
      {
        subject: path,
        hint: 'Reproject it first, e.g. cuesta convert DEM -o OUT --crs EPSG:32649.',
      },
    );
  }
  requireEllipsoid(crs, path);
  if (Math.min(width, height) < 16) {
    throw new CuestaError('input', `${path} has ${width} x ${height} pixels; a scene has at least 16 x 16.`, {
      subject: path,
    });
  }
  return input.grid;
}

/** Its heights. Throws `input` when one is missing. */
export async function readSarDem(path: string, signal: AbortSignal): Promise<Raster> {
  const source = await openRaster(path, { signal });
  try {
    const raster = await source.readRaster(fullWindow(source.info), { signal });
    const missing = raster.data.reduce((count, h) => count + (Number.isFinite(h) ? 0 : 1), 0);
    if (missing === 0) return raster;
    throw new CuestaError('input', `${path} has ${missing} pixels without a height.`, {
      subject: path,
      hint: 'Fill them first (cuesta mosaic --hole-fill), or cut out a part without holes (cuesta convert --window).',
    });
  } finally {
    await source.close();
  }
}
