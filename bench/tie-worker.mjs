import { parentPort, workerData } from 'node:worker_threads';
import { createWasmCompute } from '../dist/kernels/backends/wasm.js';
import { chipMatch } from '../dist/kernels/chip-match/index.js';

/** Matches the tie points of a message on this thread; the planes came with its start. */
const { image, template, params } = workerData;
const compute = createWasmCompute();
parentPort.on('message', async (places) => {
  const { variance } = await compute.run(chipMatch, { image, template, places }, params);
  parentPort.postMessage(variance, [variance.buffer]);
});
