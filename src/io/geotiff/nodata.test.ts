import { describe, expect, it } from 'vitest';
import { parseNodata } from './nodata.js';

describe('parseNodata', () => {
  it.each([
    ['-9999', 'float32', -9999],
    ['-3.4e+38', 'float32', -3.3999999521443642e38],
    ['-3.40282306073709653e+38', 'float32', -3.4028230607370965e38],
    ['-3.4028234663852886e+38', 'float32', -3.4028234663852886e38],
    ['3.402824e+38', 'float32', 3.4028234663852886e38],
    ['-1.7976931348623157e+308', 'float32', null],
    ['-1.7976931348623157e+308', 'float64', -1.7976931348623157e308],
    ['0.1', 'float32', Math.fround(0.1)],
    ['-9999', 'float16', -10000],
    ['-32768.0 \n', 'int16', -32768],
    ['-9999', 'uint8', null],
    ['0.5', 'int32', null],
    ['18446744073709551615', 'uint64', 2 ** 64],
    ['nan', 'float32', NaN],
    ['-nan', 'float64', NaN],
    ['nan', 'int16', null],
    ['-inf', 'float32', -Infinity],
    ['none', 'float32', null],
    ['', 'float32', null],
    [null, 'float32', null],
  ] as const)('%s as %s is %s', (text, dtype, expected) => {
    expect(parseNodata(text, dtype)).toBe(expected);
  });
});
