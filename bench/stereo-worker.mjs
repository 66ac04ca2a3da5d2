import { parentPort } from 'node:worker_threads';
import { createWasmCompute } from '../dist/kernels/backends/wasm.js';
import { matchStrip } from '../dist/stereo/match-strip.js';

const wasm = createWasmCompute();
parentPort.on('message', async (job) => {
  const match = await matchStrip(job, wasm);
  parentPort.postMessage(
    match,
    Object.values(match).map((array) => array.buffer),
  );
});
