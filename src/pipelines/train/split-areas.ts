import { createRng } from '../../core/rng.js';
import type { DataSplit } from '../../nn/train/batch-order.js';

/**
 * Sets whole areas aside for validation: those in `reserved`, or else areas drawn by the seed until they hold the share of the samples,
 * at least one area staying with training. Validation is cut to full batches; what is over is not used at all, since training must not
 * see it, either.
 *
 * @param areas area of every sample
 */
export function splitAreas(
  areas: readonly number[],
  reserved: ReadonlySet<number>,
  { batch, share, seed }: { readonly batch: number; readonly share: number; readonly seed: number },
): DataSplit {
  const aside = reserved.size > 0 ? reserved : drawAreas(areas, share, seed);
  const indices = areas.map((_, i) => i);
  const validation = indices.filter((i) => aside.has(areas[i]!));
  const full = Math.floor(validation.length / batch) * batch;
  return {
    training: indices.filter((i) => !aside.has(areas[i]!)),
    validation: validation.slice(0, full),
  };
}

function drawAreas(areas: readonly number[], share: number, seed: number): Set<number> {
  const sizes = new Map<number, number>();
  for (const area of areas) sizes.set(area, (sizes.get(area) ?? 0) + 1);
  const left = [...sizes.keys()];
  const rng = createRng(seed).fork(-1);
  const drawn = new Set<number>();
  for (let count = 0; count < share * areas.length && left.length > 1; ) {
    const [area] = left.splice(rng.int(left.length), 1) as [number];
    drawn.add(area);
    count += sizes.get(area)!;
  }
  return drawn;
}
