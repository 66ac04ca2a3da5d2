import { createNodeRuntime, loadModel } from '../../../dist/node.js';
import { PIXEL, readPatches, SIZE } from '../mars-ground.mjs';
import { heightError, slopeError } from '../measures.mjs';
import { cubic } from './cubic.mjs';
import { blockMeans, interpolated, windowsOf } from './mars-samples.mjs';

/** Pixels on every side of a patch that are not judged: samples lack their neighbours there. */
const BORDER = 6;
/** As in mars.yaml. */
const SCALE = 200;
/** Where the windows begin that a network sees of a patch and its neighbours: whole cells, three quarters of a window shared. */
const STARTS = [0, 32, 64, 96];

/**
 * Errors on the validation patches of both interpolations and of networks by name: of each patch alone, of the weighted means of overlapping
 * windows where patches lie side by side, and of these with the means of the cells kept.
 */
export async function errorsOn({ factor, networks }) {
  const patches = await readPatches('validation');
  const truth = patches.map(({ layers }) => layers.heights);
  const cells = truth.map((heights) => blockMeans(heights, factor));
  const smooth = cells.map((of) => interpolated(of, factor));
  const errors = {
    cubic: errorOf(
      cells.map((of) => cubic(of, factor)),
      truth,
    ),
    interpolated: errorOf(smooth, truth),
  };
  for (const [name, { model }] of Object.entries(networks)) {
    const predict = await openNetwork(model);
    const alone = [];
    for (const [k, { layers }] of patches.entries()) alone.push(await predict(smooth[k], layers));
    const found = await blended(patches, async (layers) => {
      return predict(interpolated(blockMeans(layers.heights, factor), factor), layers);
    });
    errors[name] = {
      alone: errorOf(alone, truth),
      blended: errorOf(found, truth),
      kept: errorOf(
        found.map((heights, k) => withMeans(heights, cells[k], factor)),
        truth,
      ),
    };
  }
  return { patches: patches.length, errors };
}

/** Heights of every patch: means of those of all windows that touch it, weighted by a pyramid over the window. */
async function blended(patches, predict) {
  const windowAt = windowsOf(patches);
  const sums = new Map(
    patches.map(({ row, col }) => [`${row} ${col}`, [0, 1].map(() => new Float64Array(SIZE ** 2))]),
  );
  for (const patch of patches)
    for (const dRow of STARTS)
      for (const dCol of STARTS) {
        const layers = windowAt(patch, dRow, dCol);
        if (layers === undefined) continue;
        const heights = await predict(layers);
        for (let i = 0; i < heights.length; i++) {
          const [r, c] = [Math.floor(i / SIZE), i % SIZE];
          const [down, right] = [r + dRow, c + dCol].map((at) => Math.floor(at / SIZE));
          const [sum, weights] = sums.get(`${patch.row + down} ${patch.col + right}`);
          const weight = ramp(r) * ramp(c);
          const at = ((r + dRow) % SIZE) * SIZE + ((c + dCol) % SIZE);
          sum[at] += weight * heights[i];
          weights[at] += weight;
        }
      }
  return patches.map(({ row, col }) => {
    const [sum, weights] = sums.get(`${row} ${col}`);
    return Float32Array.from(sum, (s, i) => s / weights[i]);
  });
}

const ramp = (i) => Math.min(i + 1, SIZE - i);

/** Heights of a patch from interpolated ones and its images. */
async function openNetwork(model) {
  const { bytes } = await loadModel(model);
  const session = await (await createNodeRuntime()).open(bytes, model);
  return async (dem, { grey, red }) => {
    const mean = dem.reduce((sum, h) => sum + h, 0) / dem.length;
    const image = new Float32Array(3 * SIZE ** 2);
    for (const [k, band] of [grey, red, grey].entries())
      image.set(
        band.map((v) => v / 255),
        k * SIZE ** 2,
      );
    const { height } = await session.run({
      dem: { shape: [1, 1, SIZE, SIZE], data: dem.map((h) => (h - mean) / SCALE) },
      // Blind networks are exported without an image.
      ...(session.inputs.includes('image') ? { image: { shape: [1, 3, SIZE, SIZE], data: image } } : {}),
    });
    return height.data.map((v) => v * SCALE + mean);
  };
}

/** Adds what the means of the cells lack, interpolated. */
function withMeans(heights, cells, factor) {
  const found = blockMeans(heights, factor);
  const missing = interpolated(
    cells.map((z, k) => z - found[k]),
    factor,
  );
  return heights.map((z, i) => z + missing[i]);
}

/** Errors of all patches pooled: height in metres, slope as rise over run. */
function errorOf(found, truth) {
  const sums = { pixels: 0, squares: 0, absolute: 0, slopes: 0 };
  for (const [k, heights] of found.entries()) {
    const [a, b] = [inner(heights), inner(truth[k])];
    const { rmse, meanAbs, pixels } = heightError(a, b);
    sums.pixels += pixels;
    sums.squares += pixels * rmse ** 2;
    sums.absolute += pixels * meanAbs;
    sums.slopes += slopeError(a, b).gradient ** 2 / found.length;
  }
  return {
    rmse: Math.sqrt(sums.squares / sums.pixels),
    mae: sums.absolute / sums.pixels,
    slope: Math.sqrt(sums.slopes),
  };
}

function inner(heights) {
  const side = SIZE - 2 * BORDER;
  const data = Float32Array.from({ length: side ** 2 }, (_, i) => {
    return heights[(BORDER + Math.floor(i / side)) * SIZE + BORDER + (i % side)];
  });
  return { width: side, height: side, data, georef: { transform: [PIXEL, 0, 0, 0, -PIXEL, 0] } };
}
