import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseCrs } from '../../../dist/index.js';
import { cuesta } from '../cuesta.mjs';
import { heightError, round, slopeError } from '../measures.mjs';
import { describeModel } from '../model-description.mjs';
import { panels, shades, stretch } from '../pictures.mjs';
import { crop, writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';

export const needsModel = true;

const DATA = join(
  process.env.CUESTA_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
  'mars-valles-marineris',
);
/** Sides of the patches, which lie side by side. */
const SIZE = 128;
/** Metres, inferred. */
const PIXEL = 200;
/** Pixels of one cell of the coarse DTM. */
const FACTORS = [8, 16];
/** Direction in which the training part's slopes are bright (correlation 0.60); the elevation is not known and enters nothing. */
const SUN = { azimuth: 277, elevation: 30 };
const TILES = ['--network-tile', SIZE, SIZE, '--overlap', 32];
const ANEW = ['--align', 'none'];

/** What a network of simulated lunar scenes makes of Mars: the validation part, as is and, with --start, fine-tuned. */
export async function run(settings) {
  if (!existsSync(DATA))
    throw new Error(`${DATA} is missing; CUESTA_TEST_DATA names the folder that holds it`);
  const truth = await mosaicOf(settings.work, 'validation');
  const tuned = settings.start === null ? null : await fineTuned(settings);
  const variants = [
    { label: 'as is', model: settings.model, suns: [], flags: [] },
    { label: 'as is, Sun given', model: settings.model, suns: [SUN], flags: [] },
    { label: 'as is, Sun given, low frequencies anew', model: settings.model, suns: [SUN], flags: ANEW },
    ...(tuned === null
      ? []
      : [
          { label: 'fine-tuned, Sun given', model: tuned.model, suns: [SUN], flags: [] },
          {
            label: 'fine-tuned, Sun given, low frequencies anew',
            model: tuned.model,
            suns: [SUN],
            flags: ANEW,
          },
        ]),
  ];
  const rows = [];
  const shown = [];
  for (const factor of FACTORS) {
    const reference = await writeRaster(
      join(settings.work, `coarse-${factor}.tif`),
      blockMeans(truth.heights, factor),
    );
    for (const { label, model, suns, flags } of variants) {
      const output = join(settings.work, 'dtm.tif');
      const job = { images: [truth.image], suns, reference, output, flags: [...TILES, ...flags] };
      const made = await reconstruct({ ...settings, model }, job);
      rows.push({ factor, label, ...meansOf(truth, made) });
      if (factor === FACTORS[0]) shown.push(made);
    }
  }
  return {
    result: { patches: rows[0].patches, tuned: tuned?.description ?? null, rows },
    markdown: page(rows, tuned),
    pictures: { transfer: await pictureOf(truth, shown) },
  };
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
  await writeRaster(join(work, `${part}-heights.tif`), heights);
  return { heights, grey, image: await writeRaster(join(work, `${part}-image.tif`), grey), patches };
}

/** The samples of a little-endian array file of unsigned integers (NumPy format 1.0). */
async function readNpy(name, bytes) {
  const file = await readFile(join(DATA, name));
  const start = 10 + file.readUInt16LE(8);
  const samples = file.buffer.slice(file.byteOffset + start, file.byteOffset + file.length);
  return Float32Array.from(bytes === 2 ? new Uint16Array(samples) : new Uint8Array(samples));
}

/** Trains mars.yaml from the given checkpoint, or goes on with it, and exports the network. */
async function fineTuned({ work, start, threads, smoke }) {
  await mosaicOf(work, 'train');
  await copyFile(join(import.meta.dirname, 'mars.yaml'), join(work, 'mars.yaml'));
  const folder = join(work, 'mars');
  const few = smoke ? ['steps=2'] : [];
  const common = [join(work, 'mars.yaml'), '--run-dir', folder, '--threads', threads];
  const set = ['--set', `start=${resolve(start)}`, ...few];
  const { progress, seconds, resumedFrom } = cuesta('train', ...common, '--resume', ...set);
  const model = join(work, 'mars.onnx');
  cuesta('model', 'export', join(folder, 'best.safetensors'), '-o', model, '--overwrite');
  return { model, steps: progress.iteration, seconds, resumedFrom, description: await describeModel(model) };
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

function page(rows, tuned) {
  const { patches, coverage } = rows[0];
  const training =
    tuned === null
      ? ''
      : ` Fine-tuned: ${tuned.steps} steps of 8 patches (\`bench/accuracy/chen2022/mars.yaml\`, 275 training patches) from the checkpoint that the
network was exported from, which is not shipped: \`cuesta train models/chen2022-compact.yaml\` makes one.`;
  return `${patches} validation patches of Valles Marineris (128 x 128 px of about 200 m, ${round(100 * coverage)} % of their pixels: tiles that lack too much have no
heights), grey image, coarse DTM from block means; means over patches. As is: the Sun is looked for. Given: ${SUN.azimuth} deg, where the training
part's slopes are brightest. Low frequencies anew: \`--align none\`; by
default what so fine a coarse DTM knows stays as it is.${training}

The true heights are smoother than the image, with stripes about four pixels wide (interpolated altimetry, by the look of them): relief that
the image shows and they lack counts as error here, and fine-tuning teaches their smoothness (last part of the picture).

${table(
  [
    'coarse DTM',
    'network',
    'coarse, height RMSE [m]',
    'DTM, height RMSE [m]',
    'coarse, slope RMSE [deg]',
    'DTM, slope RMSE [deg]',
    'patches that gain',
  ],
  rows.map((r) => [
    `x${r.factor}`,
    r.label,
    ...[r.before, r.after, r.slopeBefore, r.slopeAfter].map((v) => round(v)),
    r.better,
  ]),
)}

${picture('transfer', 'Image, truth, coarse DTM and results')}

Part of the validation area: image; truth, coarse DTM of x${FACTORS[0]} and the results in the order of the table, shaded from ${SUN.azimuth} deg, 20 deg high.`;
}

async function pictureOf({ heights, grey }, shown) {
  const window = { col: 3 * SIZE, row: 0, width: 3 * SIZE, height: SIZE };
  const parts = [heights, shown[0].reference, ...shown.map(({ dtm }) => dtm)].map((raster) =>
    crop(raster, window),
  );
  const views = shades(parts, { azimuth: SUN.azimuth, elevation: 20 });
  return panels([stretch(crop(grey, window)), ...views].map((view) => [view]));
}
