import type { InferenceRuntime, OrtSession } from './model-session.js';
import { refusedModel, wrapSession } from './model-session.js';
import { createSession, loadRuntime, type SessionOptions } from './session.node.js';

/** Runs models with onnxruntime-node, which has to be installed. `run` blocks the thread that calls it while it computes. */
export async function createNodeRuntime(
  options: Omit<SessionOptions, 'keepOnDevice'> = {},
): Promise<InferenceRuntime> {
  const ort = await loadRuntime();
  const { device = 'cpu', threads = 1 } = options;
  return {
    description: `onnxruntime-node ${device}${device === 'cpu' ? `, ${threads} thread${threads > 1 ? 's' : ''}` : ''}`,
    async open(model, name) {
      try {
        const session = await createSession(model, options);
        return wrapSession(ort, session as OrtSession, name);
      } catch (cause) {
        throw refusedModel(name, device, (cause as Error).cause ?? cause);
      }
    },
  };
}
