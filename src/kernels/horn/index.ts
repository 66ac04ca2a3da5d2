export { extrapolateHalo, type OuterSides } from './extrapolate-halo.js';
export type { HornParams } from './horn.js';
