/** Reads a whole raster and prints the seconds it took, start-up not counted: `node read-worker.mjs FILE THREADS`. */
import { setTimeout } from 'node:timers/promises';
import { createDecodePool } from '../dist/io/geotiff/decode-pool.node.js';
import { openRaster } from '../dist/io/open.node.js';

const [path, threads] = process.argv.slice(2);
const pool = Number(threads) > 1 ? createDecodePool(Number(threads)) : null;
// Threads start like the interpreter: neither is counted.
if (pool !== null) await setTimeout(500);
const start = performance.now();
const source = await openRaster(path, pool === null ? {} : { decoder: pool });
const { width, height } = source.info;
const { data } = await source.readRaster({ col: 0, row: 0, width, height });
const seconds = (performance.now() - start) / 1000;
await source.close();
await pool?.close();
let sum = 0;
for (let i = 0; i < data.length; i += 1009) sum += data[i];
console.log(JSON.stringify({ seconds, sum }));
