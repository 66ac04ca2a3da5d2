import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCrs } from '../../../dist/index.js';
import { meanPreserving } from '../mean-preserving.mjs';
import { heightError, round, slopeError } from '../measures.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';
import { fineTuned, INTERPOLATED, writeTrainingRasters } from './mars-tuning.mjs';

export const needsModel = true;

const DATA = join(
  process.env.CUESTA_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
  'mars-valles-marineris',
);
/** Sides of the patches, which lie side by side. */
const SIZE = 128;
/** Metres, inferred. */
const PIXEL = 200;
/** Pixels of one cell of the coarse DTM, and bars for a fine-tuned network's height RMSE over that of cubic convolution. */
const BARS = { 8: 0.65, 16: 0.55 };
const FACTORS = Object.keys(BARS).map(Number);
/** By how much the guided network has to be better than its blind twin. */
const GUIDANCE = 0.08;
/** Direction in which the training part's slopes are bright (correlation 0.60); the elevation is not known and enters nothing. */
const SUN = { azimuth: 277, elevation: 30 };
/**
 * What the fine-tuned networks see: grey levels and this many times the Viking red ones, which are lit from the other side. Of the training
 * part's grey levels slopes explain a correlation of 0.73, of the sum 0.77, from {@link SUM_SUN}.
 */
const RED = -0.36;
const SUM_SUN = { azimuth: 271, elevation: 30 };
/** Three quarters shared, as by the windows of `jspsr mars`. */
const TILES = ['--network-tile', SIZE, SIZE, '--overlap', 96];
const ANEW = ['--align', 'none'];
/** The rows that the bars hold for: guided, and its blind twin. */
const KEPT = { guided: 'fine-tuned, cell means kept', blind: 'its blind twin, cell means kept' };

/** What a network of simulated lunar scenes makes of Mars: the validation part, as is and, with --start, fine-tuned. */
export async function run(settings) {
  if (!existsSync(DATA))
    throw new Error(`${DATA} is missing; CUESTA_TEST_DATA names the folder that holds it`);
  const truth = await mosaicOf(settings.work, 'validation');
  const [rows, shown, tuned] = [[], [], []];
  for (const factor of settings.smoke ? FACTORS.slice(0, 1) : FACTORS) {
    const models = await modelsOf(settings, truth, factor, tuned);
    const [{ reference: cubic }] = models;
    rows.push(
      ...models.map(({ label, dtm }) => ({ factor, label, ...meansOf(truth, { dtm, reference: cubic }) })),
    );
    if (factor === FACTORS[0]) shown.push({ dtm: cubic }, ...models.filter(({ isShown }) => isShown));
  }
  return {
    result: { bars: { ...BARS, guidance: GUIDANCE }, patches: rows[0].patches, tuned, rows },
    markdown: page(rows, tuned, shown),
    pictures: { transfer: await pictureOf(truth, shown) },
  };
}

/** All that is made of one coarse DTM; `tuned` gets the trainings. */
async function modelsOf(settings, truth, factor, tuned) {
  const cells = blockMeans(truth.heights, factor);
  const [coarse, smooth] = await Promise.all(
    Object.entries({
      [`coarse-${factor}`]: cells,
      [`interpolated-${factor}`]: meanPreserving(cells, factor / INTERPOLATED),
    }).map(([name, raster]) => writeRaster(join(settings.work, `${name}.tif`), raster)),
  );
  const made = (model, reference, suns, flags, image = truth.image) => {
    const output = join(settings.work, 'dtm.tif');
    const job = { images: [image], suns, reference, output, flags: [...TILES, ...flags] };
    return reconstruct({ ...settings, model }, job);
  };
  const asIs = { ...(await made(settings.model, coarse, [], [])), label: 'as is', isShown: true };
  const models = [
    asIs,
    { ...(await made(settings.model, coarse, [SUN], [])), label: 'as is, Sun given' },
    { ...(await made(settings.model, coarse, [SUN], ANEW)), label: 'as is, Sun given, low frequencies anew' },
    { label: 'no network, interpolated with cell means', dtm: meanPreserving(cells, factor), isShown: true },
  ];
  if (settings.start === null) return models;
  const train = settings.smoke ? truth : await mosaicOf(settings.work, 'train');
  const cellsOf = (part) => () => blockMeans(part.heights, factor);
  const parts = Object.entries({ train, validation: truth });
  await writeTrainingRasters(
    settings.work,
    Object.fromEntries(parts.map(([name, part]) => [name, { ...part, cells: cellsOf(part) }])),
    factor,
  );
  for (const [sight, label] of Object.entries(KEPT)) {
    const network = await fineTuned(settings, { factor, sight, azimuth: SUM_SUN.azimuth });
    tuned.push(network);
    const image = join(settings.work, `validation-${sight}.tif`);
    const { dtm } = await made(network.model, smooth, [SUM_SUN], ANEW, image);
    models.push({ label: label.replace(', cell means kept', ''), dtm });
    models.push({ label, dtm: withMeans(dtm, cells, factor), isShown: sight === 'guided' });
  }
  return models;
}

/** Heights whose means over the cells are those of the coarse DTM: what they lack is added, interpolated. Where there are none, NaN. */
function withMeans(dtm, cells, factor) {
  const means = blockMeans(dtm, factor);
  const lacks = { ...cells, data: cells.data.map((z, i) => z - means.data[i]) };
  const added = meanPreserving(lacks, factor);
  return { ...dtm, data: dtm.data.map((z, i) => z + added.data[i]) };
}

/** Writes image and heights of a part as rasters, patches where they belong, nothing between them. */
async function mosaicOf(work, part) {
  const places = (await readFile(join(DATA, `${part}_index.csv`), 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([, , row, col]) => ({ row: Number(row), col: Number(col) }));
  const [top, left] = [Math.min(...places.map((p) => p.row)), Math.min(...places.map((p) => p.col))];
  const rows = 1 + Math.max(...places.map((p) => p.row)) - top;
  const cols = 1 + Math.max(...places.map((p) => p.col)) - left;
  const patches = places.map(({ row, col }) => ({
    ...{ row: (row - top) * SIZE, col: (col - left) * SIZE, width: SIZE, height: SIZE },
  }));
  const georef = {
    crs: parseCrs('IAU_2015:49910'),
    transform: [PIXEL, 0, 0, 0, -PIXEL, rows * SIZE * PIXEL],
  };
  const laid = (samples) => {
    const width = cols * SIZE;
    const data = new Float32Array(width * rows * SIZE).fill(Number.NaN);
    for (const [k, { row, col }] of patches.entries())
      for (let r = 0; r < SIZE; r++) {
        data.set(samples.subarray((k * SIZE + r) * SIZE, (k * SIZE + r + 1) * SIZE), (row + r) * width + col);
      }
    return { width, height: rows * SIZE, georef, data };
  };
  const heights = laid(await readNpy(`${part}_dem_m_u16.npy`, 2));
  const grey = laid(await readNpy(`${part}_gray_u8.npy`, 1));
  const red = laid(await readNpy(`${part}_viking_red_u8.npy`, 1));
  const sum = { ...grey, data: grey.data.map((v, i) => v + RED * red.data[i]) };
  await writeRaster(join(work, `${part}-heights.tif`), heights);
  return { heights, grey, sum, image: await writeRaster(join(work, `${part}-image.tif`), grey), patches };
}

/** The samples of a little-endian array file of unsigned integers (NumPy format 1.0). */
async function readNpy(name, bytes) {
  const file = await readFile(join(DATA, name));
  const start = 10 + file.readUInt16LE(8);
  const samples = file.buffer.slice(file.byteOffset + start, file.byteOffset + file.length);
  return Float32Array.from(bytes === 2 ? new Uint16Array(samples) : new Uint8Array(samples));
}

function blockMeans({ width, height, data, georef }, factor) {
  const [cols, rows] = [width / factor, height / factor];
  const sums = new Float32Array(cols * rows);
  for (let i = 0; i < data.length; i++) {
    sums[Math.floor(i / width / factor) * cols + Math.floor((i % width) / factor)] += data[i] / factor ** 2;
  }
  const [a, b, c, d, e, f] = georef.transform;
  return {
    ...{ width: cols, height: rows, data: sums },
    georef: { ...georef, transform: [a * factor, b, c, d, e * factor, f] },
  };
}

/** Means over patches, as the data's description gives them; patches without a height take no part. */
function meansOf({ heights, patches }, { dtm, reference }) {
  const judged = patches
    .map((window) => [dtm, reference, heights].map((raster) => crop(raster, window)))
    .map(([made, coarse, truth]) => {
      const known = {
        ...coarse,
        data: coarse.data.map((z, i) => (Number.isNaN(made.data[i]) ? Number.NaN : z)),
      };
      const [before, after] = [heightError(known, truth), heightError(made, truth)];
      return {
        ...{ pixels: after.pixels, before: before.rmse, after: after.rmse },
        slopeBefore: slopeError(known, truth).degrees,
        slopeAfter: slopeError(made, truth).degrees,
      };
    })
    .filter(({ pixels, slopeAfter }) => pixels > 0 && !Number.isNaN(slopeAfter));
  const mean = (key) => judged.reduce((sum, f) => sum + f[key], 0) / judged.length;
  return {
    ...Object.fromEntries(['before', 'after', 'slopeBefore', 'slopeAfter'].map((key) => [key, mean(key)])),
    coverage: judged.reduce((sum, { pixels }) => sum + pixels, 0) / (patches.length * SIZE ** 2),
    better: judged.filter(({ before, after }) => after < before).length,
    patches: judged.length,
  };
}

function page(rows, tuned, shown) {
  const { patches, coverage } = rows[0];
  return `${patches} validation patches of Valles Marineris (128 x 128 px of about 200 m, ${round(100 * coverage)} % of their pixels: tiles that lack too much have no
heights), grey image, coarse DTM from block means; means over patches. As is: the Sun is looked for. Given: ${SUN.azimuth} deg, where the training
part's slopes are brightest. Low frequencies anew: \`--align none\`; by
default what so fine a coarse DTM knows stays as it is. Interpolated with cell means: as smooth as can be with the coarse DTM as means over its
cells (\`bench/accuracy/mean-preserving.mjs\`), which cubic convolution does not keep.
${tuned.length === 0 ? '' : tuningNote(tuned)}
The true heights are smoother than the image, with stripes about four pixels wide (interpolated altimetry, by the look of them): relief that
the image shows and they lack counts as error here, and fine-tuning teaches their smoothness (last part of the picture).

${table(
  [
    'coarse DTM',
    'network',
    'coarse, cubic: height RMSE [m]',
    'DTM, height RMSE [m]',
    'ratio',
    'coarse, slope RMSE [deg]',
    'DTM, slope RMSE [deg]',
    'patches that gain',
  ],
  rows.map((r) => [
    `x${r.factor}`,
    r.label,
    ...[r.before, r.after, r.after / r.before, r.slopeBefore, r.slopeAfter].map((v) => round(v)),
    r.better,
  ]),
)}
${tuned.length === 0 ? '' : verdict(rows)}
${picture('transfer', 'Image, truth, coarse DTM and results')}

Part of the validation area: image; truth, then of x${FACTORS[0]} the coarse DTM and ${shown
    .slice(1)
    .map(({ label }) => label)
    .join('; ')}, shaded from ${SUN.azimuth} deg, 20 deg high.`;
}

function tuningNote(tuned) {
  const steps = [...new Set(tuned.map((network) => network.steps))].join(' or ');
  return `
Fine-tuned: for every coarse DTM ${steps} steps (\`bench/accuracy/chen2022/mars.yaml\`) from the checkpoint that the network was exported from, which is not
shipped: \`cuesta train models/chen2022-compact.yaml\` makes one. Their image is grey ${RED < 0 ? '-' : '+'} ${Math.abs(RED)} Viking red, which is lit from the other side. They learn what is missing in the coarse DTM as interpolated with cell means. The blind
twin is trained alike with a checkerboard for an image. Cell means kept: what the means of the result lack over the cells is added, interpolated.
`;
}

function verdict(rows) {
  const checks = [...new Set(rows.map(({ factor }) => factor))].flatMap((factor) => {
    const [guided, blind] = [KEPT.guided, KEPT.blind].map((label) =>
      rows.find((row) => row.factor === factor && row.label === label),
    );
    const [ratio, gain] = [guided.after / guided.before, 1 - guided.after / blind.after];
    const met = (isMet) => (isMet ? 'met' : '**missed**');
    return [
      [
        `x${factor}: height RMSE over cubic convolution`,
        `<= ${BARS[factor]}`,
        round(ratio),
        met(ratio <= BARS[factor]),
      ],
      [`x${factor}: below the blind twin`, `>= ${GUIDANCE}`, round(gain), met(gain >= GUIDANCE)],
    ];
  });
  return `
${table(['check', 'bar', 'figure', ''], checks)}
`;
}

async function pictureOf({ heights, grey }, shown) {
  const window = { col: 3 * SIZE, row: 0, width: 3 * SIZE, height: SIZE };
  const parts = [heights, ...shown.map(({ dtm }) => dtm)].map((raster) => crop(raster, window));
  const views = shades(parts, { azimuth: SUN.azimuth, elevation: 20 });
  return panels([stretch(crop(grey, window)), ...views].map((view) => [view]));
}
