import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta, interleave, median, round } from './measure.mjs';
import { writeScene } from './scenes.mjs';

export const title =
  'uncompressed float32 GeoTIFF to DEFLATE 6 + predictor 3 COG, against gdal_translate -of COG';

const SIDE = { smoke: 1000, default: 5000, full: 10000 };

/** Wall time of whole processes with two threads each: read, compress, make overviews, write. */
export async function run({ size, runs, work }) {
  const side = SIDE[size];
  const input = await writeScene({ path: join(work, 'plain.tif'), width: side, height: side });
  const files = { gdal: join(work, 'gdal.tif'), cuesta: join(work, 'cuesta.tif') };
  const cog = [
    'COMPRESS=DEFLATE',
    'LEVEL=6',
    'PREDICTOR=YES',
    'RESAMPLING=AVERAGE',
    'BLOCKSIZE=512',
    'NUM_THREADS=2',
  ];
  const results = interleave(
    [
      {
        label: 'gdal_translate',
        command: [
          'gdal_translate',
          '-q',
          '-of',
          'COG',
          ...cog.flatMap((option) => ['-co', option]),
          input,
          files.gdal,
        ],
        before: () => rmSync(files.gdal, { force: true }),
      },
      {
        label: 'cuesta convert',
        command: cuesta('convert', input, '-o', files.cuesta, '--threads', '2', '--overwrite', '--quiet'),
      },
    ],
    runs,
  );
  const gdal = median(results.get('gdal_translate').seconds);
  const gdalBytes = statSync(files.gdal).size;
  return [
    ['gdal_translate', files.gdal],
    ['cuesta convert', files.cuesta],
  ].map(([label, file]) => {
    const seconds = median(results.get(label).seconds);
    const bytes = statSync(file).size;
    return {
      label,
      seconds: round(seconds),
      ratio: round(seconds / gdal),
      peakMiB: round(results.get(label).peakMiB),
      fileMiB: round(bytes / 2 ** 20, 4),
      sizeRatio: round(bytes / gdalBytes, 4),
      pixels: side * side,
    };
  });
}
