export { censusOfView } from '../census/census.as';
export { downRow, uniform, upRow } from './_uniform.as';
export { downRaggedRow, ragged, upRaggedRow } from './_ragged.as';
