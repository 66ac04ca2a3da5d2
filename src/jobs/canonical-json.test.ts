import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.js';
import { isTaskId, taskId } from './task-id.node.js';

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

const json = fc.jsonValue({ maxDepth: 4 });

test('the order of keys changes nothing', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(taskId(reversed(value))).toBe(taskId(value));
    }),
  );
});

test('parsing gives the value back', () => {
  fc.assert(
    fc.property(json, (value) => {
      const expected: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(expected);
    }),
  );
});

test('different values have different ids', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      fc.pre(!isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))));
      expect(taskId(a)).not.toBe(taskId(b));
    }),
  );
  expect(taskId({ a: 1, b: 2 })).not.toBe(taskId({ a: 2, b: 1 }));
  expect(taskId([1, [2]])).not.toBe(taskId([[1], 2]));
  expect(taskId('1')).not.toBe(taskId(1));
});

test('the id is the beginning of the SHA-256 of the canonical text', () => {
  // printf '{"a":[1,2.5,"x"],"b":null}' | sha256sum
  expect(canonicalJson({ b: null, c: undefined, a: [1, 2.5, 'x'] })).toBe('{"a":[1,2.5,"x"],"b":null}');
  expect(taskId({ b: null, a: [1, 2.5, 'x'] })).toBe('ebeb83367f9695ff5ceeebf14323134c');
  expect(isTaskId(taskId(null))).toBe(true);
  expect(isTaskId('../../etc/passwd')).toBe(false);
});

test.each([
  ['NaN', { a: [1, Number.NaN] }, '$.a[1] is NaN'],
  ['infinity', -Infinity, '$ is -Infinity'],
  ['undefined in a list', [undefined], '$[0] is not plain data'],
  ['a typed array', { data: new Float32Array(2) }, '$.data is not plain data'],
  ['a date', new Date(0), '$ is not plain data'],
  ['a function', { f: () => 1 }, '$.f is not plain data'],
  ['a bigint', 1n, '$ is not plain data'],
])('%s is refused, naming the place', (_, value, message) => {
  expect(() => canonicalJson(value)).toThrow(message);
});
