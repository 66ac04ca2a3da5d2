import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCrs } from '../../../dist/index.js';
import { heightError, round, slopeError } from '../measures.mjs';
import { describeModel } from '../model-description.mjs';
import { panels, shades } from '../pictures.mjs';
import { writeRaster } from '../rasters.mjs';
import { reconstruct } from '../reconstruct.mjs';
import { picture, table } from '../results-page.mjs';

export const needsModel = true;

const DATA = join(
  process.env.CUESTA_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
  'mars-valles-marineris',
);
const SIZE = 128;
/** Inferred; only slopes and the pictures depend on it. */
const PIXEL = 200;
/** Pixels of one cell of the coarse DTM. */
const FACTORS = [8, 16];

/** What a network of simulated lunar scenes makes of Mars: the validation patches, as is and with --tuned. */
export async function run(settings) {
  if (!existsSync(DATA))
    throw new Error(`${DATA} is missing; CUESTA_TEST_DATA names the folder that holds it`);
  const all = await patches();
  const chosen = settings.smoke ? all.slice(0, 2) : all;
  const models = [['as is', settings.model], ...(settings.tuned ? [['fine-tuned', settings.tuned]] : [])];
  const rows = [];
  let shown = null;
  for (const factor of FACTORS) {
    for (const [label, model] of models) {
      const judged = [];
      for (const patch of chosen) judged.push(await judge({ ...settings, model }, patch, factor));
      rows.push({ factor, label, ...meansOf(judged.map(({ figures }) => figures)) });
      shown ??= judged[0];
    }
  }
  const tuned = settings.tuned ? await describeModel(settings.tuned) : null;
  return {
    result: { patches: chosen.length, tuned, rows },
    markdown: page(rows, chosen.length, tuned),
    pictures: { transfer: await pictureOf(shown) },
  };
}

async function patches() {
  const [heights, grey] = [
    await readNpy('validation_dem_m_u16.npy', 2),
    await readNpy('validation_gray_u8.npy', 1),
  ];
  const count = grey.length / SIZE ** 2;
  const crs = parseCrs('IAU_2015:49910');
  const georef = { crs, transform: [PIXEL, 0, 0, 0, -PIXEL, SIZE * PIXEL] };
  const raster = (samples, k) => ({
    ...{ width: SIZE, height: SIZE, georef },
    data: Float32Array.from(samples.subarray(k * SIZE ** 2, (k + 1) * SIZE ** 2)),
  });
  return Array.from({ length: count }, (_, k) => ({ k, truth: raster(heights, k), image: raster(grey, k) }));
}

/** The samples of a little-endian array file of unsigned integers (NumPy format 1.0). */
async function readNpy(name, bytes) {
  const file = await readFile(join(DATA, name));
  const start = 10 + file.readUInt16LE(8);
  const samples = file.buffer.slice(file.byteOffset + start, file.byteOffset + file.length);
  return bytes === 2 ? new Uint16Array(samples) : new Uint8Array(samples);
}

async function judge(settings, { k, truth, image }, factor) {
  const path = (name) => join(settings.work, `${name}-${k}.tif`);
  const images = [await writeRaster(path('image'), image)];
  const reference = await writeRaster(path(`coarse-${factor}`), blockMeans(truth, factor));
  const flags = ['--network-tile', SIZE, SIZE, '--overlap', 32];
  const made = await reconstruct(settings, { images, reference, output: path('dtm'), flags });
  const [before, after] = [heightError(made.reference, truth).rmse, heightError(made.dtm, truth).rmse];
  const slopes = [slopeError(made.reference, truth).degrees, slopeError(made.dtm, truth).degrees];
  return { figures: { before, after, slopeBefore: slopes[0], slopeAfter: slopes[1] }, truth, image, ...made };
}

function blockMeans({ data, georef }, factor) {
  const size = SIZE / factor;
  const sums = new Float32Array(size * size);
  for (let i = 0; i < data.length; i++) {
    sums[Math.floor(i / SIZE / factor) * size + Math.floor((i % SIZE) / factor)] += data[i] / factor ** 2;
  }
  const [a, b, c, d, e, f] = georef.transform;
  return {
    width: size,
    height: size,
    data: sums,
    georef: { ...georef, transform: [a * factor, b, c, d, e * factor, f] },
  };
}

/** Means over patches, as the data's description gives them. */
function meansOf(figures) {
  const mean = (key) => figures.reduce((sum, f) => sum + f[key], 0) / figures.length;
  const better = figures.filter(({ before, after }) => after < before).length;
  return { ...Object.fromEntries(Object.keys(figures[0]).map((key) => [key, mean(key)])), better };
}

function page(rows, count, tuned) {
  return `${count} validation patches of Valles Marineris (128 x 128 px of about 200 m, grey image; their Sun is unknown), coarse DTM from block
means; means over patches. ${tuned ? `Fine-tuned: \`${tuned.file}\`, SHA-256 \`${tuned.sha256.slice(0, 12)}…\`. ` : ''}

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

${picture('transfer', 'DTM of one patch')}

The DTM of one patch as the network makes it from a coarse DTM of x${FACTORS[0]}, shaded.`;
}

async function pictureOf({ dtm }) {
  return panels([shades([dtm], { azimuth: 315, elevation: 45 })]);
}
