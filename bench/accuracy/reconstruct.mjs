import { cuesta } from './cuesta.mjs';
import { minus, readRaster } from './rasters.mjs';

/**
 * `cuesta reconstruct` with the residual: the DTM, the reference as it was interpolated to it, and what was measured.
 *
 * @param {{ model: string, threads: number }} settings
 * @param {{ images: readonly string[], reference: string, output: string, flags?: readonly (string | number)[] }} job
 */
export async function reconstruct({ model, threads }, { images, reference, output, flags = [] }) {
  const inputs = ['--image', ...images, '--reference', reference, '--model', model, '-o', output];
  const { metrics } = cuesta(
    'reconstruct',
    ...inputs,
    '--residual',
    '--overwrite',
    '--threads',
    threads,
    ...flags,
  );
  const dtm = await readRaster(output);
  const residual = await readRaster(output.replace(/\.tif$/, '_residual.tif'));
  return { dtm, reference: minus(dtm, residual), metrics };
}
