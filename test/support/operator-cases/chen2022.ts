import { chen2022Loss, chen2022LossSchema } from '../../../src/networks/chen2022/loss.js';
import { cast } from '../../../src/nn/ops/cast.js';
import { greater } from '../../../src/nn/ops/greater.js';
import { where } from '../../../src/nn/ops/where.js';
import { HOLE } from './losses.js';
import type { OperatorCase } from './operator-case.js';

const image = [2, 1, 7, 6];

export const chen2022Cases: readonly OperatorCase[] = (['edge', 'zero'] as const).flatMap((border) => {
  const config = chen2022LossSchema.parse({ border });
  return [
    {
      name: `chen2022Loss, border ${border}`,
      inputs: [image, image],
      build: (prediction, target) => chen2022Loss(prediction, target, null, config),
    },
    {
      name: `chen2022Loss with nodata, border ${border}`,
      inputs: [image, image, image],
      build: (prediction, target, noise) => {
        const valid = greater(noise, HOLE);
        const holed = where(valid, target, Number.NaN);
        return chen2022Loss(prediction, holed, cast(valid, noise.graph.float), config);
      },
    },
  ] satisfies OperatorCase[];
});
