import { join } from 'node:path';
import { lunarScene } from '../cuesta.mjs';
import { heightError, round, slopeError } from '../measures.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop, readRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';

export const needsModel = true;

const BARS = { height: 0.5, slope: 0.6 };

/** Scenes that no training saw: the DTM beside the cubically up-sampled coarse one, without and with noise in the latter. */
export async function run(settings) {
  const seeds = settings.seeds ?? (settings.smoke ? [101] : [101, 103, 105, 107]);
  const size = settings.size ?? (settings.smoke ? 512 : 1280);
  const scenes = [];
  for (const seed of seeds) {
    const quiet = await judge(settings, { seed, size, images: 1, coarseNoise: 0 }, null);
    const noisy = await judge(settings, { seed, size, images: 1 }, quiet.reference);
    scenes.push({ seed, quiet, noisy });
  }
  const rows = scenes.flatMap(({ seed, quiet, noisy }) => [
    { seed, coarse: 'noise-free', ...quiet.figures },
    { seed, coarse: 'default noise', ...noisy.figures },
  ]);
  const pooled = ['noise-free', 'default noise'].map((coarse) =>
    pool(
      rows.filter((r) => r.coarse === coarse),
      coarse,
    ),
  );
  const [clean] = pooled;
  const passed = clean.heightRatio <= BARS.height && clean.slopeRatio <= BARS.slope;
  return {
    result: { seeds, size, bars: BARS, passed, rows, pooled },
    markdown: page(rows, pooled, { seeds, size, passed }),
    pictures: { heldout: await picturesOf(scenes.slice(0, 2).map(({ quiet }) => quiet)) },
  };
}

/** Errors of a scene's DTM and of its up-sampled reference; `floor` is what the reference's noise alone amounts to. */
export async function judge(settings, options, quietReference) {
  const scene = lunarScene(settings, options);
  const { dtm, reference } = await reconstruct(settings, {
    ...{ images: [scene.file('image-1')], suns: scene.suns, reference: scene.file('coarse') },
    output: join(scene.folder, 'dtm.tif'),
  });
  const truth = await readRaster(scene.file('truth'));
  const [height, before] = [heightError(dtm, truth), heightError(reference, truth)];
  const [slope, flat] = [slopeError(dtm, truth), slopeError(reference, truth)];
  const figures = {
    floor: quietReference === null ? 0 : heightError(reference, quietReference).rmse,
    referenceRmse: before.rmse,
    rmse: height.rmse,
    heightRatio: height.rmse / before.rmse,
    referenceSlope: flat.degrees,
    slope: slope.degrees,
    slopeRatio: slope.degrees / flat.degrees,
    referenceGradient: flat.gradient,
    gradient: slope.gradient,
    gradientRatio: slope.gradient / flat.gradient,
  };
  return { figures, scene, dtm, reference, truth };
}

/** Over all pixels of all scenes, which are of one size. */
export function pool(rows, coarse) {
  const rms = (key) => Math.sqrt(rows.reduce((sum, row) => sum + row[key] ** 2, 0) / rows.length);
  const sums = Object.fromEntries(
    ['floor', 'referenceRmse', 'rmse', 'referenceSlope', 'slope', 'referenceGradient', 'gradient'].map(
      (k) => [k, rms(k)],
    ),
  );
  return {
    seed: 'all',
    coarse,
    ...sums,
    heightRatio: sums.rmse / sums.referenceRmse,
    slopeRatio: sums.slope / sums.referenceSlope,
    gradientRatio: sums.gradient / sums.referenceGradient,
  };
}

function page(rows, pooled, { seeds, size, passed }) {
  const head = [
    'scene',
    'coarse DTM',
    'floor of its noise [m]',
    'coarse, height RMSE [m]',
    'DTM, height RMSE [m]',
    'ratio',
    'coarse, slope RMSE [deg]',
    'DTM, slope RMSE [deg]',
    'ratio',
    'ratio of gradient RMSE',
  ];
  const cells = (r) => [
    r.seed,
    r.coarse,
    ...[
      r.floor,
      r.referenceRmse,
      r.rmse,
      r.heightRatio,
      r.referenceSlope,
      r.slope,
      r.slopeRatio,
      r.gradientRatio,
    ].map((v) => round(v)),
  ];
  return `${seeds.length} scenes of ${size} x ${size} px of 1.5 m with default parameters and seeds that no training drew (${seeds.join(', ')}). The
coarse DTM of 60 m is up-sampled by cubic convolution, as \`reconstruct\` does it. Slope: angle by Horn; gradient: the same as a vector, which
also counts its direction. The floor is the RMSE of the coarse DTM's up-sampled noise and steps alone: what stays when a DTM follows its
reference cell by cell.

${table(head, [...rows, ...pooled].map(cells))}

Bars with the noise-free coarse DTM: ${BARS.height} for height, ${BARS.slope} for slope: **${passed ? 'met' : 'missed'}**.

${picture('heldout', 'Image, coarse DTM, result and truth of two scenes')}

Per scene: image, coarse DTM (noise-free), result and truth, shaded from a Sun at 315 deg, 20 deg high.`;
}

async function picturesOf(judged) {
  const side = Math.min(320, judged[0].dtm.width);
  const window = {
    col: Math.floor((judged[0].dtm.width - side) / 2),
    row: Math.floor((judged[0].dtm.height - side) / 2),
    width: side,
    height: side,
  };
  const rows = [];
  for (const { scene, dtm, reference, truth } of judged) {
    const image = await readRaster(scene.file('image-1'));
    const relief = shades(
      [truth, reference, dtm].map((r) => crop(r, window)),
      { azimuth: 315, elevation: 20 },
    );
    rows.push([stretch(crop(image, window)), relief[1], relief[2], relief[0]]);
  }
  return panels(rows);
}
