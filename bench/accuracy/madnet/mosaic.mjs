import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta } from '../cuesta.mjs';
import { blockMeans } from '../jspsr/earth-scene.mjs';
import { correlation, heightError, round } from '../measures.mjs';
import { panels, shades } from '../pictures.mjs';
import { crop, minus, readRaster, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';
import { crestsOf } from './crests.mjs';
import { marsScene } from './mars-scene.mjs';
import { scatterPanel } from './scatter.mjs';

/** Metres of the truth, of the images, and of the coarser comparison (the paper's CTX mosaic). */
const [TRUTH, IMAGE, COMMON] = [1, 4, 20];
/** Pixels of 4 m that a strip has across, and those that neighbours share. */
const [STRIP, OVERLAP] = [320, 128];
const STRIPS = 6;
const AREAS = { across: 6, down: 2 };
const SUNS = ['250,35', '265,42', '280,30', '262,48', '240,38', '290,33'];
/** Published for real strips against CTX and HiRISE models: profiles, crater rims in general and at most, metres. */
const PAPER = { profiles: 12, rims: 5, rimsAtMost: 10 };

/** Six overlapping strips under different Suns become one model; twelve areas of it against the truth. */
export async function run(settings) {
  const seed = settings.seeds?.[0] ?? 301;
  const width = IMAGE * (STRIPS * (STRIP - OVERLAP) + OVERLAP);
  const height = IMAGE * (settings.size ?? (settings.smoke ? 160 : 512));
  const scene = marsScene(settings, { seed, width, height, pixel: TRUTH, sun: SUNS });
  const images = [];
  for (let i = 0; i < STRIPS; i++) images.push(await strip(scene, i));
  const output = join(scene.folder, 'mosaic.tif');
  const { metrics } = await reconstruct(settings, {
    ...{ images, suns: scene.suns, reference: scene.file('reference'), output },
    flags: ['--network-tile', 128, 128, '--overlap', 32],
  });
  const { truth, dtm, reference } = await onPixelsOf(COMMON, scene, output);
  const fine = await onPixelsOf(TRUTH, scene, output);
  const areas = areasOf(truth, fine, { dtm, reference });
  const rasters = { truth, dtm, reference };
  const overall = Object.fromEntries(
    ['dtm', 'reference'].map((name) => [
      name,
      { ...heightError(rasters[name], truth), correlation: correlation(rasters[name], truth) },
    ]),
  );
  const { heightJump, slopeJump } = metrics.seams.overall;
  const seams = { height: heightJump.ratio, slope: slopeJump.ratio };
  return {
    result: { seed, width, height, strips: STRIPS, paper: PAPER, seams, overall, areas },
    markdown: page(areas, overall, seams, { seed, width, height }),
    pictures: await picturesOf(rasters, await nativeViews(scene, output)),
  };
}

/** The part of a whole image that one strip shows, on pixels of 4 m. */
async function strip(scene, index) {
  const path = join(scene.folder, `strip-${index + 1}.tif`);
  if (existsSync(path)) return path;
  const whole = blockMeans(await readRaster(scene.file(`image-${index + 1}`)), IMAGE / TRUTH);
  const window = { col: index * (STRIP - OVERLAP), row: 0, width: STRIP, height: whole.height };
  return writeRaster(path, crop(whole, window));
}

/** Truth, model and reference on pixels of a size: means where they become larger, interpolated where smaller. */
async function onPixelsOf(size, scene, output) {
  const { georef, width, height } = await readRaster(output);
  const [a, , west, , e, north] = georef.transform;
  // Whole pixels of 20 m, so that all parts have one grid.
  const [cols, rows] = [width * a, height * -e].map((side) => COMMON * Math.floor(side / COMMON));
  const bbox = [west, north - rows, west + cols, north];
  const part = async (path, pixel) => {
    const to = path.replace(/\.tif$/, `-${size}.tif`);
    const method = pixel < size ? 'average' : 'cubic';
    cuesta('convert', path, '-o', to, '--tr', size, '--bbox', ...bbox, '-r', method, '--overwrite');
    return readRaster(to);
  };
  const dtm = await part(output, a);
  const residual = await part(output.replace(/\.tif$/, '_residual.tif'), a);
  const reference = { ...dtm, data: dtm.data.map((z, i) => z - residual.data[i]) };
  return { truth: await part(scene.file('truth'), TRUTH), dtm, reference };
}

function areasOf(truth, fine, rasters) {
  const cut = (raster, k) => {
    const [width, height] = [Math.floor(raster.width / AREAS.across), Math.floor(raster.height / AREAS.down)];
    const [col, row] = [(k % AREAS.across) * width, Math.floor(k / AREAS.across) * height];
    return crop(raster, { col, row, width, height });
  };
  return Array.from({ length: AREAS.across * AREAS.down }, (_, k) => {
    const ground = cut(truth, k);
    const crests = crestsOf(ground);
    const figures = (name) => {
      const part = cut(rasters[name], k);
      return {
        most: mostAbsolute(part, ground),
        rmse: heightError(part, ground).rmse,
        scatter: correlation(part, ground),
        ...atCrests(part, ground, crests),
        fineRmse: heightError(cut(fine[name], k), cut(fine.truth, k)).rmse,
        fineMost: mostAbsolute(cut(fine[name], k), cut(fine.truth, k)),
      };
    };
    return { area: k + 1, crests: crests.length, dtm: figures('dtm'), reference: figures('reference') };
  });
}

function mostAbsolute(a, b) {
  let most = 0;
  for (let i = 0; i < a.data.length; i++) {
    const d = Math.abs(a.data[i] - b.data[i]);
    if (d > most) most = d;
  }
  return most;
}

function atCrests(part, ground, crests) {
  const dh = crests.map((i) => Math.abs(part.data[i] - ground.data[i])).filter((d) => !Number.isNaN(d));
  return {
    rims: dh.reduce((sum, d) => sum + d, 0) / dh.length,
    rimsAtMost: dh.reduce((a, b) => Math.max(a, b), 0),
  };
}

function page(areas, overall, seams, { seed, width, height }) {
  const pair = (area, key) => [area.reference[key], area.dtm[key]].map((v) => round(v));
  const keys = ['most', 'rims', 'rimsAtMost', 'rmse', 'scatter', 'fineMost', 'fineRmse'];
  const names = [
    `largest dh, ${COMMON} m`,
    'rims and crests, mean dh',
    'at most',
    `RMSE, ${COMMON} m`,
    'correlation',
    `largest dh, ${TRUTH} m`,
    `RMSE, ${TRUTH} m`,
  ];
  const mean = (name, key) => areas.reduce((sum, area) => sum + area[name][key], 0) / areas.length;
  const all = {
    area: 'mean',
    ...Object.fromEntries(
      ['reference', 'dtm'].map((name) => [
        name,
        Object.fromEntries(keys.map((key) => [key, mean(name, key)])),
      ]),
    ),
  };
  return `Six strips of ${STRIP} px of ${IMAGE} m that share ${OVERLAP} px with each neighbour, under six Suns in the afternoon, of a scene of ${width} x ${height} m (seed ${seed}, truth
of ${TRUTH} m); reference like an HRSC model (50 m). The mosaic of ${2 * IMAGE} m beside the reference, in ${areas.length} areas: against the truth averaged to ${COMMON} m, and, interpolated, against
the truth of ${TRUTH} m. Metres, dh without its sign; every pair: reference, model. Rims and crests: the 3 % of the truth's pixels of ${COMMON} m that stand highest above their surroundings of 140 m.
Published, for real strips against CTX and HiRISE models: profiles within ${PAPER.profiles} m, crater rims generally within ${PAPER.rims} m, ${PAPER.rimsAtMost} m at most.

${table(
  ['area', ...names.flatMap((name) => [`${name}: ref.`, 'model'])],
  [...areas, all].map((area) => [area.area, ...keys.flatMap((key) => pair(area, key))]),
)}

Whole mosaic, ${COMMON} m: RMSE ${round(overall.dtm.rmse)} m (reference ${round(overall.reference.rmse)} m), correlation of heights ${round(overall.dtm.correlation, 5)} (${round(overall.reference.correlation, 5)}). Seams between strips: jump of heights ${round(seams.height)}, of
slopes ${round(seams.slope)} (median across the line over that beside it; 1 is none).

${picture('mosaic', 'Truth, reference and mosaic, shaded', 'madnet')}

Truth, reference and mosaic, shaded from 315 deg, 30 deg high.

${picture('mosaic-scatter', 'Scatter of reference and mosaic', 'madnet')}

Heights of the reference (left) and the mosaic (right) against those of the truth of ${COMMON} m, each without its mean over 500 m: the diagonal is right.`;
}

/** Truth, reference and mosaic on the mosaic's own pixels. */
async function nativeViews(scene, output) {
  const dtm = await readRaster(output);
  const residual = await readRaster(output.replace(/\.tif$/, '_residual.tif'));
  const truth = blockMeans(await readRaster(scene.file('truth')), (2 * IMAGE) / TRUTH);
  return [truth, minus(dtm, residual), dtm];
}

async function picturesOf({ truth, dtm, reference }, views) {
  return {
    mosaic: await panels(shades(views, { azimuth: 315, elevation: 30 }).map((view) => [view])),
    'mosaic-scatter': await panels([[scatterPanel(truth, reference), scatterPanel(truth, dtm)]]),
  };
}
