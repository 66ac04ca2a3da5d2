export { census } from '../census/census.as';
export { downRow, uniform, upRow } from './_uniform.as';
export { ragged } from './_ragged.as';
