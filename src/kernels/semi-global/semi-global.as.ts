export { uniform } from './_uniform.as';
export { ragged } from './_ragged.as';
