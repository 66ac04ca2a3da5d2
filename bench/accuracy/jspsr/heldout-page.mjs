import { round } from '../measures.mjs';
import { picture, table } from '../results-page.mjs';

const NAMES = { bicubic: 'DEM, bicubic', baseline: 'baseline (EDSR)', dtm: 'JSPSR' };

/** What the page says of held-out scenes. */
export function heldoutPage({ seeds, size, bars, passed, rows, pooled, seconds }) {
  const products = Object.keys(pooled);
  const others = products.filter((name) => name !== 'bicubic');
  return `${seeds.length} scenes of ${(size * 2) / 1000} x ${(size * 2) / 1000} km with default parameters and seeds that no training drew (${seeds.join(', ')}):
GLO-30-like DEM of 30 m and orthoimage of 2 m to a DTM of 8 m by \`cuesta enhance\`, against the mean of the true bare earth of 2 m over the
pixels. Slope: angle by Horn. Ratio: an error over the same error of the bicubically interpolated DEM.

${errorTable(rows, pooled, others)}

Bias: mean difference to the bare earth where at least half of a pixel is built over, or covered by trees of two metres or more. Reduced: by
how much of the DEM's bias the DTM's is smaller.

${biasTable(pooled, products)}

${secondsTable(seconds)}

${barTable({ pooled, seconds, bars, passed })}

${picture('heldout', 'Image and hillshades of two scenes', 'jspsr')}

Per scene: image; hillshade of the DEM, of ${others.map((name) => NAMES[name]).join(', of ')} and of the truth, under a Sun at 315 deg, 45 deg high.

${picture('heldout-errors', 'Errors of two scenes', 'jspsr')}

Errors of the same, in the same order: red too high, blue too low, full colour at 5 m.`;
}

function errorTable(rows, pooled, others) {
  const head = [
    ...['scene', 'DEM, height RMSE [m]', 'DEM, slope RMSE [deg]'],
    ...others.flatMap((name) => [
      `${NAMES[name]}, height RMSE [m]`,
      'ratio',
      `${NAMES[name]}, slope RMSE [deg]`,
      'ratio',
    ]),
  ];
  const cells = ({ seed, models }) => [
    seed,
    ...[models.bicubic.rmse, models.bicubic.slope].map((v) => round(v)),
    ...others.flatMap((name) =>
      [
        models[name].rmse,
        models[name].rmse / models.bicubic.rmse,
        models[name].slope,
        models[name].slope / models.bicubic.slope,
      ].map((v) => round(v)),
    ),
  ];
  return table(head, [...rows, { seed: 'all', models: pooled }].map(cells));
}

function biasTable(pooled, products) {
  const reduced = (name, key) => 1 - Math.abs(pooled[name].bias[key]) / Math.abs(pooled.bicubic.bias[key]);
  const cells = products.map((name) => [
    NAMES[name],
    ...['buildings', 'woods', 'both'].flatMap((key) => [
      round(pooled[name].bias[key]),
      name === 'bicubic' ? '-' : `${Math.round(100 * reduced(name, key))} %`,
    ]),
  ]);
  const head = ['', 'buildings [m]', 'reduced', 'trees [m]', 'reduced', 'both [m]', 'reduced'];
  return table(head, cells);
}

function secondsTable(seconds) {
  const cells = Object.entries(seconds).map(([name, per]) => [NAMES[name], round(per)]);
  return `Time in the networks alone, one thread, least of the scenes (the machine may have been shared):

${table(['', 'seconds per megapixel of the DTM'], cells)}`;
}

function barTable({ pooled: { bicubic, baseline, dtm }, seconds, bars, passed }) {
  const word = (isMet) => (isMet ? 'met' : 'missed');
  const bias = 1 - Math.abs(dtm.bias.both) / Math.abs(bicubic.bias.both);
  const rows = [
    ['height RMSE over bicubic', `<= ${bars.height}`, round(dtm.rmse / bicubic.rmse), word(passed.height)],
    ['slope RMSE over bicubic', `<= ${bars.slope}`, round(dtm.slope / bicubic.slope), word(passed.slope)],
    [
      'bias over buildings and trees reduced by',
      `>= ${100 * bars.bias} %`,
      `${Math.round(100 * bias)} %`,
      word(passed.bias),
    ],
  ];
  if (baseline !== undefined) {
    rows.push(
      ['RMSE over that of the baseline', '< 1', round(dtm.rmse / baseline.rmse), word(passed.better)],
      [
        'times faster than the baseline',
        `> 1 (paper: > ${bars.faster})`,
        round(seconds.baseline / seconds.dtm),
        word(passed.faster),
      ],
    );
  }
  return table(['check', 'bar', 'figure', ''], rows);
}
