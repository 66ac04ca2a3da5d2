import { describe, expect, it } from 'vitest';
import { available, python, run } from '../../test/support/requirements.js';
import { createRng } from '../core/rng.js';
import { SSIM_HALO, ssimSum } from './ssim.js';

const WIDTH = 40;
const HEIGHT = 31;
const rng = createRng(3);
const reference = Float32Array.from(
  { length: WIDTH * HEIGHT },
  (_, i) => 1500 + 40 * Math.sin((i % WIDTH) / 7) + 3 * rng.normal(),
);
const tested = reference.map((h) => h + 4 * rng.normal() + 2);
const lowest = Math.min(...reference);
const span = { lowest, range: Math.max(...reference) - lowest };

describe('structural similarity', () => {
  it('is 1 for equal heights and at every judged pixel', () => {
    const { sum, count } = ssimSum(reference, reference, WIDTH, span);
    expect(count).toBe((WIDTH - 2 * SSIM_HALO) * (HEIGHT - 2 * SSIM_HALO));
    expect(sum / count).toBeCloseTo(1, 12);
  });

  it('leaves out the pixels whose window has a missing height', () => {
    const holed = tested.slice();
    holed[15 * WIDTH + 20] = Number.NaN;
    const [all, some] = [ssimSum(tested, reference, WIDTH, span), ssimSum(holed, reference, WIDTH, span)];
    expect(all.count - some.count).toBe((2 * SSIM_HALO + 1) ** 2);
    expect(some.sum).toBeLessThan(all.sum);
  });

  it.skipIf(!available('opencv'))('is what OpenCV filters and numpy puts together', () => {
    const oracle = JSON.parse(
      run(
        python,
        [
          '-c',
          `
import json, sys, numpy as np, cv2
d = json.load(sys.stdin); w = d['width']
x, y = (np.array(d[k], 'f8').reshape(-1, w) - d['lowest'] for k in ('tested', 'reference'))
g = lambda a: cv2.filter2D(a, -1, np.outer(*[cv2.getGaussianKernel(11, 1.5)] * 2))[5:-5, 5:-5]
c1, c2 = (0.01 * d['range']) ** 2, (0.03 * d['range']) ** 2
mx, my = g(x), g(y); sx, sy, sxy = g(x * x) - mx ** 2, g(y * y) - my ** 2, g(x * y) - mx * my
s = (2 * mx * my + c1) * (2 * sxy + c2) / ((mx ** 2 + my ** 2 + c1) * (sx + sy + c2))
print(json.dumps(float(s.mean())))
`,
        ],
        JSON.stringify({ width: WIDTH, ...span, tested: [...tested], reference: [...reference] }),
      ),
    ) as number;
    const { sum, count } = ssimSum(tested, reference, WIDTH, span);
    expect(sum / count).toBeLessThan(0.95);
    expect(sum / count).toBeCloseTo(oracle, 9);
  });
});
