// Entry of the resampling module; see sample.ts for the definition.
export { setup } from './_sampler.as';
export { gather } from './_gather.as';
export { separable } from './_separable.as';
