import { nodeCodecs } from './codecs.node.js';
import { type DecodeFailure, type DecodeTask, decodeTask } from './parallel-decoder.js';

/** Entry point of a decoding thread. */
export function decode(task: DecodeTask): Promise<DecodeFailure | null> {
  return decodeTask(task, nodeCodecs);
}
