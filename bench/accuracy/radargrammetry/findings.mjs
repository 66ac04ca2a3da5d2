import { table } from './tables.mjs';

const AREAS = ['mountain', 'hill', 'flat'];
const NAMES = { stripmap: 'SM', spotlight: 'SL' };
const METHODS = { NCC: 'NCC', SGM_canny: 'SGM_canny' };

/** Where the errors of this run come from, and what is known beside it. */
export function findings({ pairs }) {
  return [
    '## Where errors come from',
    `On cells that both images see, the error of a DSM falls into two orthogonal parts: what is left of the error of the a-priori DEM, and noise. With t the error of the DEM and c what the DSM changes in it, c = gain · t + noise; a gain of 1 would put right all of it. “Best by a factor”: the least RMSE that any factor on c could reach. One column is ${Object.entries(
      pairs,
    )
      .map(([mode, { column }]) => `${column.toFixed(1)} m (${NAMES[mode]})`)
      .join(' or ')} of height. “Stays”: cells that change by less than half a column. Metres.`,
    table(
      [
        ...[
          'Pair',
          'Area',
          'Method',
          'DEM',
          'Gain',
          'Left of DEM',
          'Noise',
          'RMSE',
          'Best by a factor',
          'Stays (%)',
        ],
        ...['RMSE there', 'RMSE of the others'],
      ],
      Object.entries(pairs).flatMap(([mode, { shares }]) =>
        AREAS.flatMap((area) =>
          Object.keys(METHODS).map((method) => row(mode, area, method, shares[method][area])),
        ),
      ),
    ),
    `With the true heights as DEM (SGM_canny) nothing is to be found, and what remains is noise of matching, intersection and gridding; RMSE outside layover and shadow, metres: ${Object.entries(
      pairs,
    )
      .map(
        ([mode, { floor }]) =>
          `${NAMES[mode]} ${floor.map(({ name, visible }) => `${name} ${visible.rmse.toFixed(2)}`).join(', ')}`,
      )
      .join('; ')}.`,
    ...nccOnHills(pairs),
    SUBPIXEL,
    SIGMA,
    OTHERS,
  ].join('\n\n');
}

function row(mode, area, method, s) {
  const m = (v) => v.toFixed(1);
  return [
    ...[
      NAMES[mode],
      area,
      method,
      m(s.dem),
      s.gain.toFixed(2),
      m(s.left),
      m(s.noise),
      m(s.error),
      m(s.bound),
    ],
    ...[(100 * s.stay).toFixed(1), m(s.errorStaying), m(s.errorMoved)],
  ];
}

/** Why the ratio of NCC to SGM is what it is on hills. */
function nccOnHills(pairs) {
  const facts = Object.entries(pairs).map(([mode, { methods, shares }]) => {
    const rmse = (method) => methods[method].areas.find(({ name }) => name === 'hill').dsm.rmse;
    const { NCC, SGM_canny } = { NCC: shares.NCC.hill, SGM_canny: shares.SGM_canny.hill };
    const needed = rmse('NCC') / 1.5;
    return `${NAMES[mode]}: NCC is ${(rmse('NCC') / rmse('SGM_canny')).toFixed(2)} times worse than SGM; ${(100 * NCC.stay).toFixed(0)} % of its cells keep the column of a DEM that is ${NCC.dem.toFixed(1)} m off there, and with it this error. SGM takes away ${(100 * SGM_canny.gain).toFixed(0)} % of the DEM's error and adds ${SGM_canny.noise.toFixed(1)} m of noise; for a ratio of 1.5 it would have to come to ${needed.toFixed(1)} m.`;
  });
  const limits = Object.entries(pairs).map(([mode, { shares }]) => {
    const { correlation, bound } = shares.SGM_canny.hill;
    return `${NAMES[mode]}: what it changes correlates with what should change by ${correlation.toFixed(2)}; no factor on the changes brings the RMSE below ${bound.toFixed(1)} m.`;
  });
  return [
    `**NCC on hills.** ${facts.join(' ')} The baseline is the paper's: windows 5–5–7–9–9 (5 × 5 on the two coarsest levels), five levels, whole columns, the greatest coefficient above a threshold; no left-right check, no removal of peaks, no median, no sub-pixel step. One thing differs: equation 9 prints the absolute value of the coefficient, under which inverted contrast matches, too; ours has the sign. In an experiment beside this command the absolute value made NCC's points a little worse, not enough to change which bars are met. The paper's NCC is at 21 to 24 m everywhere, on flat ground, too, where its DEM is as good as ours: its matches scatter over most of the columns searched. Its images have less texture or more noise than simulated ones, or it searches further than it says; nothing was changed in ours to come nearer to that.`,
    `**SGM on hills.** The DEM is right to a fraction of a column there, so that nearly all of the work is left to the sub-pixel step. ${limits.join(' ')} So less stiffness alone does not bring SGM to the bar. Smoothing the changes over some cells and scaling them with the truth in hand gained a few hundredths in an experiment beside this command; a smaller window of the Lee filter changed next to nothing.`,
  ];
}

const SUBPIXEL = `**Parabola and whole columns.** The sub-pixel step of the paper is a parabola through path sums. Beside the winner every path adds up to P1, from the smoothness and not from the images, so that the parabola is drawn to the whole column (\`src/pipelines/radar/match-part.test.ts\` bounds this on planes without speckle: nothing where the DEM is right or off by whole columns, up to 0.4 columns between). So the gain above is small where the DEM is off by less than half a column, errors of the DEM that vary are smoothed rather than put right, and an error that is the same over a large area and no multiple of a column mostly stays: the DSM inherits the mean error of its DEM. A parabola through raw census costs is free of that, but on single looks its noise made flat ground worse than its bar allows, and hills no better; the paper's step stays.`;

const SIGMA = `**Sigma of the DSM.** The intersection passes on the sigmas of ranges and azimuth times that it is given (Monte-Carlo tests beside \`src/sar/intersection\`). These come from how well a cell was matched: a constant, a part that grows with the slope of the a-priori surface, and one that grows with the disparity, fitted to the points of SM of this page (seed 3), so that SL, seen from the other side at other angles and looks, is the test of it; both stand in the table “Where both images see the ground”. The slope tells most of the error. The matching's own signs of confidence tell next to nothing beside it: the fit gave the peak ratio no weight, and within one kind of ground left-right difference and ambiguity hardly correlate with the errors.`;

const OTHERS = `**Steps in the ground.** In layover nothing can be matched: cells of class 2 and 3 take their heights from facets between far points, as in the paper's figure 9. Scenes much smaller than this one put the step between the kinds of ground on a slope steeper than the radar's incidence and are mostly that.

**Parts.** Epipolar grids larger than 1024 cells are matched in parts; a test demands that at least 99.9 % of the cells of a part agree with the untiled run to 1/16 column.`;
