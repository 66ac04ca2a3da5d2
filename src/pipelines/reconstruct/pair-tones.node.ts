import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { createSourcePool, type SourcePool } from '../../product/source-pool.node.js';
import type { Pair } from './pairs.js';
import { coarserSide, planeGrid, planeOf } from './register-step.node.js';
import { matchTone, SAME_TONE, type Tone, type ToneMatch } from './tone.js';

/** The brightness of a right image against that of its left one. */
export interface PairTone extends Pair {
  /** Null where they share too little, or nothing that has contrast: then both stay as they are. */
  readonly match: ToneMatch | null;
}

interface File {
  readonly path: string;
  readonly grid: Grid;
}

/** Pixels on which overlaps are compared. */
const MOST_PIXELS = 1e6;

/** Compares the images of every pair where they overlap. */
export async function measureTones(
  images: readonly File[],
  pairs: readonly Pair[],
  { signal, progress }: JobContext,
): Promise<PairTone[]> {
  if (pairs.length === 0) return [];
  const sources = createSourcePool();
  const compute = await createNodeCompute('wasm');
  const found: PairTone[] = [];
  try {
    for (const [done, pair] of pairs.entries()) {
      progress({ stage: 'comparing the brightness of pairs', done, total: pairs.length });
      const match = await compare(images[pair.left]!, images[pair.right]!, sources, compute, signal);
      found.push({ ...pair, match });
    }
  } finally {
    await sources.close();
    await compute.close();
  }
  return found;
}

async function compare(
  left: File,
  right: File,
  sources: SourcePool,
  compute: Compute,
  signal: AbortSignal,
): Promise<ToneMatch | null> {
  const finest = Math.max(coarserSide(left.grid), coarserSide(right.grid));
  const over = planeGrid(left.grid, right.grid, finest, MOST_PIXELS);
  const plane = async ({ path, grid }: File): Promise<Float32Array> =>
    (await planeOf({ source: await sources.get(path), grid }, over, compute, signal)).data;
  return matchTone(await plane(left), await plane(right));
}

/** By image: what it is changed by. */
export function tonesOf(images: number, found: readonly PairTone[]): Tone[] {
  const tones: Tone[] = Array.from({ length: images }, () => SAME_TONE);
  for (const { right, match } of found)
    if (match !== null) tones[right] = { gain: match.gain, offset: match.offset };
  return tones;
}
