import { CuestaError } from '../../core/errors.js';
import type { Grid } from '../../core/georef.js';
import type { Compute } from '../../core/kernel.js';
import { groundPixelSize } from '../../geo/ground-size.js';
import { createNodeCompute } from '../../kernels/select.node.js';
import type { JobContext } from '../../product/job-context.js';
import { createSourcePool } from '../../product/source-pool.node.js';
import { type PlacedSource, planeGrid, planeOf, sideToCompare } from './register-step.node.js';
import { type FoundSun, searchSun } from './search-sun.js';
import type { ImageSun } from './suns.js';

/** Pixels of the planes on which a Sun is looked for. */
const MOST_PIXELS = 40_000;
/** Correlations below it are those of other ground. */
const LEAST_CORRELATION = 0.3;

interface File {
  readonly path: string;
  readonly grid: Grid;
}

/**
 * Looks for the Sun of every image that has none: the one under which the reference looks most like it. Null for one that no Sun explains.
 * Throws `input` for an image without samples.
 */
export async function findSuns(
  images: readonly File[],
  known: readonly (ImageSun | null)[],
  reference: File,
  { signal, progress }: JobContext,
): Promise<readonly (ImageSun | null)[]> {
  if (!known.includes(null)) return known;
  const sources = createSourcePool();
  const compute = await createNodeCompute('wasm');
  const suns: (ImageSun | null)[] = [];
  try {
    const ground = { source: await sources.get(reference.path), grid: reference.grid };
    for (const [i, { path, grid }] of images.entries()) {
      progress({ stage: 'looking for the Sun', done: i, total: images.length });
      const sun = known[i]!;
      if (sun !== null) suns.push(sun);
      else
        suns.push(judged(await findSun({ source: await sources.get(path), grid }, ground, compute, signal)));
    }
  } finally {
    await sources.close();
    await compute.close();
  }
  return suns;
}

async function findSun(
  image: PlacedSource,
  reference: PlacedSource,
  compute: Compute,
  signal: AbortSignal,
): Promise<FoundSun> {
  const over = planeGrid(image.grid, image.grid, sideToCompare(image, reference), MOST_PIXELS);
  const heights = (await planeOf(reference, over, compute, signal)).data;
  const grey = (await planeOf(image, over, compute, signal)).data;
  if (grey.every(Number.isNaN)) throw empty(image.source.info.name);
  const { x, y } = groundPixelSize(over);
  return searchSun({ width: over.width, height: over.height, pixel: (x + y) / 2, heights }, grey);
}

function empty(path: string): CuestaError {
  return new CuestaError('input', `${path} has no valid samples where it covers the reference.`, {
    subject: path,
    hint: 'Check its nodata value with cuesta info --statistics.',
  });
}

function judged({ sun, correlation }: FoundSun): ImageSun | null {
  return correlation < LEAST_CORRELATION ? null : { ...sun, from: 'search', correlation };
}

/** Throws `convergence` for an image without a Sun. */
export function requireSuns(
  images: readonly File[],
  suns: readonly (ImageSun | null)[],
): readonly ImageSun[] {
  return suns.map((sun, i) => {
    if (sun !== null) return sun;
    const { path } = images[i]!;
    throw new CuestaError(
      'convergence',
      `The Sun of ${path} is not known, and under none does the reference look like it.`,
      {
        subject: path,
        hint: 'Give --sun-azimuth and --sun-elevation (90 - incidence angle); check that image and reference show the same ground.',
      },
    );
  });
}
