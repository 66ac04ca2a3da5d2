import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gaussian, gaussianRadius, gaussianTaps } from '../../../dist/index.js';
import { correlation, gradients, heightError, lambert, round } from '../measures.mjs';
import { panels, shades } from '../pictures.mjs';
import { readRaster, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';

export const needsModel = true;

const DATA = join(
  process.env.CUESTA_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
  'moon-nac-85s',
);
const IMAGE = join(DATA, 'run-M139939938LE-final-meas-intensity.tif');
const STEREO = join(DATA, 'run-crop-DEM.tif');

/** Of the image, from the data's description. */
const SUN = { azimuth: 354.5725, elevation: 6.5481 };
/** Pixels that are averaged into one cell of the coarse DTM: 32.3 m. */
const FACTOR = 30;
/** Cells beyond the image; the last, incomplete row of cells is among them. */
const PAD = 3;
/** Gaussian blurs of the stereo DEM, pixels: its noise hides the relief that the image shows. */
const BLURS = [1, 1.5, 2, 3, 4, 6, 8];
const BAR = 0.82;
/** Of the data's description: multi-view shape from shading on this very image. */
const SHAPE_FROM_SHADING = { correlation: 0.977, rmse: 1.013 };

/** A NAC image at 85 degrees south with the stereo DEM of the same grid: how well the DTM's shade agrees with the image. */
export async function run(settings) {
  if (!existsSync(IMAGE))
    throw new Error(`${DATA} is missing; CUESTA_TEST_DATA names the folder that holds moon-nac-85s`);
  const image = await readRaster(IMAGE);
  const stereo = await readRaster(STEREO);
  const cell = FACTOR * stereo.georef.transform[0];
  const coarsePath = await writeRaster(join(settings.work, 'coarse.tif'), coarseOf(stereo));
  const { dtm, reference } = await reconstruct(settings, {
    ...{ images: [IMAGE], suns: [SUN], reference: coarsePath },
    output: join(settings.work, 'dtm.tif'),
  });
  const of = (raster) => ({
    correlation: correlation(lambert(raster, SUN), image),
    rmseToStereo: heightError(raster, stereo).rmse,
    rmsSlope: rmsSlope(raster),
  });
  const blurred = BLURS.map((sigma) => ({ sigma, ...of(blur(stereo, sigma)) }));
  const bestBlur = blurred.reduce((a, b) => (b.correlation > a.correlation ? b : a));
  const rows = { stereo: of(stereo), bestBlur, coarse: of(reference), dtm: of(dtm) };
  const passed = rows.dtm.correlation > BAR;
  return {
    result: { sun: SUN, cell, bar: BAR, passed, ...rows, blurred },
    markdown: page(rows, { cell, passed }),
    pictures: { 'real-moon': await panels([shades([dtm], SUN)]) },
  };
}

/** Means over cells, continued on all sides by reflection through the last cell, as a real coarse DTM does not end with the image. */
function coarseOf({ width, height, data, georef }) {
  const [cols, rows] = [Math.floor(width / FACTOR), Math.floor(height / FACTOR)];
  const cells = new Float64Array(cols * rows);
  for (let i = 0; i < data.length; i++) {
    const [c, r] = [Math.floor((i % width) / FACTOR), Math.floor(i / width / FACTOR)];
    if (c < cols && r < rows) cells[r * cols + c] += data[i] / FACTOR ** 2;
  }
  const at = (c, r) => cells[r * cols + c];
  const size = { width: cols + 2 * PAD, height: rows + 2 * PAD };
  const extended = Float32Array.from({ length: size.width * size.height }, (_, i) => {
    const [c, r] = [(i % size.width) - PAD, Math.floor(i / size.width) - PAD];
    const [edgeCol, edgeRow] = [Math.min(Math.max(c, 0), cols - 1), Math.min(Math.max(r, 0), rows - 1)];
    return 2 * at(edgeCol, edgeRow) - at(2 * edgeCol - c, 2 * edgeRow - r);
  });
  const [a, b, west, d, e, north] = georef.transform;
  const transform = [FACTOR * a, b, west - PAD * FACTOR * a, d, FACTOR * e, north - PAD * FACTOR * e];
  return { ...size, data: extended, georef: { ...georef, transform } };
}

function rmsSlope(raster) {
  const { p, q } = gradients(raster);
  let [n, sum] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    if (Number.isNaN(p[i] + q[i])) continue;
    n++;
    sum += p[i] ** 2 + q[i] ** 2;
  }
  return (Math.atan(Math.sqrt(sum / n)) * 180) / Math.PI;
}

/** Without a rim: pixels nearer to the edge than the blur reaches are left out. */
function blur(raster, sigma) {
  const pad = gaussianRadius(sigma);
  const { width, height } = raster;
  const size = { width, height };
  const blurred = new Float32Array((width - 2 * pad) * (height - 2 * pad));
  gaussian.reference({ plane: raster.data, taps: gaussianTaps(sigma) }, { blurred }, size);
  const data = new Float32Array(width * height).fill(Number.NaN);
  for (let r = pad; r < height - pad; r++) {
    const from = (r - pad) * (width - 2 * pad);
    data.set(blurred.subarray(from, from + width - 2 * pad), r * width + pad);
  }
  return { ...raster, data };
}

function page({ stereo, bestBlur, coarse, dtm }, { cell, passed }) {
  const row = (label, r) => [label, round(r.correlation), round(r.rmseToStereo), round(r.rmsSlope)];
  return `LRO NAC image M139939938LE (1.08 m, 85 deg S, Sun 6.5 deg high) and the stereo DEM of the same grid; reference is that DEM averaged to
${round(cell)} m, continued by reflection beyond the image. Shade is Lambert's under the image's Sun.

${table(
  ['DEM', 'correlation of its shade with the image', 'RMSE to stereo [m]', 'RMS slope [deg]'],
  [
    row('stereo', stereo),
    row(`stereo, blurred by ${bestBlur.sigma} px (the best)`, bestBlur),
    row('coarse, cubically up-sampled', coarse),
    ['shape from shading (published)', SHAPE_FROM_SHADING.correlation, SHAPE_FROM_SHADING.rmse, ''],
    row('**this network**', dtm),
  ],
)}

Bar: a correlation above ${BAR}: **${passed ? 'met' : 'missed'}**. The stereo DEM lacks the finest relief and has noise, so that true detail
raises the RMSE to it.

${picture('real-moon', 'The DTM, shaded under the Sun of the image')}

The DTM, shaded under the Sun of the image.`;
}
