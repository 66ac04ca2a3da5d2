import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../core/errors.js';
import { accuracyOf } from '../../terrain/accuracy-passes.js';
import { isAboutRelief, needsSsim, parseAssertion, requireAsserted } from './assertions.js';
import type { Comparison } from './result.js';

const comparison = (tested: string, dh: number[]): Comparison => ({
  name: tested,
  tested,
  alignment: null,
  dh: null,
  heights: '',
  crs: '',
  grid: null,
  accuracy: accuracyOf(Float32Array.from(dh), null, 0),
  slopeOf: 'reference',
  similarity: { heightRange: 100, psnr: 34, ssim: null, resolution: null },
  strata: [],
  uncertainty: null,
  directions: null,
  sections: [],
  points: null,
  warnings: [],
});
const good = comparison('good.tif', [1, -1, 1, -1]);
const bad = comparison('bad.tif', [3, 3, 3, 3.5]);

function missed(assertions: string[], comparisons = [good, bad]): unknown {
  try {
    requireAsserted(comparisons, assertions);
  } catch (error) {
    return error;
  }
  return null;
}

describe('assertions', () => {
  it('are a metric, an operator and a number', () => {
    expect(parseAssertion('rmse<2')).toEqual({ text: 'rmse<2', metric: 'rmse', operator: '<', bound: 2 });
    expect(parseAssertion(' VALIDpercent >= 99.5')).toMatchObject({
      metric: 'validPercent',
      operator: '>=',
      bound: 99.5,
    });
    expect(parseAssertion('median>-1e-1')).toMatchObject({ operator: '>', bound: -0.1 });
    for (const wrong of [
      '',
      'rmse',
      'rmse<',
      'rmse<x',
      'rmse=2',
      'foo<2',
      'rmse<2<3',
      'rmse<NaN',
      'constructor<1',
    ]) {
      expect(parseAssertion(wrong), wrong).toBeNull();
    }
  });

  it('pass in silence', () => {
    expect(missed(['rmse<4', 'rmse<=3.5', 'psnr>30', 'count>=4', 'min>=-1'])).toBeNull();
    expect(missed(['rmse<=1', 'rmse>=1'], [good])).toBeNull();
    expect(missed([])).toBeNull();
  });

  it('name every DEM and demand that is missed, with exit code 4', () => {
    const error = missed(['rmse<1', 'median<2', 'max<=3.5']);
    expect(exitCodeOf(error)).toBe(4);
    expect((error as Error).message.split('\n')).toEqual([
      'good.tif: rmse is 1, not rmse<1.',
      'bad.tif: rmse is 3.1325, not rmse<1.',
      'bad.tif: median is 3, not median<2.',
    ]);
  });

  it('are missed by what does not exist', () => {
    expect((missed(['ssim>0'], [good]) as Error).message).toBe('good.tif: ssim is unknown, not ssim>0.');
    expect(missed(['rmse<1'], [comparison('none.tif', [])])).not.toBeNull();
  });

  it('say what they need', () => {
    expect(needsSsim(['rmse<2', 'ssim>0.9'])).toBe(true);
    expect(needsSsim(['psnr>30'])).toBe(false);
    expect([isAboutRelief('psnr>30'), isAboutRelief('nmad<1')]).toEqual([true, false]);
  });
});
