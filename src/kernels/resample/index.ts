export { resampleGather } from './gather.js';
export { RESAMPLE_METHODS, type ResampleMethod, supportRadius } from './method.js';
export type { ResampleParams } from './sample.js';
export { resampleSeparable } from './separable.js';
