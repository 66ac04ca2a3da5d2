import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta, interleave, round } from './measure.mjs';
import { writeScene } from './scenes.mjs';

export const title = 'a mosaic larger than its memory: four overlapping DEMs on a ten times finer grid';

const SIZE = { smoke: [1200, 900], default: [12000, 8000], full: [50000, 30000] };
const LIMIT = '600MiB';

/** One run: what counts is the peak memory against --memory. */
export async function run({ size, work }) {
  const [width, height] = SIZE[size];
  const pieceWidth = Math.round((width / 10) * 0.6);
  const pieceHeight = Math.round((height / 10) * 0.6);
  const inputs = [];
  for (const [i, [col, row]] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].entries()) {
    const place = {
      west: col * (width - 10 * pieceWidth),
      north: -row * (height - 10 * pieceHeight),
      seed: i + 1,
    };
    const scene = { path: join(work, `dem${i}.tif`), width: pieceWidth, height: pieceHeight, pixel: 10 };
    inputs.push(await writeScene({ ...scene, ...place }));
  }
  const output = join(work, 'mosaic.tif');
  const bounds = ['--bbox', 500000, 5000000 - height, 500000 + width, 5000000].map(String);
  const options = ['--tr', '1', '--memory', LIMIT, '--level', '1', '--threads', '2', '--quiet'];
  const command = cuesta('mosaic', ...inputs, '-o', output, ...bounds, ...options);
  const { seconds, peakMiB } = interleave(
    [{ label: 'mosaic', command, before: () => rmSync(output, { force: true }) }],
    1,
  ).get('mosaic');
  return [
    {
      label: `cuesta mosaic, ${width} x ${height}`,
      seconds: round(seconds[0], 4),
      peakMiB: round(peakMiB),
      limitMiB: 600,
      fileMiB: round(statSync(output).size / 2 ** 20, 4),
      megapixelsPerSecond: round((width * height) / 1e6 / seconds[0]),
    },
  ];
}
