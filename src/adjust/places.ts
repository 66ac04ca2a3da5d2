import { CuestaError } from '../core/errors.js';
import type { Place } from './equations.js';
import type { TieObservation } from './observations.js';
import { normalise, type Scene } from './scene.js';

/** Turns scene ids and raw map positions into scene numbers and normalised positions; throws `input` for unknown ids. */
export interface Places {
  of(scene: string, x: number, y: number): Place;
  ofTie(tie: TieObservation): { readonly a: Place; readonly b: Place };
}

export function placesIn(scenes: readonly Scene[]): Places {
  const numbers = new Map(scenes.map((scene, number) => [scene.id, number]));
  const place = (id: string, x: number, y: number, commonX: number, commonY: number): Place => {
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
    const [commonU, commonV] = normalise(scenes[number]!, commonX, commonY);
    return { scene: number, u, v, commonU, commonV };
  };
  return {
    of: (scene, x, y) => place(scene, x, y, x, y),
    ofTie: ({ sceneA, sceneB, xA, yA, xB, yB }) => {
      const [x, y] = [(xA + xB) / 2, (yA + yB) / 2];
      return { a: place(sceneA, xA, yA, x, y), b: place(sceneB, xB, yB, x, y) };
    },
  };
}
