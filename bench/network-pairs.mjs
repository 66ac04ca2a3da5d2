import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRng } from '../dist/core/rng.js';
import { unet } from '../dist/networks/unet/unet.js';
import { sizeOf } from '../dist/nn/graph/shape.js';
import { declareNetwork } from '../dist/nn/model/declare.js';
import { initialValues } from '../dist/nn/model/registry.js';
import { median, round } from './measure.mjs';
import { SEED } from './unet-graphs.mjs';

const folderOf = (name) => join(import.meta.dirname, name);

/**
 * The U-Net of src/networks/unet on images [batch, 1, side, side] with its initial weights, a batch and a target, as
 * files in `folder` for the two workers: case.json and little-endian float32.
 */
export async function writeCase(folder, { batch, side }) {
  const shape = [batch, 1, side, side];
  const { parameters, state } = declareNetwork(unet(), shape);
  const description = { shape, parameters: parameters.entries, state: state.entries };
  await writeFile(join(folder, 'case.json'), JSON.stringify(description));
  const files = {
    parameters: initialValues(parameters, SEED),
    state: initialValues(state, SEED),
    x: images(shape, 2),
    y: images(shape, 3),
  };
  for (const [name, values] of Object.entries(files)) await writeFile(join(folder, name), values);
}

/** A few plane waves per image, with noise: without it the first steps of Adam would amplify rounding. */
function images(shape, seed) {
  const [, , height, width] = shape;
  const rng = createRng(seed);
  const values = new Float32Array(sizeOf(shape));
  for (let start = 0; start < values.length; start += height * width) {
    const terms = Array.from({ length: 6 }, () => [rng.normal() / 8, rng.normal() / 8, 6 * rng.next()]);
    for (let i = 0; i < height * width; i++) {
      const [row, column] = [Math.floor(i / width), i % width];
      for (const [a, b, c] of terms) values[start + i] += Math.sin(a * row + b * column + c) / 3;
      values[start + i] += 0.5 * rng.normal();
    }
  }
  return values;
}

/**
 * Runs one step of this project and one of PyTorch by turns, in processes that stay open, so that drifts of the machine hit both alike.
 * Ratios are medians over the pairs of PyTorch's time by ours: above 1 we are faster. Steps whose results differ make it fail.
 */
export async function comparePairs(folder, { mode, threads, pairs, warmUp, tolerance, samples, flops }) {
  const workers = {
    'ONNX Runtime': open(process.execPath, [folderOf('network-worker.mjs'), folder, mode, threads]),
    'PyTorch NCHW': open('/usr/bin/python3', [folderOf('torch-network.py'), folder, mode, threads]),
  };
  const [ours, torch] = Object.values(workers);
  const steps = { ours: [], torch: [] };
  for (let i = 0; i < warmUp + pairs; i++) {
    const pair = { ours: await ours.step(), torch: await torch.step() };
    const difference = Math.abs(pair.ours.result - pair.torch.result);
    if (i < 4 && !(difference <= tolerance)) {
      throw new Error(`step ${i}: ${pair.ours.result} here, ${pair.torch.result} in PyTorch`);
    }
    if (i < warmUp) continue;
    steps.ours.push(pair.ours);
    steps.torch.push(pair.torch);
  }
  ours.close();
  torch.close();
  const ratio = (unit) => round(median(steps.ours.map((step, i) => steps.torch[i][unit] / step[unit])));
  return Object.keys(workers).map((name, i) => {
    const own = i === 0 ? steps.ours : steps.torch;
    const seconds = median(own.map((step) => step.seconds));
    return {
      label: `${name}, ${threads} thread${threads === 1 ? '' : 's'}`,
      seconds: round(seconds),
      samplesPerSecond: round(samples / seconds),
      gflops: round(flops / seconds / 1e9),
      cpuSeconds: round(median(own.map((step) => step.cpuSeconds))),
      peakMiB: Math.round(Math.max(...own.map((step) => step.peakMiB))),
      ...(i === 0 ? { timesPyTorch: ratio('seconds'), timesPyTorchCpu: ratio('cpuSeconds') } : {}),
    };
  });
}

/** A worker that makes one step per line of its standard input and answers with a line of JSON. */
function open(command, args) {
  const child = spawn(command, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async step() {
      child.stdin.write('step\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args.join(' ')} ended early`);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}
