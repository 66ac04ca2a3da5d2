import { CuestaError } from '../../core/errors.js';
import type { JobContext } from '../../product/job-context.js';
import type { MosaicResult } from './mosaic-result.js';
import type { MosaicJob } from './plan-mosaic.node.js';
import { runMosaic } from './run-mosaic.node.js';

/** One file of a mosaic. */
export interface MosaicPart {
  readonly job: MosaicJob;
  /** Null for a file without a valid sample, which is not written. */
  readonly result: MosaicResult | null;
}

/**
 * Makes the files of a mosaic one after the other. One that exceeds `maxSeam` does not keep the others from being made; its error is
 * thrown at the end.
 */
export async function runMosaics(jobs: readonly MosaicJob[], context: JobContext): Promise<MosaicPart[]> {
  const parts: MosaicPart[] = [];
  let missed: CuestaError | null = null;
  for (const job of jobs) {
    const result = await runMosaic(job, context).catch((error: unknown) => {
      if (!(error instanceof CuestaError)) throw error;
      if (error.code === 'no-overlap') context.log('info', `${error.message} It is not written.`);
      else if (error.code === 'quality') missed ??= error;
      else throw error;
      return null;
    });
    parts.push({ job, result });
  }
  if (missed !== null) throw missed;
  return parts;
}
