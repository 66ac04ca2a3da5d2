import type { InferenceRuntime, OrtModule, OrtSession } from './model-session.js';
import { refusedModel, wrapSession } from './model-session.js';

/** What of onnxruntime-web is used. */
export interface OrtWebModule extends OrtModule {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { readonly executionProviders: readonly string[] },
    ): Promise<OrtSession>;
  };
}

export interface BrowserRuntimeOptions {
  /**
   * The module: `import * as ort from 'onnxruntime-web'` for wasm, `'onnxruntime-web/webgpu'` for WebGPU. It is passed in because
   * where its WebAssembly files lie (`ort.env.wasm.wasmPaths`) is the page's affair.
   */
  readonly ort: OrtWebModule;
  readonly device: 'wasm' | 'webgpu';
}

/** Runs models with onnxruntime-web. On WebGPU every node runs there or the model is refused: nothing falls back to the CPU silently. */
export function createBrowserRuntime({ ort, device }: BrowserRuntimeOptions): InferenceRuntime {
  return {
    description: `onnxruntime-web ${device}`,
    async open(model, name) {
      try {
        const session = await ort.InferenceSession.create(model, {
          executionProviders: [device],
          ...(device === 'webgpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
        });
        return wrapSession(ort, session, name);
      } catch (cause) {
        throw refusedModel(name, device, cause);
      }
    },
  };
}
