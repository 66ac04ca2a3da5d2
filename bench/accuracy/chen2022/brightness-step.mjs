import { join } from 'node:path';
import { heightError, round } from '../measures.mjs';
import { crop, readRaster, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { table } from '../results-page.mjs';

/** Brightness of the right part of the last image over the left part, as where two cameras meet, and what these share, pixels. */
export const STEP = 1.07;
const SHARED = 135;

/** The last image once more, brighter to the right of its middle. */
export async function judgeStep(settings, scene, { path, image }, pixel) {
  const raster = await readRaster(path);
  const middle = Math.round(raster.width / 2);
  const data = raster.data.map((v, i) => (i % raster.width < middle ? v : v * STEP));
  const brighter = await writeRaster(join(scene.folder, 'native-step.tif'), { ...raster, data });
  const { dtm } = await reconstruct(settings, {
    ...{ images: [brighter], suns: [image], reference: scene.file('coarse') },
    output: join(scene.folder, 'dtm-step.tif'),
    flags: ['--resolution', pixel],
  });
  return { dtm, columns: [Math.round((middle * raster.georef.transform[0]) / pixel)] };
}

/** The same step between the left and the right image of one observation, which say that they are one. */
export async function judgePair(settings, scene, { path, image }, pixel) {
  const raster = await readRaster(path);
  const { width, height } = raster;
  const [start, end] = [Math.round((width - SHARED) / 2), Math.round((width + SHARED) / 2)];
  const left = crop(raster, { col: 0, row: 0, width: end, height });
  const right = crop(raster, { col: start, row: 0, width: width - start, height });
  const images = [
    await writeRaster(join(scene.folder, 'native-left.tif'), left),
    await writeRaster(join(scene.folder, 'native-right.tif'), {
      ...right,
      data: right.data.map((v) => v * STEP),
    }),
  ];
  const { dtm, metrics } = await reconstruct(settings, {
    ...{ images, suns: [image, image], reference: scene.file('coarse') },
    output: join(scene.folder, 'dtm-pair.tif'),
    flags: ['--resolution', pixel, '--pairs', '1,2'],
  });
  const columnOf = (col) => Math.round((col * raster.georef.transform[0]) / pixel);
  return { dtm, metrics, columns: [start, width / 2, end].map(columnOf) };
}

/** Columns beside the line of the step that show what is usual. */
const BESIDE = { from: 20, to: 120 };

/** Mean jumps of the height and slope error across the worst of lines, against those of the columns beside them; with and without the step. */
export function stepFigures(plain, stepped, truth, columns) {
  const [first, last] = [columns[0], columns.at(-1)];
  const of = (dtm) => {
    const jumps = (c) => errorJumps(dtm, truth, c);
    const beside = [];
    for (let k = BESIDE.from; k <= BESIDE.to; k++) beside.push(jumps(first - k), jumps(last + k));
    const usual = (key) => beside.reduce((sum, jump) => sum + jump[key], 0) / beside.length;
    // The image's pixels are finer than the result's: a line may lie in either of two columns.
    const across = columns.flatMap((column) => [-1, 0, 1].map((k) => jumps(column + k)));
    const largest = (key) => Math.max(...across.map((jump) => jump[key]));
    return { height: largest('height') / usual('height'), slope: largest('slope') / usual('slope') };
  };
  const change = heightError(stepped, plain);
  return {
    withStep: of(stepped),
    without: of(plain),
    changeRmse: change.rmse,
    errorRmse: heightError(stepped, truth).rmse,
  };
}

function errorJumps(dtm, truth, column) {
  const { width, height } = dtm;
  const error = (r, c) => dtm.data[r * width + c] - truth.data[r * width + c];
  let [heights, slopes] = [0, 0];
  for (let r = 0; r < height; r++) {
    const [a, b, c, d] = [-2, -1, 0, 1].map((k) => error(r, column + k));
    heights += Math.abs(c - b);
    slopes += Math.abs(d - c - (b - a));
  }
  return { height: heights / height, slope: slopes / height };
}

/** What the step does, in words and a table; `plain` is the error without it. */
export function stepPage(step, pair, plain) {
  const cells = ({ height, slope }) => [round(height), round(slope)];
  return `A step of ${round((STEP - 1) * 100)} % in brightness where two cameras meet, under the last of these Suns (jump of the error across the worst line
over that beside it; for a pair also where either image ends):

${table(
  ['', 'height', 'slope', 'change of the DTM, RMS [m]', 'its error, RMS [m]'],
  [
    [
      'as two images of one observation (`--pairs`)',
      ...cells(pair.withStep),
      round(pair.changeRmse),
      round(pair.errorRmse),
    ],
    [
      'inside one image, where nothing tells of it',
      ...cells(step.withStep),
      round(step.changeRmse),
      round(step.errorRmse),
    ],
    ['no step', ...cells(pair.without), 0, round(plain)],
  ],
)}`;
}
