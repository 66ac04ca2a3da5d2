import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta, interleave, median, round } from './measure.mjs';
import { writeScene } from './scenes.mjs';

export const title =
  'mosaic of four overlapping float32 DEMs: feathered blend, beside gdalwarp (which pastes) and the plain reference';

const SIDE = { smoke: 600, default: 3000, full: 6000 };

/** Wall time of whole processes, two threads each. The inputs overlap by a fifth; all share one lattice. */
export async function run({ size, runs, work }) {
  const side = SIDE[size];
  const step = Math.round(side * 0.8);
  const inputs = [];
  for (const [i, [col, row]] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].entries()) {
    const place = { west: col * step * 10, north: -row * step * 10, seed: i + 1 };
    inputs.push(await writeScene({ path: join(work, `dem${i}.tif`), width: side, height: side, ...place }));
  }
  const warped = join(work, 'warped.tif');
  const mosaic = (name, ...more) => {
    const run = ['-o', join(work, `${name}.tif`), '--threads', '2', '--overwrite', '--quiet', ...more];
    return cuesta('mosaic', ...inputs, ...run);
  };
  const creation = ['COMPRESS=DEFLATE', 'PREDICTOR=3', 'TILED=YES', 'NUM_THREADS=2', 'BIGTIFF=IF_SAFER'];
  const contenders = [
    {
      label: 'gdalwarp (last wins, no blend)',
      command: [
        'gdalwarp',
        '-q',
        '-multi',
        '-wo',
        'NUM_THREADS=2',
        ...creation.flatMap((option) => ['-co', option]),
        ...inputs,
        warped,
      ],
      before: () => rmSync(warped, { force: true }),
    },
    { label: 'cuesta mosaic --mode last', command: mosaic('last', '--mode', 'last') },
    { label: 'cuesta mosaic (blend)', command: mosaic('blend') },
  ];
  const results = interleave(contenders, runs);
  const reference = {
    label: 'cuesta mosaic, plain reference kernels',
    command: mosaic('reference', '--backend', 'reference'),
  };
  for (const [label, result] of interleave([reference], 1)) results.set(label, result);
  const gdal = median(results.get(contenders[0].label).seconds);
  return [...results.entries()].map(([label, { seconds, peakMiB }]) => ({
    label,
    seconds: round(median(seconds)),
    ratio: round(median(seconds) / gdal),
    peakMiB: round(peakMiB),
    pixels: (side + step) ** 2,
  }));
}
