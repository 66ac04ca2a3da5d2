import { activationCases } from './activations.js';
import { arithmeticCases } from './arithmetic.js';
import { chen2022Cases } from './chen2022.js';
import { convolutionCases } from './convolution.js';
import { elementwiseCases } from './elementwise.js';
import { filteringCases } from './filtering.js';
import { lossCases, lossesOfNetwork } from './losses.js';
import { movementCases } from './movement.js';
import { normalisationCases } from './normalisation.js';
import type { OperatorCase } from './operator-case.js';
import { poolingCases } from './pooling.js';
import { productCases } from './products.js';
import { reducingCases } from './reducing.js';
import { resizingCases } from './resizing.js';

export const operatorCases: readonly OperatorCase[] = [
  ...arithmeticCases,
  ...activationCases,
  ...elementwiseCases,
  ...movementCases,
  ...poolingCases,
  ...reducingCases,
  ...resizingCases,
  ...filteringCases,
  ...convolutionCases,
  ...normalisationCases,
  ...productCases,
  ...lossCases,
  lossesOfNetwork,
  ...chen2022Cases,
];
