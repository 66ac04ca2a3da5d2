import { join } from 'node:path';
import { reconstructSchema } from '../../../dist/pipelines/reconstruct/config.js';
import { cuesta, lunarScene } from '../cuesta.mjs';
import { heightError, round, slopeError } from '../measures.mjs';
import { panels, shades } from '../pictures.mjs';
import { crop, readRaster, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';
import { OTHER_DEMS, otherDem } from './other-dems.mjs';

export const needsModel = true;

/** Suns of the paper's eight NAC pairs (table II), azimuth and elevation in degrees. */
const SUNS = [
  [349.7, 43],
  [28.3, 40.6],
  [27.1, 40.9],
  [60.1, 26.7],
  [56.5, 29.1],
  [295, 20.6],
  [1.8, 43.7],
  [292.3, 18.5],
];
/** Pixels that neighbouring images share. */
const OVERLAP = 135;
const BARS = { seam: 1.2, height: 0.5 };
/** Pixels of the comparison of table III, metres. */
const COMMON = 15;
/** Published: RMSE to SLDEM before and after alignment. */
const PAPER = { 'LOLA-like': [8.986, 7.75], 'GLD100-like': [21.398, 10.128], 'CE-2-like': [11.459, 7.322] };

/** Eight adjacent images under different Suns become one DTM (section III-C of the paper). */
export async function run(settings) {
  const seed = settings.seeds?.[0] ?? 401;
  const height = settings.size ?? (settings.smoke ? 320 : 1024);
  const stripWidth = settings.smoke ? 330 : 512;
  const width = SUNS.length * (stripWidth - OVERLAP) + OVERLAP;
  const scene = lunarScene(settings, { seed, width, height, coarseNoise: 0, sun: SUNS.map(String) });
  const images = [];
  for (let i = 0; i < SUNS.length; i++) images.push(await strip(scene, i, stripWidth));
  const truth = await readRaster(scene.file('truth'));
  const methods = reconstructSchema.shape.align.unwrap().options;
  const runs = [];
  for (const align of methods) runs.push(await mosaic(settings, scene, images, truth, align));
  // What the shipped network does when nothing is asked for.
  const main = runs.find(({ align }) => align === 'none');
  const others = await compare(settings, scene, truth, main.output);
  const passed =
    main.seamHeight <= BARS.seam && main.seamSlope <= BARS.seam && main.heightRatio <= BARS.height;
  const rows = runs.map(({ dtm: _dtm, output: _output, ...figures }) => figures);
  return {
    result: { seed, width, height, strips: SUNS.length, bars: BARS, passed, rows, others },
    markdown: page(rows, others, { seed, width, height, passed }),
    pictures: await picturesOf(runs, truth, stripWidth),
  };
}

/** The part of a whole image that one strip shows. */
async function strip(scene, index, width) {
  const whole = await readRaster(scene.file(`image-${index + 1}`));
  const window = { col: index * (width - OVERLAP), row: 0, width, height: whole.height };
  return writeRaster(join(scene.folder, `strip-${index + 1}.tif`), crop(whole, window));
}

async function mosaic(settings, scene, images, truth, align) {
  const output = join(scene.folder, `mosaic-${align}.tif`);
  const job = {
    images,
    suns: scene.suns,
    reference: scene.file('coarse'),
    output,
    flags: ['--align', align],
  };
  const { dtm, reference, metrics } = await reconstruct(settings, job);
  const ratios = ({ overall }) => [overall.heightJump.ratio, overall.slopeJump.ratio];
  const [seamHeight, seamSlope] = ratios(metrics.seams);
  const [tileHeight, tileSlope] = ratios(metrics.tileSeams);
  const [before, after] = [heightError(reference, truth).rmse, heightError(dtm, truth).rmse];
  return {
    ...{ align, output, dtm, seamHeight, seamSlope, tileHeight, tileSlope },
    tileDisagreement: metrics.tileDisagreement,
    toReference: metrics.residual.rmse,
    referenceRmse: before,
    rmse: after,
    heightRatio: after / before,
    slopeRatio: slopeError(dtm, truth).degrees / slopeError(reference, truth).degrees,
  };
}

/** Table III: all models on pixels of {@link COMMON} metres, against the coarse DTM and the truth. */
async function compare({ threads }, scene, truth, output) {
  const [a, , west, , e, north] = truth.georef.transform;
  const bbox = [west, north + truth.height * e, west + truth.width * a, north];
  const common = async (path, resampling) => {
    const to = path.replace(/\.tif$/, '-common.tif');
    cuesta('convert', path, '-o', to, '--tr', COMMON, '--bbox', ...bbox, '-r', resampling, '--overwrite');
    return readRaster(to);
  };
  const reference = await common(scene.file('coarse'), 'cubic');
  const ground = await common(scene.file('truth'), 'average');
  const errors = (dem) => ({
    toReference: heightError(dem, reference).rmse,
    toTruth: heightError(dem, ground).rmse,
  });
  const rows = [];
  for (const [i, name] of Object.keys(OTHER_DEMS).entries()) {
    const path = await writeRaster(join(scene.folder, `${name}.tif`), otherDem(name, truth, 1 + i));
    const aligned = path.replace(/\.tif$/, '-aligned.tif');
    const flags = [
      '--reference',
      scene.file('coarse'),
      '-o',
      aligned,
      '--min-points',
      30,
      '--threads',
      threads,
    ];
    cuesta('align', path, ...flags, '--overwrite');
    const [before, after] = [errors(await common(path, 'cubic')), errors(await common(aligned, 'cubic'))];
    rows.push({ name, before, after });
  }
  const own = errors(await common(output, 'average'));
  return [
    ...rows,
    { name: 'this network', before: null, after: own },
    { name: 'coarse DTM', before: null, after: errors(reference) },
  ];
}

function page(rows, others, { seed, width, height, passed }) {
  const seams = table(
    [
      '--align',
      'seams between images: height',
      'slope',
      'between network tiles: height',
      'slope',
      'tiles differ where they overlap [m]',
      'RMSE to reference [m]',
      'RMSE to truth [m]',
      'ratio of height RMSE',
      'ratio of slope RMSE',
    ],
    rows.map((r) => [
      r.align,
      ...[r.seamHeight, r.seamSlope, r.tileHeight, r.tileSlope, r.tileDisagreement].map((v) => round(v)),
      ...[r.toReference, r.rmse, r.heightRatio, r.slopeRatio].map((v) => round(v)),
    ]),
  );
  const pair = (errors) =>
    errors === null ? ['-', '-'] : [round(errors.toReference), round(errors.toTruth)];
  const third = table(
    [
      'DEM',
      'RMSE to reference before alignment [m]',
      'to truth',
      'to reference after it',
      'to truth',
      'paper, to SLDEM before / after',
    ],
    others.map(({ name, before, after }) => [
      name,
      ...pair(before),
      ...pair(after),
      PAPER[name]?.join(' / ') ?? (name === 'this network' ? '- / 1.254' : '-'),
    ]),
  );
  const kinds = Object.entries(OTHER_DEMS).map(([name, { cell, describe, shift, bias }]) => {
    return `${name}: ${cell} m, ${describe}, ${shift.join(' and ')} m off in plan and ${bias} m in height`;
  });
  return `Eight adjacent images (Suns of the paper's CE-4 pairs, ${OVERLAP} px of overlap) of a scene of ${width} x ${height} px of 1.5 m, seed ${seed};
noise-free coarse DTM of 60 m. Seams: median jump across the line over the median beside it; 1 is ground without a seam.

${seams}

Bars for \`--align none\`: both seams between images ${BARS.seam}, ratio of height RMSE ${BARS.height}: **${passed ? 'met' : 'missed'}**.

${picture('ce4', 'Parts of the mosaics, shaded')}

Part of the mosaic around seams of images, shaded from 315 deg, 45 deg high: truth, then ${rows.map((r) => `\`${r.align}\``).join(', ')}.

The paper's Table III, with simulated models (${kinds.join('; ')}), all on pixels of ${COMMON} m, aligned with \`cuesta align\`:

${third}`;
}

async function picturesOf(runs, truth, stripWidth) {
  const side = Math.min(320, truth.height);
  const window = {
    col: 2 * stripWidth,
    row: Math.floor((truth.height - side) / 2),
    width: side,
    height: side,
  };
  const parts = [truth, ...runs.map(({ dtm }) => dtm)].map((raster) => crop(raster, window));
  const all = shades(parts, { azimuth: 315, elevation: 45 });
  return { ce4: await panels([all.slice(0, 3), all.slice(3)]) };
}
