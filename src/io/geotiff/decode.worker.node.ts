import { move } from 'piscina';
import { nodeCodecs } from './codecs.node.js';
import { type DecodeFailure, type DecodeTask, decodeTask } from './parallel-decoder.js';

/** Entry point of a decoding thread. */
export async function decode(task: DecodeTask): Promise<Float32Array | DecodeFailure> {
  const result = await decodeTask(task, nodeCodecs);
  return result instanceof Float32Array ? (move(result) as Float32Array) : result;
}
