import { CuestaError } from '../core/errors.js';
import type { Rigid } from './rigid.js';

/** Rotations may be off by what a text with few digits loses. */
const ORTHOGONAL_TOLERANCE = 1e-6;

/** Rows of the 4 x 4 matrix, origin at the body's centre. */
export type MatrixRows = readonly (readonly [number, number, number, number])[];

export function matrixRows({ rotation: m, translation: t }: Rigid): MatrixRows {
  return [
    [m[0], m[1], m[2], t[0]],
    [m[3], m[4], m[5], t[1]],
    [m[6], m[7], m[8], t[2]],
    [0, 0, 0, 1],
  ];
}

/** Four lines of four numbers, row-major: what `pc_align` of the Ames Stereo Pipeline writes and reads. */
export function formatMatrix(rigid: Rigid): string {
  return matrixRows(rigid)
    .map((row) => row.map((v) => String(v).padStart(24)).join(' '))
    .join('\n')
    .concat('\n');
}

/** Reads the text form. Throws `format`, naming the file, for anything but a rotation and a translation. */
export function parseMatrix(text: string, name: string): Rigid {
  const values = text.trim().split(/\s+/).map(Number);
  if (values.length !== 16) throw badMatrix(name, `it has ${values.length} numbers instead of 16`);
  return rigidFromNumbers(values, name);
}

/** From 16 numbers, row-major. */
export function rigidFromNumbers(v: readonly number[], name: string): Rigid {
  if (v.length !== 16 || !v.every(Number.isFinite))
    throw badMatrix(name, 'it holds something else than numbers');
  if (v[12] !== 0 || v[13] !== 0 || v[14] !== 0 || v[15] !== 1) {
    throw badMatrix(name, 'its last row is not 0 0 0 1');
  }
  const m = [v[0]!, v[1]!, v[2]!, v[4]!, v[5]!, v[6]!, v[8]!, v[9]!, v[10]!] as const;
  const product = (a: number, b: number): number =>
    m[3 * a]! * m[3 * b]! + m[3 * a + 1]! * m[3 * b + 1]! + m[3 * a + 2]! * m[3 * b + 2]!;
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b <= a; b++) {
      if (Math.abs(product(a, b) - (a === b ? 1 : 0)) > ORTHOGONAL_TOLERANCE) {
        throw badMatrix(name, 'its upper left part is no rotation (a scale is not supported)');
      }
    }
  }
  return { rotation: m, translation: [v[3]!, v[7]!, v[11]!] };
}

function badMatrix(name: string, why: string): CuestaError {
  return new CuestaError('format', `${name} is no rigid 4 x 4 transform: ${why}.`, {
    subject: name,
    hint: 'Give the JSON file of cuesta align --transform-out, or the -transform.txt file of pc_align.',
  });
}
