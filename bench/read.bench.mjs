import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { interleave, median, round } from './measure.mjs';
import { writeScene } from './scenes.mjs';

export const title =
  'read a whole float32 DEFLATE + predictor 3 GeoTIFF, against GDAL (python3-gdal, ReadAsArray)';

const SIDE = { smoke: 1000, default: 5000, full: 10000 };

/** Seconds are those that the programs measure around open and read: neither side pays for starting its interpreter. */
export async function run({ size, runs, work }) {
  const side = SIDE[size];
  const plain = await writeScene({ path: join(work, 'plain.tif'), width: side, height: side });
  const path = join(work, 'deflate.tif');
  const options = [
    'TILED=YES',
    'BLOCKXSIZE=256',
    'BLOCKYSIZE=256',
    'COMPRESS=DEFLATE',
    'PREDICTOR=3',
    'NUM_THREADS=2',
  ];
  const made = spawnSync('gdal_translate', [
    '-q',
    ...options.flatMap((option) => ['-co', option]),
    plain,
    path,
  ]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  const script = (name) => join(import.meta.dirname, name);
  const results = interleave(
    ['1', '2'].flatMap((threads) => [
      {
        label: `GDAL, ${threads} thread(s)`,
        command: ['/usr/bin/python3', script('read-gdal.py'), path, threads],
      },
      { label: `cuesta, ${threads} thread(s)`, command: ['node', script('read-worker.mjs'), path, threads] },
    ]),
    runs,
  );
  const seconds = (label) => median(results.get(label).outputs.map((text) => JSON.parse(text).seconds));
  const sums = new Set([...results.values()].map(({ outputs }) => JSON.parse(outputs[0]).sum.toFixed(3)));
  if (sums.size !== 1) throw new Error(`the readers disagree: ${[...sums].join(', ')}`);
  return ['1', '2'].flatMap((threads) => {
    const gdal = seconds(`GDAL, ${threads} thread(s)`);
    return ['GDAL', 'cuesta'].map((who) => {
      const label = `${who}, ${threads} thread(s)`;
      const fileMiB = statSync(path).size / 2 ** 20;
      const { peakMiB } = results.get(label);
      return {
        label,
        seconds: round(seconds(label)),
        ratio: round(seconds(label) / gdal),
        peakMiB: round(peakMiB),
        pixels: side * side,
        fileMiB: round(fileMiB),
      };
    });
  });
}
