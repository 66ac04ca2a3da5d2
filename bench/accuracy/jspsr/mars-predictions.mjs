import { createNodeRuntime, loadModel } from '../../../dist/node.js';
import { PIXEL, readPatches, SIZE } from '../mars-ground.mjs';
import { heightError, slopeError } from '../measures.mjs';
import { cubic } from './cubic.mjs';
import { blockMeans, interpolated } from './mars-samples.mjs';

/** Pixels on every side of a patch that are not judged: samples lack their neighbours there. */
const BORDER = 6;
/** As in mars.yaml. */
const SCALE = 200;

/** Errors on the validation patches of both interpolations and of networks by name, each as it is and with the means of its cells kept. */
export async function errorsOn({ factor, networks }) {
  const patches = (await readPatches('validation')).map(({ layers }) => layers);
  const truth = patches.map(({ heights }) => heights);
  const cells = truth.map((heights) => blockMeans(heights, factor));
  const smooth = cells.map((of) => interpolated(of, factor));
  const errors = {
    cubic: errorOf(
      cells.map((of) => cubic(of, factor)),
      truth,
    ),
    interpolated: errorOf(smooth, truth),
  };
  for (const [name, { model, blind }] of Object.entries(networks)) {
    const predict = await openNetwork(model, blind);
    const found = [];
    for (const [k, patch] of patches.entries()) found.push(await predict(smooth[k], patch));
    errors[name] = { asIs: errorOf(found, truth) };
    errors[name].kept = errorOf(
      found.map((heights, k) => withMeans(heights, cells[k], factor)),
      truth,
    );
  }
  return { patches: patches.length, errors };
}

/** Heights from interpolated ones and the images of a patch, or from a constant in their place. */
async function openNetwork(model, blind) {
  const { bytes } = await loadModel(model);
  const session = await (await createNodeRuntime()).open(bytes, model);
  return async (dem, { grey, red }) => {
    const mean = dem.reduce((sum, h) => sum + h, 0) / dem.length;
    const image = new Float32Array(3 * SIZE ** 2);
    const bands = blind ? [] : [grey, red, grey];
    for (const [k, band] of bands.entries())
      image.set(
        band.map((v) => v / 255),
        k * SIZE ** 2,
      );
    const { height } = await session.run({
      dem: { shape: [1, 1, SIZE, SIZE], data: dem.map((h) => (h - mean) / SCALE) },
      image: { shape: [1, 3, SIZE, SIZE], data: image },
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
