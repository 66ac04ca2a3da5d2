import { cuesta } from './cuesta.mjs';
import { minus, readRaster } from './rasters.mjs';

/**
 * `cuesta reconstruct` with the residual: the DTM, the reference as it was interpolated to it, and what was measured.
 *
 * @param {{ model: string, threads: number }} settings
 * @param {{ images: readonly string[], reference: string, output: string, suns?: readonly { azimuth: number, elevation: number }[],
 *   flags?: readonly (string | number)[] }} job
 */
export async function reconstruct({ model, threads }, { images, reference, output, suns = [], flags = [] }) {
  const inputs = ['--image', ...images, '--reference', reference, '--model', model, '-o', output];
  const angles = (name, of) => (suns.length === 0 ? [] : [name, ...suns.map(of)]);
  const light = [
    ...angles('--sun-azimuth', (sun) => sun.azimuth),
    ...angles('--sun-elevation', (sun) => sun.elevation),
  ];
  const { metrics } = cuesta(
    'reconstruct',
    ...inputs,
    '--residual',
    '--overwrite',
    '--threads',
    threads,
    ...light,
    ...flags,
  );
  const dtm = await readRaster(output);
  const residual = await readRaster(output.replace(/\.tif$/, '_residual.tif'));
  return { dtm, reference: minus(dtm, residual), metrics };
}
