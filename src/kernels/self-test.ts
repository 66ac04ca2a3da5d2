import { CuestaError } from '../core/errors.js';
import type { Compute } from '../core/kernel.js';
import { createRng } from '../core/rng.js';
import { createReferenceCompute } from './backends/reference.js';
import { firstDifference } from './difference.js';
import { createSamples } from './samples.js';

/**
 * Compares every kernel that the back end has with its definition, here and now: drivers and compilers differ.
 * Returns the names of the kernels that were tested; throws `backend` at the first wrong result. Takes well under a second.
 */
export async function selfTest(compute: Compute): Promise<string[]> {
  const reference = createReferenceCompute();
  const tested = new Set<string>();
  for (const sample of createSamples(createRng(1))) {
    const tolerance = sample.tolerance(compute.backend);
    const { extreme, thorough } = sample;
    if (tolerance === null || thorough || (compute.backend === 'webgpu' && extreme)) continue;
    const difference = firstDifference(await sample.run(reference), await sample.run(compute), tolerance);
    if (difference !== null) {
      throw new CuestaError(
        'backend',
        `Kernel ${sample.kernel} is wrong on ${compute.description}: ${difference} (${sample.label}).`,
        { hint: 'Choose another back end, or update the graphics driver.' },
      );
    }
    tested.add(sample.kernel);
  }
  return [...tested];
}
