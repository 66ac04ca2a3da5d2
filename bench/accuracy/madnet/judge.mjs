import { join } from 'node:path';
import { blockMeans } from '../jspsr/earth-scene.mjs';
import { correlation, heightError, lambert, slopeError } from '../measures.mjs';
import { readRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { addedSums, classFigures, classSums } from './slope-classes.mjs';

/** Pixels of the image along the side of one of the model. */
export const RATIO = 2;

/**
 * The first image of a scene made a model, and the errors of both the model and the interpolated reference.
 *
 * @param {{ name: string, flags?: readonly (string | number)[] }} job of the product
 */
export async function judge(settings, scene, { name, flags = [] }) {
  const made = await reconstruct(settings, {
    ...{ images: [scene.file('image-1')], reference: scene.file('reference') },
    ...{ output: join(scene.folder, `${name}.tif`), flags },
  });
  const truth = blockMeans(await readRaster(scene.file('truth')), RATIO);
  const image = blockMeans(await readRaster(scene.file('image-1')), RATIO);
  return { ...made, scene, truth, image, ...errorsOf({ ...made, truth, image }, scene) };
}

/** Figures of a model on the grid of the truth, and sums by slope class. */
function errorsOf({ dtm, reference, truth, image }, { suns, drawn }) {
  requireSameGrid(dtm, truth);
  const [before, after] = [heightError(reference, truth).rmse, heightError(dtm, truth)];
  const [flat, slope] = [slopeError(reference, truth), slopeError(dtm, truth)];
  const [sun] = suns;
  const shade = (raster) => correlation(lambert(raster, sun), image);
  const figures = {
    ...{ referenceRmse: before, rmse: after.rmse, heightRatio: after.rmse / before, pixels: after.pixels },
    ...{ referenceSlope: flat.degrees, slope: slope.degrees, slopeRatio: slope.degrees / flat.degrees },
    ...{ referenceGradient: flat.gradient, gradient: slope.gradient },
    ...{ referenceShade: shade(reference), shade: shade(dtm), truthShade: shade(truth) },
  };
  const cell = drawn.reference.factor / RATIO;
  return { figures, sums: classSums({ dtm, reference, truth }, cell) };
}

/** Over all pixels of all scenes; shades: means. */
export function pool(judged) {
  const rows = judged.map(({ figures }) => figures);
  const pixels = rows.reduce((sum, row) => sum + row.pixels, 0);
  const rms = (key) => Math.sqrt(rows.reduce((sum, row) => sum + row.pixels * row[key] ** 2, 0) / pixels);
  const mean = (key) => rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
  const errors = ['referenceRmse', 'rmse', 'referenceSlope', 'slope', 'referenceGradient', 'gradient'];
  const pooled = {
    ...Object.fromEntries(errors.map((key) => [key, rms(key)])),
    ...Object.fromEntries(['referenceShade', 'shade', 'truthShade'].map((key) => [key, mean(key)])),
  };
  return {
    ...pooled,
    heightRatio: pooled.rmse / pooled.referenceRmse,
    slopeRatio: pooled.slope / pooled.referenceSlope,
    classes: classFigures(addedSums(judged.map(({ sums }) => sums))),
  };
}

function requireSameGrid(dtm, truth) {
  const [a, b] = [dtm, truth].map(({ width, height, georef }) => [width, height, ...georef.transform]);
  if (a.every((v, i) => Math.abs(v - b[i]) < 1e-6 * Math.abs(b[0]))) return;
  throw new Error(`The model's grid ${a} is not that of the truth, ${b}.`);
}
