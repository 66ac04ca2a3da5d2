export { extrapolateHalo } from './extrapolate-halo.js';
export type { HornParams } from './horn.js';
