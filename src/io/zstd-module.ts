type Zstd = typeof import('@bokuweb/zstd-wasm');

let loading: Promise<Zstd> | undefined;

/**
 * ZSTD as WebAssembly, loaded at first use. All of a thread's users share it: initialising the package a second time
 * breaks it silently (its functions then return garbage).
 */
export function loadZstd(): Promise<Zstd> {
  loading ??= import('@bokuweb/zstd-wasm').then(async (zstd) => {
    await zstd.init();
    return zstd;
  });
  return loading;
}
