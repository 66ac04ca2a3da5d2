import { CuestaError } from '../../core/errors.js';
import { toMap } from '../../core/geo-transform.js';
import type { Grid } from '../../core/georef.js';

/** A rectangle of the map in which a DSM is judged. */
export interface Area {
  readonly name: string;
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

/** Areas from `NAME,XMIN,YMIN,XMAX,YMAX`. Throws `config`. */
export function parseAreas(texts: readonly string[]): Area[] {
  return texts.map((text) => {
    const [name, ...numbers] = text.split(',');
    const [xmin, ymin, xmax, ymax] = numbers.map(Number);
    if (numbers.length === 4 && name !== '' && xmin < xmax && ymin < ymax)
      return { name, xmin, ymin, xmax, ymax };
    throw new CuestaError('config', `"${text}" is no area.`, {
      subject: '--area',
      hint: 'Write NAME,XMIN,YMIN,XMAX,YMAX in coordinates of the DSM, e.g. --area valley,500000,4000000,504000,4004000.',
    });
  });
}

/** 1 for cells of a grid whose centres lie in the area. */
export function cellsIn({ xmin, ymin, xmax, ymax }: Area, { width, height, transform }: Grid): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = toMap(transform, (i % width) + 0.5, Math.floor(i / width) + 0.5);
    return x >= xmin && x < xmax && y >= ymin && y < ymax ? 1 : 0;
  });
}
