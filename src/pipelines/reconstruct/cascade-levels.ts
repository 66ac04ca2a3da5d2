import { CuestaError } from '../../core/errors.js';

/** An image by its place in the list and the side of its pixels on the ground, metres. */
interface SizedImage {
  readonly path: string;
  readonly pixel: number;
}

/** Images whose pixels differ by less are of one resolution. */
const ALIKE = 1.5;

/**
 * Positions of images that are used together, from coarse to fine: neighbours in the list whose pixels are of about one size. Throws `config`
 * for an image that is coarser than the one before it, and where there is nothing to go from coarse to fine with.
 */
export function cascadeLevels(images: readonly SizedImage[]): number[][] {
  const levels: number[][] = [];
  let first = 0;
  for (const [i, { path, pixel }] of images.entries()) {
    const before = images[first]!;
    if (pixel > ALIKE * before.pixel) throw wrongOrder(path, pixel, before);
    const isFiner = levels.length === 0 || pixel * ALIKE < before.pixel;
    if (isFiner) {
      levels.push([]);
      first = i;
    }
    levels.at(-1)!.push(i);
  }
  if (levels.length > 1) return levels;
  throw new CuestaError('config', '--cascade needs images of different resolutions, from coarse to fine.', {
    subject: '--cascade',
    hint: 'List a coarser image before this one, or make it in steps of its own resolution: --pyramid 3.',
  });
}

function wrongOrder(path: string, pixel: number, before: SizedImage): CuestaError {
  const [a, b] = [pixel, before.pixel].map((metres) => `${Number(metres.toPrecision(3))} m`);
  return new CuestaError(
    'config',
    `--cascade goes from coarse to fine, but ${path} (${a}) comes after ${before.path} (${b}).`,
    { subject: '--image', hint: 'List the images in the order of their pixels, the largest ones first.' },
  );
}

/** Steps whose pixels differ by less are not worth making. */
const LEAST_STEP = 1.25;
/** Pixels per cell of the reference in the first step: Tao et al. (2021), MADNet 2.0. */
const PER_CELL = 3;

/**
 * Pixels of the steps in which an image is made, largest first, in even ratios down to its own (`own`): the first ones are a third of a
 * reference's cell, and steps that would hardly differ are left out. The sides are in one unit. MADNet 2.0 has three steps of even distance.
 */
export function pyramidPixels(own: number, cell: number, steps: number): number[] {
  const ratio = cell / PER_CELL / own;
  const most = ratio > 1 ? 1 + Math.floor(Math.log(ratio) / Math.log(LEAST_STEP)) : 1;
  const count = Math.min(steps, most);
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? own : own * ratio ** (1 - i / (count - 1)),
  );
}
