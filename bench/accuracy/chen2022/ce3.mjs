import { join } from 'node:path';
import { lunarTerrain } from '../../../dist/simulate/lunar/lunar-terrain.js';
import { slopeAgreement } from '../../../dist/terrain/effective-resolution.js';
import { craterRecovery } from '../../../dist/terrain/effective-resolution-craters.js';
import { cuesta, lunarScene } from '../cuesta.mjs';
import { heightError, round, slopeError, slopeErrorBySun } from '../measures.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop, readRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';
import { judgePair, judgeStep, STEP, stepFigures, stepPage } from './brightness-step.mjs';

export const needsModel = true;

/** The six NAC pairs of the paper's table II: resolution in metres, Sun in degrees. */
const IMAGES = [
  { native: 1.48, azimuth: 106.4, elevation: 15.5 },
  { native: 1.46, azimuth: 253.1, elevation: 14.8 },
  { native: 1.45, azimuth: 159.5, elevation: 44.7 },
  { native: 1.08, azimuth: 206.8, elevation: 43.9 },
  { native: 1.11, azimuth: 118.6, elevation: 26.7 },
  { native: 0.92, azimuth: 133.3, elevation: 35 },
];
const PIXEL = 1.5;
/** Pixel of the simulation, from which all images are averaged. */
const FINE = 0.75;
const BARS = { spread: 0.35, height: 0.5 };

/** Six images of one area under different Suns and of different resolution (section III-B of the paper). */
export async function run(settings) {
  const seeds = settings.seeds ?? [301];
  const size = settings.size ?? (settings.smoke ? 384 : 1024);
  const areas = [];
  for (const seed of seeds) areas.push(await judgeArea(settings, seed, size));
  const scale = await applyAtFiveMetres(settings, seeds[0], size);
  const results = areas.map(({ figures }) => figures);
  return {
    result: { seeds, size, bars: BARS, passed: results.every((r) => r.passed), areas: results, scale },
    markdown: page(results, scale, { seeds, size }),
    pictures: await picturesOf(areas[0]),
  };
}

async function judgeArea(settings, seed, size) {
  const scene = lunarScene(settings, {
    ...{ seed, size: (size * PIXEL) / FINE, pixel: FINE, coarseNoise: 0 },
    sun: IMAGES.map(({ azimuth, elevation }) => `${azimuth},${elevation}`),
  });
  const truth = await averaged(scene.file('truth'), join(scene.folder, 'truth-1.5.tif'), PIXEL);
  const results = [];
  for (const [i, image] of IMAGES.entries()) {
    const path = join(scene.folder, `native-${i + 1}.tif`);
    await averaged(scene.file(`image-${i + 1}`), path, image.native);
    results.push(await judgeImage(settings, scene, path, image, `dtm-${i + 1}`));
  }
  const stepped = await judgeStep(settings, scene, results.at(-1), PIXEL);
  const paired = await judgePair(settings, scene, results.at(-1), PIXEL);
  // Areas of whole pixels differ by a pixel between resolutions; all start in one corner.
  const least = (key) => Math.min(truth[key], ...[...results, stepped, paired].map(({ dtm }) => dtm[key]));
  const common = { col: 0, row: 0, width: least('width'), height: least('height') };
  const ground = crop(truth, common);
  const all = results.map((r) => ({ ...r, dtm: crop(r.dtm, common), reference: crop(r.reference, common) }));
  const craters = cratersOf(scene);
  const rows = all.map((r) => imageFigures(r, ground, craters));
  const reference = heightError(all[0].reference, ground);
  const spread = spreadAmong(all.map(({ dtm }) => dtm));
  const worst = Math.max(...rows.map((row) => row.toTruth.rmse));
  const figures = {
    seed,
    referenceRmse: reference.rmse,
    spread,
    spreadRatio: spread / reference.rmse,
    heightRatio:
      Math.sqrt(rows.reduce((sum, row) => sum + row.toTruth.rmse ** 2, 0) / rows.length) / reference.rmse,
    worstHeightRatio: worst / reference.rmse,
    rows,
    differences: differences(all, ground),
    step: stepFigures(all.at(-1).dtm, crop(stepped.dtm, common), ground, stepped.columns),
    pair: stepFigures(all.at(-1).dtm, crop(paired.dtm, common), ground, paired.columns),
  };
  const passed = figures.spreadRatio <= BARS.spread && figures.heightRatio <= BARS.height;
  return { figures: { ...figures, passed }, scene, results: all, stepped, truth: ground };
}

/** A raster averaged to another pixel size. */
async function averaged(path, output, size) {
  cuesta('convert', path, '-o', output, '--tr', size, '-r', 'average', '--dtype', 'float32', '--overwrite');
  return readRaster(output);
}

async function judgeImage(settings, scene, path, image, name) {
  const job = {
    images: [path],
    suns: [image],
    reference: scene.file('coarse'),
    output: join(scene.folder, `${name}.tif`),
  };
  return { image, path, ...(await reconstruct(settings, { ...job, flags: ['--resolution', PIXEL] })) };
}

/** Craters of a scene in pixels of the results. */
function cratersOf({ drawn: { terrain, coarse } }) {
  // Two cells of the coarse model around the images.
  const margin = 2 * coarse.factor * terrain.pixel;
  return lunarTerrain(terrain).craters.map(({ x, y, diameter }) => ({
    col: (x - margin) / PIXEL,
    row: (y - margin) / PIXEL,
    diameter: diameter / PIXEL,
  }));
}

function imageFigures({ image, dtm, reference }, truth, craters) {
  const agreement = slopeAgreement(dtm.data, truth.data, dtm.width);
  const { smallest, classes } = craterRecovery(dtm.data, truth.data, dtm.width, craters);
  return {
    ...image,
    toReference: heightError(dtm, reference),
    toTruth: heightError(dtm, truth),
    slope: slopeError(dtm, truth),
    sun: slopeErrorBySun(dtm, truth, image.azimuth),
    wavelength: agreement?.wavelength ?? null,
    crater: smallest,
    bands: agreement?.bands ?? [],
    craters: classes,
  };
}

/** RMS over all pixels of the standard deviation among DTMs of one grid. */
function spreadAmong(dtms) {
  let [pixels, sum] = [0, 0];
  for (let i = 0; i < dtms[0].data.length; i++) {
    const heights = dtms.map(({ data }) => data[i]);
    const mean = heights.reduce((a, b) => a + b, 0) / heights.length;
    if (Number.isNaN(mean)) continue;
    pixels++;
    sum += heights.reduce((s, z) => s + (z - mean) ** 2, 0) / (heights.length - 1);
  }
  return Math.sqrt(sum / pixels);
}

/** Mean and standard deviation of absolute differences, as the paper's figure 8. */
function differences(results, truth) {
  const dtms = results.map(({ dtm }) => dtm);
  const among = dtms.flatMap((a, i) => dtms.slice(i + 1).map((b) => heightError(a, b)));
  return {
    dtmToReference: meanOf(results.map(({ dtm, reference }) => heightError(dtm, reference))),
    dtmToTruth: meanOf(dtms.map((dtm) => heightError(dtm, truth))),
    amongDtms: meanOf(among),
    referenceToTruth: meanOf([heightError(results[0].reference, truth)]),
  };
}

function meanOf(errors) {
  const mean = (key) => errors.reduce((sum, e) => sum + e[key], 0) / errors.length;
  return { meanAbs: mean('meanAbs'), stdAbs: mean('stdAbs') };
}

/** The network on images with pixels of 5 m, under a coarse DTM of as many pixels per cell as in training, and of 60 m. */
async function applyAtFiveMetres(settings, seed, size) {
  const rows = [];
  for (const coarsePixel of [200, 60]) {
    const options = { seed, size, pixel: 5, coarsePixel, coarseNoise: 0, sun: ['315,25'] };
    const scene = lunarScene(settings, options);
    const truth = await readRaster(scene.file('truth'));
    for (const align of ['none', 'low-frequency']) {
      const { dtm, reference } = await reconstruct(settings, {
        ...{ images: [scene.file('image-1')], suns: scene.suns, reference: scene.file('coarse') },
        ...{ output: join(scene.folder, 'dtm.tif'), flags: ['--align', align] },
      });
      const referenceRmse = heightError(reference, truth).rmse;
      const height = heightError(dtm, truth).rmse / referenceRmse;
      const slope = slopeError(dtm, truth).degrees / slopeError(reference, truth).degrees;
      rows.push({ ...{ pixel: 5, coarsePixel, align }, referenceRmse, height, slope });
    }
  }
  return rows;
}

function page(areas, scale, { seeds, size }) {
  return `One area of ${size} x ${size} px of 1.5 m seen six times, with the Suns and resolutions of the paper's six NAC pairs (its Table II), all
averaged to 1.5 m; noise-free coarse DTM of 60 m. Scene${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')}: no training drew them.

${areas.map(areaPage).join('\n\n')}

**Other scales.** The same network on pixels of 5 m (the other way round than the paper, which applies a network of 5 m at 1.5 m):

${table(
  [
    'pixel [m]',
    'coarse DTM [m]',
    'its height RMSE [m]',
    '--align',
    'ratio of height RMSE',
    'ratio of slope RMSE',
  ],
  scale.map((s) => [
    s.pixel,
    s.coarsePixel,
    round(s.referenceRmse),
    s.align,
    round(s.height),
    round(s.slope),
  ]),
)}

${picture('ce3', 'Six images and their DTMs')}

Per image: part of it, its DTM shaded under its own Sun, and under a Sun 90 deg farther clockwise; last row: truth under both Suns of the last
image, and its DTM when the right half of that image is ${round((STEP - 1) * 100)} % brighter.`;
}

function areaPage({
  seed,
  rows,
  differences: d,
  referenceRmse,
  spread,
  spreadRatio,
  heightRatio,
  worstHeightRatio,
  step,
  pair,
  passed,
}) {
  const byElevation = [...rows].sort((a, b) => a.elevation - b.elevation);
  const images = table(
    [
      'Sun elevation [deg]',
      'Sun azimuth [deg]',
      'native [m]',
      'height RMSE [m]',
      'slope RMSE [deg]',
      'gradient RMSE along the Sun',
      'across it',
      'resolved wavelength [px]',
      'smallest crater [px]',
    ],
    byElevation.map((r) => [
      r.elevation,
      r.azimuth,
      r.native,
      round(r.toTruth.rmse),
      round(r.slope.degrees),
      round(r.sun.along),
      round(r.sun.across),
      round(r.wavelength),
      round(r.crater),
    ]),
  );
  const row = (label, { meanAbs, stdAbs }, published) => [label, round(meanAbs), round(stdAbs), published];
  const pairs = table(
    [`absolute difference, scene ${seed}`, 'mean [m]', 'std [m]', 'paper, mean / std [m]'],
    [
      row('DTMs to reference', d.dtmToReference, '1.56 / 1.57'),
      row('DTMs to truth (paper: to photogrammetry)', d.dtmToTruth, '2.80 / 2.30'),
      row('DTMs among each other', d.amongDtms, 'not stated'),
      row('reference to truth', d.referenceToTruth, '3.02 / 2.46'),
    ],
  );
  return `${images}

Resolved wavelength: where response or coherence of the slopes with the truth falls to one half; smallest crater: all larger ones keep at
least half of their depth (both after Bland et al. 2021; \`src/terrain/effective-resolution*.ts\`).

${pairs}

Standard deviation among the six results ${round(spread)} m, ${round(spreadRatio)} of the reference's error of ${round(referenceRmse)} m (bar
${BARS.spread}); ratio of height RMSE in the same run ${round(heightRatio)} (bar ${BARS.height}; worst image ${round(worstHeightRatio)}): **${passed ? 'met' : 'missed'}**.

${stepPage(step, pair, rows.at(-1).toTruth.rmse)}`;
}

async function picturesOf({ results, stepped, truth }) {
  const side = Math.min(256, truth.width);
  const corner = (size) => Math.floor((size - side) / 2);
  const window = { col: corner(truth.width), row: corner(truth.height), width: side, height: side };
  const rows = [];
  for (const { image, path, dtm } of results) {
    const seen = await readRaster(await sameGrid(path, dtm));
    const part = crop(dtm, window);
    rows.push([stretch(crop(seen, window)), ...turned(image).flatMap((sun) => shades([part], sun))]);
  }
  const suns = turned(results.at(-1).image);
  const part = crop(truth, window);
  rows.push([
    ...suns.flatMap((sun) => shades([part], sun)),
    ...shades([part, crop(stepped.dtm, window)], suns[0]).slice(1),
  ]);
  return { ce3: await panels(rows) };
}

/** The image averaged to the pixels of its DTM. */
async function sameGrid(path, { georef }) {
  const output = path.replace(/\.tif$/, '-1.5.tif');
  await averaged(path, output, georef.transform[0]);
  return output;
}

/** The Sun of an image, and one 90 degrees farther clockwise. */
const turned = ({ azimuth, elevation }) => [azimuth, azimuth + 90].map((a) => ({ azimuth: a, elevation }));
