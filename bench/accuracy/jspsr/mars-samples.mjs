import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRng, parseCrs } from '../../../dist/index.js';
import { CogWriter, cogSpec } from '../../../dist/node.js';
import { PIXEL, readPatches, SIZE } from '../mars-ground.mjs';
import { meanPreserving } from '../mean-preserving.mjs';

/**
 * Windows drawn for training per patch: 275 patches alone are learnt by heart (losses of 0.183 in training, 0.226 in validation after 2,400
 * steps of two samples). Patches that lie side by side are cut anywhere, so that the cells of the coarse heights begin elsewhere, too.
 */
const DRAWS = 8;

/** What changes from one drawn window to the next: slopes of a plane added to the heights, m/m, and the logarithms of two factors. */
const DRAWN = { tilt: 0.01, relief: 0.15, contrast: 0.1 };

/**
 * Writes Valles Marineris as samples of the layout of DFC30. Coarse heights are block means of `factor` pixels, interpolated so that they keep
 * their cells' means: a network that is given cubic convolution spends its training on finding that (blind, it ended where this begins).
 */
export async function writeMarsSamples(root, factor, draw) {
  for (const part of ['train', 'validation']) {
    const patches = await readPatches(part);
    for (const layer of ['BDORTHO', 'RGEALTI', 'COP30'])
      mkdirSync(join(root, part, layer), { recursive: true });
    const samples = part === 'train' ? drawnWindows(patches, draw) : patches.map((patch) => patch.layers);
    let k = 0;
    for (const { heights, grey, red } of samples) {
      const path = (layer) => join(root, part, layer, `${k}_${layer}.tif`);
      await write(path('RGEALTI'), 'float32', [heights]);
      await write(path('COP30'), 'float32', [interpolated(blockMeans(heights, factor), factor)]);
      const images = [grey, red, grey].map((samples) => Uint8Array.from(samples));
      await write(path('BDORTHO'), 'uint8', images);
      k++;
    }
  }
}

function* drawnWindows(patches, seed) {
  const rng = createRng(seed);
  const windowAt = windowsOf(patches);
  for (const patch of patches)
    for (let draw = 0; draw < DRAWS; draw++) {
      const [dRow, dCol] = [rng.int(SIZE), rng.int(SIZE)];
      yield varied(windowAt(patch, dRow, dCol) ?? patch.layers, rng);
    }
}

/** Cuts the layers of windows that begin so many rows and columns into a patch and go on in its neighbours; undefined where one is missing. */
export function windowsOf(patches) {
  const byPlace = new Map(patches.map((patch) => [`${patch.row} ${patch.col}`, patch.layers]));
  return ({ row, col }, dRow, dCol) => {
    const [down, right] = [dRow > 0 ? 1 : 0, dCol > 0 ? 1 : 0];
    const four = [0, down].flatMap((r) => [0, right].map((c) => byPlace.get(`${row + r} ${col + c}`)));
    return four.includes(undefined) ? undefined : moved(four, dRow, dCol);
  };
}

/** The window that begins in the first of four patches, the others being to its right, below, and both. */
function moved(neighbours, dRow, dCol) {
  const cut = (layer) =>
    Float32Array.from({ length: SIZE ** 2 }, (_, i) => {
      const [r, c] = [Math.floor(i / SIZE) + dRow, (i % SIZE) + dCol];
      const from = neighbours[(r < SIZE ? 0 : 2) + (c < SIZE ? 0 : 1)][layer];
      return from[(r % SIZE) * SIZE + (c % SIZE)];
    });
  return { heights: cut('heights'), grey: cut('grey'), red: cut('red') };
}

function varied({ heights, grey, red }, rng) {
  const relief = Math.exp(DRAWN.relief * rng.normal());
  const [across, down] = [0, 1].map(() => DRAWN.tilt * rng.normal() * PIXEL);
  const level = heights.reduce((sum, h) => sum + h, 0) / heights.length;
  const lit = (samples) => {
    const contrast = Math.exp(DRAWN.contrast * rng.normal());
    const mean = samples.reduce((sum, v) => sum + v, 0) / samples.length;
    return samples.map((v) => Math.min(255, Math.max(0, Math.round(mean + contrast * (v - mean)))));
  };
  return {
    heights: heights.map(
      (h, i) => level + relief * (h - level) + across * (i % SIZE) + down * Math.floor(i / SIZE),
    ),
    ...{ grey: lit(grey), red: lit(red) },
  };
}

export function blockMeans(samples, factor) {
  const size = SIZE / factor;
  const means = new Float64Array(size * size);
  for (let i = 0; i < samples.length; i++)
    means[Math.floor(i / SIZE / factor) * size + Math.floor((i % SIZE) / factor)] += samples[i] / factor ** 2;
  return means;
}

/** Smooth heights on the pixels that have the cells as means. */
export function interpolated(cells, factor) {
  const size = SIZE / factor;
  const coarse = { width: size, height: size, data: cells, georef: { transform: [1, 0, 0, 0, -1, 0] } };
  return meanPreserving(coarse, factor).data;
}

async function write(path, dtype, bands) {
  const georef = { crs: parseCrs('IAU_2015:49910'), transform: [PIXEL, 0, 0, 0, -PIXEL, SIZE * PIXEL] };
  const spec = cogSpec({ width: SIZE, height: SIZE, bands: bands.length, dtype, georef, overviews: 'none' });
  const writer = await CogWriter.create(path, spec);
  await writer.writeTile({ col: 0, row: 0, depth: 0 }, bands);
  await writer.finish();
}
