import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { available, dataFolder } from '../../test/support/requirements.js';
import { parseCrs } from '../geo/parse-crs.js';
import { describeMotion } from './describe-motion.js';
import { formatMatrix, parseMatrix } from './matrix-text.js';
import { invertRigid, type Rigid, rotationOf, rotationVector, transformPoint } from './rigid.js';
import { alignmentJson, alignmentText, parseAlignment } from './transform-file.js';

const { ellipsoid } = parseCrs('EPSG:4326');
const CENTROID = [-1883148.6, -813777.62, 6018971.5] as const;

describe.skipIf(!available('data'))('the published alignment of pc_align', () => {
  const read = (name: string) =>
    parseMatrix(readFileSync(join(dataFolder, 'altimetry-icesat2', name), 'utf8'), name);

  test('centroid and translation are those of its log', () => {
    const motion = describeMotion(read('pc_align_ground-transform.txt'), CENTROID, ellipsoid);
    const log = describeMotion(
      invertRigid(read('pc_align_ground-inverse-transform.txt')),
      CENTROID,
      ellipsoid,
    );
    for (const found of [motion, log]) {
      // The log gives the centroid with eight digits, 0.5 m.
      expect(found.latDeg).toBeCloseTo(71.296448, 5);
      expect(found.lonDeg).toBeCloseTo(-156.62905, 4);
      expect(Math.abs(found.h - 2.1838833)).toBeLessThan(0.5);
      [0.092759045, 0.68025135, -0.5164948].forEach((v, i) => {
        expect(found.translationEcef[i]).toBeCloseTo(v, 7);
      });
      [0.1706202, -0.58764485, 0.60305496].forEach((v, i) => {
        expect(found.translationNed[i]).toBeCloseTo(v, 6);
      });
      expect(found.rotationDeg).toBe(0);
    }
  });
});

const vector = (size: number) =>
  fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -size, max: size, noNaN: true }))) as fc.Arbitrary<
    [number, number, number]
  >;
const motions = fc
  .record({ turn: vector(1.5), translation: vector(1e5) })
  .map(({ turn, translation }): Rigid => ({ rotation: rotationOf(turn), translation }));

test('a matrix survives its text form, and its inverse undoes it', () => {
  fc.assert(
    fc.property(motions, (rigid) => {
      const read = parseMatrix(formatMatrix(rigid), 'text');
      // Text has no negative zero.
      expect(read.translation).toEqual(rigid.translation.map((v) => v + 0));
      expect(read.rotation).toEqual(rigid.rotation.map((v) => v + 0));
      const back = transformPoint(invertRigid(rigid), transformPoint(rigid, CENTROID));
      back.forEach((v, i) => {
        expect(Math.abs(v - CENTROID[i]!)).toBeLessThan(1e-6);
      });
    }),
  );
});

test('rotation vectors and matrices are the same', () => {
  fc.assert(
    fc.property(vector(1.5), (turn) => {
      rotationVector(rotationOf(turn)).forEach((v, i) => {
        expect(v).toBeCloseTo(turn[i]!, 10);
      });
    }),
  );
});

test('a constant height becomes a translation along the vertical, a plane has no text form', () => {
  const heights = { order: 0, originLonDeg: -156, originLatDeg: 71, scale: 1, coefficients: [7] };
  const identity: Rigid = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };
  const raised = parseMatrix(
    alignmentText({ rigid: identity, heights }, CENTROID, ellipsoid, 't.txt'),
    't.txt',
  );
  const [north, east, down] = describeMotion(raised, CENTROID, ellipsoid).translationNed;
  expect([north, east, down].map((v) => Math.round(v * 1e6) / 1e6 + 0)).toEqual([0, 0, -7]);
  const plane = { ...heights, order: 1, coefficients: [1, 2, 3] };
  expect(() => alignmentText({ rigid: identity, heights: plane }, CENTROID, ellipsoid, 't.txt')).toThrow(
    'polynomial',
  );
  const json = JSON.stringify(alignmentJson({ rigid: identity, heights: plane }, CENTROID, ellipsoid));
  expect(parseAlignment(json, 't.json')).toEqual({ rigid: identity, heights: plane });
});

test.each([
  ['1 2 3', '3 numbers'],
  ['1 0 0 0  0 1 0 0  0 0 1 0  0 0 0 2', 'last row'],
  ['1.1 0 0 0  0 1 0 0  0 0 1 0  0 0 0 1', 'no rotation'],
  ['1 0 0 x  0 1 0 0  0 0 1 0  0 0 0 1', 'numbers'],
  ['{"format": "other"}', 'no alignment'],
  ['{', 'JSON'],
])('refuses %s', (text, word) => {
  expect(() => parseAlignment(text, 'bad')).toThrow(word);
});
