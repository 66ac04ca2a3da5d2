/** The part of WebAssembly's JavaScript interface used here; neither lib ES2023 nor Node 20's types declare it. */
declare namespace WebAssembly {
  class Module {
    private readonly opaque: never;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    constructor(limits: { readonly initial: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
