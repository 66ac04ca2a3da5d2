import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cuesta, interleave, median, round } from './measure.mjs';
import { writeScene } from './scenes.mjs';

export const title = 'hillshade of a float32 DEM, file to file, against gdaldem';

const SIDE = { smoke: 1000, default: 5000, full: 10000 };

/** Wall time of whole processes, two threads each. Both write a DEFLATE COG; and gdaldem also its fastest, a plain tiled GeoTIFF. */
export async function run({ size, runs, work }) {
  const side = SIDE[size];
  const input = await writeScene({ path: join(work, 'dem.tif'), width: side, height: side });
  const files = {
    cog: join(work, 'cog.tif'),
    tiled: join(work, 'tiled.tif'),
    cuesta: join(work, 'cuesta.tif'),
  };
  const options = (...list) => list.flatMap((option) => ['-co', option]);
  const deflate = ['COMPRESS=DEFLATE', 'PREDICTOR=2', 'NUM_THREADS=2'];
  const gdaldem = ['gdaldem', 'hillshade', '-q', '-compute_edges', input];
  const results = interleave(
    [
      {
        label: 'gdaldem, COG',
        command: [
          ...gdaldem,
          files.cog,
          '-of',
          'COG',
          ...options('COMPRESS=DEFLATE', 'PREDICTOR=YES', 'NUM_THREADS=2'),
        ],
        before: () => rmSync(files.cog, { force: true }),
      },
      {
        label: 'gdaldem, tiled GeoTIFF without overviews',
        command: [...gdaldem, files.tiled, ...options('TILED=YES', ...deflate)],
        before: () => rmSync(files.tiled, { force: true }),
      },
      {
        label: 'cuesta hillshade, COG',
        command: cuesta('hillshade', input, '-o', files.cuesta, '--threads', '2', '--overwrite', '--quiet'),
      },
    ],
    runs,
  );
  const gdal = median(results.get('gdaldem, COG').seconds);
  return [...results.entries()].map(([label, { seconds, peakMiB }], i) => ({
    label,
    seconds: round(median(seconds)),
    ratio: round(median(seconds) / gdal),
    peakMiB: round(peakMiB),
    fileMiB: round(statSync([files.cog, files.tiled, files.cuesta][i]).size / 2 ** 20),
    pixels: side * side,
  }));
}
