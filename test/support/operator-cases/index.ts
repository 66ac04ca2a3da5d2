import { activationCases } from './activations.js';
import { arithmeticCases } from './arithmetic.js';
import type { OperatorCase } from './operator-case.js';

export const operatorCases: readonly OperatorCase[] = [...arithmeticCases, ...activationCases];
