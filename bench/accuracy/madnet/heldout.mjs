import { round } from '../measures.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop } from '../rasters.mjs';
import { picture, table } from '../results-page.mjs';
import { judge, pool } from './judge.mjs';
import { landformsOf, marsScene } from './mars-scene.mjs';

/** Shade of the model over that of the reference, as correlation with the image: how much "well above" is. */
const BARS = { slope: 0.8, shadeGain: 0.1 };
const SHOWN = 3;

/** Scenes that no training saw: the model beside the interpolated reference. */
export async function run(settings) {
  const seeds = settings.seeds ?? (settings.smoke ? [101] : [101, 103, 105, 107, 109, 111]);
  const size = settings.size ?? (settings.smoke ? 640 : 1536);
  const judged = [];
  for (const seed of seeds) {
    judged.push(await judge(settings, marsScene(settings, { seed, size, images: 1 }), { name: 'dtm' }));
  }
  const rows = judged.map(({ figures, scene }, i) => ({
    ...{ seed: seeds[i], landforms: landformsOf(scene.drawn) },
    ...figures,
  }));
  const pooled = pool(judged);
  const passed = pooled.slopeRatio <= BARS.slope && pooled.shade >= pooled.referenceShade + BARS.shadeGain;
  return {
    result: { seeds, size, bars: BARS, passed, rows, pooled },
    markdown: page(rows, pooled, { seeds, size, passed }),
    pictures: { heldout: await picturesOf(judged.slice(0, SHOWN)) },
  };
}

const HEAD = [
  'reference, height RMSE [m]',
  'model',
  'ratio',
  'reference, slope RMSE [deg]',
  'model',
  'ratio',
  'shade to image: reference',
  'model',
  'truth',
];

/** Cells of {@link HEAD}. */
export function errorCells(r) {
  return [
    ...[r.referenceRmse, r.rmse, r.heightRatio, r.referenceSlope, r.slope, r.slopeRatio],
    ...[r.referenceShade, r.shade, r.truthShade],
  ].map((v) => round(v));
}

/** A table of errors with labels in front. */
export function errorTable(label, rows) {
  return table(
    [label, ...HEAD],
    rows.map(([name, figures]) => [name, ...errorCells(figures)]),
  );
}

function page(rows, pooled, { seeds, size, passed }) {
  const lines = rows.map((r) => [`${r.seed}: ${r.landforms.join(', ') || 'craters'}`, r]);
  const classes = table(
    ['true slope', 'share', 'ratio of height RMSE', 'reference, slope RMSE [deg]', 'model', 'ratio'],
    pooled.classes.map((c) => [
      ...[c.name, `${round(100 * c.share)} %`],
      ...[c.heightRatio, c.referenceSlope, c.slope, c.slopeRatio].map((v) => round(v)),
    ]),
  );
  return `${seeds.length} CaSSIS-like scenes of ${size} x ${size} px of 4.6 m with default parameters and seeds that no training drew (${seeds.join(', ')});
reference like an HRSC model (50 m, its stereo noise and smoothing), interpolated by cubic convolution. Models of 9.2 m, rescaled and
co-aligned as \`cuesta reconstruct\` does by default, against the mean of the true heights over their pixels. Slope: angle by Horn. Shade:
correlation of Lambert's shade under the image's Sun with the image; that of the truth is what albedo, haze and noise leave.

${errorTable('scene', [...lines, ['all', pooled]])}

By slope class of the truth, all scenes:

${classes}

| check | bar | figure |  |
| --- | ---: | ---: | ---: |
| slope RMSE over that of the reference | <= ${BARS.slope} | ${round(pooled.slopeRatio)} | ${pooled.slopeRatio <= BARS.slope ? 'met' : 'missed'} |
| shade: correlation above that of the reference | >= ${BARS.shadeGain} | ${round(pooled.shade - pooled.referenceShade)} | ${pooled.shade - pooled.referenceShade >= BARS.shadeGain ? 'met' : 'missed'} |

Together: **${passed ? 'met' : 'missed'}**.

${picture('heldout', 'Image, reference, model and truth of three scenes', 'madnet')}

Per scene: image, reference, model and truth, shaded from 315 deg, 30 deg high.`;
}

const SUN = { azimuth: 315, elevation: 30 };

/** Rows of image, reference, model and truth: the middle of every scene. */
export function picturesOf(judged) {
  const side = Math.min(320, ...judged.flatMap(({ dtm }) => [dtm.width, dtm.height]));
  return panels(
    judged.map(({ dtm, reference, truth, image }) => {
      const window = {
        ...{ col: Math.floor((dtm.width - side) / 2), row: Math.floor((dtm.height - side) / 2) },
        ...{ width: side, height: side },
      };
      const [shown, coarse, found] = shades(
        [truth, reference, dtm].map((raster) => crop(raster, window)),
        SUN,
      );
      return [stretch(crop(image, window)), coarse, found, shown];
    }),
  );
}
