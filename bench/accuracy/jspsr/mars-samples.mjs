import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCrs } from '../../../dist/index.js';
import { CogWriter, cogSpec } from '../../../dist/node.js';

const DATA = join(
  process.env.CUESTA_TEST_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
  'mars-valles-marineris',
);
const SIZE = 128;
/** Inferred; only slopes depend on it. */
const PIXEL = 200;

/** Writes the patches of Valles Marineris as samples of the layout of DFC30, coarse heights being block means of `factor` pixels. */
export async function writeMarsSamples(root, factor) {
  for (const part of ['train', 'validation']) {
    const heights = await readNpy(`${part}_dem_m_u16.npy`, 2);
    const [grey, red] = await Promise.all(
      ['gray', 'viking_red'].map((name) => readNpy(`${part}_${name}_u8.npy`, 1)),
    );
    for (const layer of ['BDORTHO', 'RGEALTI', 'COP30'])
      mkdirSync(join(root, part, layer), { recursive: true });
    for (let k = 0; k * SIZE ** 2 < grey.length; k++) {
      const cut = (samples) => samples.slice(k * SIZE ** 2, (k + 1) * SIZE ** 2);
      const truth = Float32Array.from(cut(heights));
      const path = (layer) => join(root, part, layer, `${k}_${layer}.tif`);
      await write(path('RGEALTI'), 'float32', [truth]);
      await write(path('COP30'), 'float32', [cubic(blockMeans(truth, factor), factor)]);
      await write(path('BDORTHO'), 'uint8', [cut(grey), cut(red), cut(grey)]);
    }
  }
}

/** The samples of a little-endian array file of unsigned integers (NumPy format 1.0). */
async function readNpy(name, bytes) {
  const file = await readFile(join(DATA, name));
  const start = 10 + file.readUInt16LE(8);
  const samples = file.buffer.slice(file.byteOffset + start, file.byteOffset + file.length);
  return bytes === 2 ? new Uint16Array(samples) : new Uint8Array(samples);
}

function blockMeans(samples, factor) {
  const size = SIZE / factor;
  const means = new Float64Array(size * size);
  for (let i = 0; i < samples.length; i++)
    means[Math.floor(i / SIZE / factor) * size + Math.floor((i % SIZE) / factor)] += samples[i] / factor ** 2;
  return means;
}

/** Cubic convolution (Keys 1981, a = -1/2) between the centres of the cells; the outermost cells go on beyond the edge. */
function cubic(cells, factor) {
  const size = SIZE / factor;
  const taps = Array.from({ length: SIZE }, (_, i) => {
    const x = (i + 0.5) / factor - 0.5;
    const first = Math.floor(x) - 1;
    return [0, 1, 2, 3].map((k) => [Math.min(size - 1, Math.max(0, first + k)), keys(x - first - k)]);
  });
  const rows = Float64Array.from({ length: size * SIZE }, (_, i) => {
    const [r, c] = [Math.floor(i / SIZE), i % SIZE];
    return taps[c].reduce((sum, [at, weight]) => sum + weight * cells[r * size + at], 0);
  });
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [r, c] = [Math.floor(i / SIZE), i % SIZE];
    return taps[r].reduce((sum, [at, weight]) => sum + weight * rows[at * SIZE + c], 0);
  });
}

function keys(x) {
  const t = Math.abs(x);
  if (t < 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1;
  return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0;
}

async function write(path, dtype, bands) {
  const georef = { crs: parseCrs('IAU_2015:49910'), transform: [PIXEL, 0, 0, 0, -PIXEL, SIZE * PIXEL] };
  const spec = cogSpec({ width: SIZE, height: SIZE, bands: bands.length, dtype, georef, overviews: 'none' });
  const writer = await CogWriter.create(path, spec);
  await writer.writeTile({ col: 0, row: 0, depth: 0 }, bands);
  await writer.finish();
}
