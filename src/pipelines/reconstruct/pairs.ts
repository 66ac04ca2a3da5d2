import { CuestaError } from '../../core/errors.js';
import type { ReconstructConfig } from './config.js';

/** Positions of the left and the right image of one observation, from 0. */
export interface Pair {
  readonly left: number;
  readonly right: number;
}

/** How NASA names the images of the two narrow-angle cameras: M1154358210LE and M1154358210RE, then whatever was done to them. */
const NAC = /(M\d{6,})([LR])[EC]/;

/**
 * Images of one observation: those that the option names (numbers from 1), or else those that their file names tell. Throws `config` for
 * numbers of no image, or of one in two pairs.
 */
export function pairsOf({ image, pairs }: Pick<ReconstructConfig, 'image' | 'pairs'>): Pair[] {
  if (pairs === undefined) return pairsByName(image);
  if (pairs.length === 1 && pairs[0] === 'none') return [];
  const found = pairs.map((pair) => parsePair(pair, image.length));
  const numbers = found.flatMap(({ left, right }) => [left, right]);
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i);
  if (twice !== undefined) throw wrong(`image ${twice + 1} is in it twice`);
  return found;
}

function pairsByName(images: readonly string[]): Pair[] {
  const named = images.map((path) => NAC.exec(path.replace(/^.*[/\\]/, '')));
  return named.flatMap((name, left) => {
    if (name?.[2] !== 'L') return [];
    const right = named.findIndex((other) => other?.[1] === name[1] && other?.[2] === 'R');
    return right < 0 ? [] : [{ left, right }];
  });
}

function parsePair(text: string, images: number): Pair {
  const [, a, b] = /^(\d+),(\d+)$/.exec(text) ?? [];
  const [left, right] = [Number(a) - 1, Number(b) - 1];
  if (a === undefined) throw wrong(`"${text}" is no pair`);
  const beyond = [left, right].find((number) => number < 0 || number >= images);
  if (beyond !== undefined) throw wrong(`there is no image ${beyond + 1}`);
  return { left, right };
}

function wrong(why: string): CuestaError {
  return new CuestaError('config', `--pairs cannot be understood: ${why}.`, {
    subject: '--pairs',
    hint: 'Name the images of each pair by their numbers, left,right: --pairs 1,2 3,4; or none.',
  });
}
