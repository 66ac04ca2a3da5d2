/** Public, browser-safe entry of Cuesta. */
export type * from './core/band.js';
export type * from './core/crs.js';
export { CuestaError, type ErrorCode } from './core/errors.js';
export * from './core/geo-transform.js';
export type * from './core/georef.js';
export type * from './core/kernel.js';
export type * from './core/points.js';
export * from './core/raster.js';
export type * from './core/raster-source.js';
export { createRng, type Rng } from './core/rng.js';
export type * from './core/run-context.js';
export * from './core/window.js';
