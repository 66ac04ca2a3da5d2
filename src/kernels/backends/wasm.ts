import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Addresses, Arrays, Compute, Kernel, Layout, WasmExports } from '../../core/kernel.js';
import { bytesOf, createArray } from '../arrays.js';

const PAGE = 65536;
const MAX_PAGES = 65536;
/** Vector loads may read a little past the last array; they must stay inside the memory. */
const OVERREAD = 64;

/**
 * Runs kernels as WebAssembly with 128-bit SIMD. All kernels share one memory, which grows to the largest single call
 * (inputs + outputs + scratch) and never shrinks before {@link Compute.close}. A call is synchronous once its module
 * is compiled, so calls never see each other's data.
 */
export function createWasmCompute(): Compute {
  const modules = new Map<string, Promise<WebAssembly.Module>>();
  let session: Session | null = null;

  const compiled = (base64: string): Promise<WebAssembly.Module> => {
    let module = modules.get(base64);
    if (module === undefined) {
      module = compile(base64);
      modules.set(base64, module);
    }
    return module;
  };
  return {
    backend: 'wasm',
    description: 'wasm simd128',
    async run(kernel, inputs, params, signal) {
      throwIfAborted(signal);
      if (kernel.wasm === undefined) {
        throw new CuestaError('backend', `Kernel ${kernel.name} has no WebAssembly version.`, {
          hint: 'Choose another back end.',
        });
      }
      const module = await compiled(kernel.wasm.module);
      throwIfAborted(signal);
      session ??= createSession();
      return call(session, module, kernel, inputs, params);
    },
    async close() {
      modules.clear();
      session = null;
    },
  };
}

interface Session {
  readonly memory: WebAssembly.Memory;
  module: WebAssembly.Module | null;
  exports: WasmExports;
}

function createSession(): Session {
  return { memory: new WebAssembly.Memory({ initial: 1 }), module: null, exports: {} };
}

async function compile(base64: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  } catch (cause) {
    throw new CuestaError('backend', 'WebAssembly with SIMD is not available here.', {
      cause,
      hint: 'Use Node 20 or a current browser, or choose the reference back end.',
    });
  }
}

/**
 * Instances are cheap and the compiled code belongs to the module, so another kernel simply gets a new instance:
 * that rewrites its constants, which the kernel before may have overwritten with its arrays.
 */
function enter(session: Session, module: WebAssembly.Module): WasmExports {
  if (session.module !== module) {
    const instance = new WebAssembly.Instance(module, { env: { memory: session.memory } });
    session.exports = instance.exports as WasmExports;
    session.module = module;
  }
  return session.exports;
}

function call<I extends Arrays, O extends Arrays, P>(
  session: Session,
  module: WebAssembly.Module,
  kernel: Kernel<I, O, P>,
  inputs: I,
  params: P,
): O {
  const layout = kernel.outputs(inputs, params);
  const exports = enter(session, module);
  const wasm = kernel.wasm!;
  let end = exports.heapBase!();
  const place = (bytes: number): number => {
    const address = Math.ceil(end / 16) * 16;
    end = address + bytes;
    return address;
  };
  const inputAt = mapKeys(inputs, (array) => place(array.byteLength));
  const outputAt = mapKeys(layout, ({ type, length }) => place(bytesOf(type, length)));
  const scratch = place(wasm.scratch?.(inputs, params) ?? 0);
  reserve(session.memory, end + OVERREAD, kernel.name);

  const bytes = new Uint8Array(session.memory.buffer);
  for (const [name, array] of Object.entries(inputs)) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), inputAt[name]);
  }
  wasm.call(exports, inputAt as Addresses<I>, outputAt as Addresses<O>, scratch, params, inputs);
  return copyOut(session.memory, layout, outputAt);
}

function mapKeys<V>(record: Readonly<Record<string, V>>, f: (value: V) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}

function copyOut<O>(memory: WebAssembly.Memory, layout: Layout<O>, at: Record<string, number>): O {
  const entries = (Object.entries(layout) as [string, Layout<O>[keyof O]][]).map(
    ([name, { type, length }]) => [name, createArray(type, length, memory.buffer, at[name]).slice()],
  );
  return Object.fromEntries(entries) as O;
}

function reserve(memory: WebAssembly.Memory, bytes: number, kernel: string): void {
  const hint = 'Use smaller tiles (lower --memory or --tile-size).';
  const pages = Math.ceil(bytes / PAGE);
  const size = `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  if (pages > MAX_PAGES) {
    throw new CuestaError('config', `Kernel ${kernel} needs ${size}; WebAssembly memory ends at 4 GiB.`, {
      hint,
    });
  }
  const missing = pages - memory.buffer.byteLength / PAGE;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new CuestaError(
      'config',
      `Kernel ${kernel} needs ${size} of WebAssembly memory, which is not free.`,
      {
        cause,
        hint,
      },
    );
  }
}
