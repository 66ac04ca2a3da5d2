import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/**
 * Content hash that names a task and its artifact: the first 128 bits of the SHA-256 of the canonical JSON, 32 hex
 * digits. `parts` must hold everything the result depends on: operation, parameters, content ids of the inputs, code
 * version; and nothing else (no thread counts, no paths of outputs). Throws `TypeError` for what JSON cannot hold.
 */
export function taskId(parts: unknown): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, 32);
}

/** Whether a string has the form that {@link taskId} gives. */
export function isTaskId(id: string): boolean {
  return /^[0-9a-f]{32}$/.test(id);
}
