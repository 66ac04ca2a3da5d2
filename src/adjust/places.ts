import { CuestaError } from '../core/errors.js';
import type { Place } from './equations.js';
import { normalise, type Scene } from './scene.js';

/** Turns scene ids and raw map positions into scene numbers and normalised positions; throws `input` for unknown ids. */
export function scenePlaces(scenes: readonly Scene[]): (id: string, x: number, y: number) => Place {
  const numbers = new Map(scenes.map((scene, number) => [scene.id, number]));
  return (id, x, y) => {
    const number = numbers.get(id);
    if (number === undefined) {
      throw new CuestaError(
        'input',
        `An observation names the scene ${id}, which is not part of the block.`,
        {
          subject: id,
          hint: `Known scenes: ${[...numbers.keys()].join(', ')}.`,
        },
      );
    }
    const [u, v] = normalise(scenes[number]!, x, y);
    return { scene: number, u, v };
  };
}
