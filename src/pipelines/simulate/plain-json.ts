import type { JsonValue } from '../../io/sidecar.js';

/** Options as JSON, for a sidecar. */
export function plainJson(value: object): { readonly [key: string]: JsonValue } {
  return JSON.parse(JSON.stringify(value)) as { readonly [key: string]: JsonValue };
}
