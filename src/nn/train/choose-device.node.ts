import { CuestaError } from '../../core/errors.js';
import type { FlatValues } from './initial-state.js';
import { startTrainer } from './start-trainer.node.js';
import type { StepReport, TrainerSetup } from './trainer.js';

export type Device = TrainerSetup['device'];

export interface DeviceChoice {
  readonly device: Device;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

/** What a device made of two iterations on one batch. */
export interface DeviceTrial {
  readonly device: Device;
  /** Of the second iteration; the first one compiles. */
  readonly seconds: number;
  readonly reports: readonly Record<string, StepReport>[];
}

/** Largest relative difference of losses and gradient norms between devices that do the same. */
const AGREEMENT = 1e-3;

/** Two iterations in a thread that ends afterwards. */
export async function tryDevice(
  setup: TrainerSetup,
  batch: FlatValues,
  rates: Readonly<Record<string, readonly number[]>>,
): Promise<DeviceTrial> {
  const trainer = await startTrainer(setup);
  try {
    const reports: Record<string, StepReport>[] = [];
    let seconds = 0;
    for (let i = 0; i < 2; i++) {
      const copy = Object.fromEntries(Object.entries(batch).map(([name, v]) => [name, v.slice()]));
      const from = performance.now();
      reports.push(await trainer.iterate(copy, rates));
      seconds = (performance.now() - from) / 1000;
    }
    return { device: setup.device, seconds, reports };
  } finally {
    await trainer.close();
  }
}

/** The largest relative difference between the metrics of two trials. */
function disagreement(a: DeviceTrial, b: DeviceTrial): number {
  let worst = 0;
  for (const [i, phases] of a.reports.entries()) {
    for (const [phase, { metrics }] of Object.entries(phases)) {
      for (const [name, value] of Object.entries(metrics)) {
        const other = b.reports[i]![phase]!.metrics[name]!;
        const scale = Math.max(Math.abs(value), Math.abs(other), 1e-12);
        // NaN stays NaN.
        worst = Math.max(worst, Math.abs(value - other) / scale);
      }
    }
  }
  return worst;
}

/**
 * Decides where to train. A GPU is used only after it has done two iterations like the CPU; `auto` takes it if it was faster, too
 * (there are GPUs made of software).
 *
 * @throws CuestaError `backend` when `webgpu` is asked for and cannot be used or computes something else
 */
export async function chooseDevice(
  wanted: Device | 'auto',
  tryOn: (device: Device) => Promise<DeviceTrial>,
): Promise<DeviceChoice> {
  if (wanted === 'cpu') return { device: 'cpu', reason: 'as asked for' };
  let gpu: DeviceTrial;
  try {
    gpu = await tryOn('webgpu');
  } catch (error) {
    if (wanted === 'webgpu' || !(error instanceof CuestaError)) throw error;
    return { device: 'cpu', reason: `there is no usable GPU (${error.message})` };
  }
  const cpu = await tryOn('cpu');
  const difference = disagreement(cpu, gpu);
  const times = `${format(gpu.seconds)} per iteration against ${format(cpu.seconds)} on the CPU`;
  if (!(difference <= AGREEMENT)) {
    const found = `the GPU's losses differ from the CPU's by ${difference.toExponential(1)}`;
    if (wanted === 'auto') return { device: 'cpu', reason: found };
    throw new CuestaError('backend', `The GPU cannot be trusted: ${found.slice(4)}.`, {
      hint: 'Use --device cpu, and update the GPU driver.',
    });
  }
  if (wanted === 'auto' && gpu.seconds >= cpu.seconds)
    return { device: 'cpu', reason: `the GPU is slower: ${times}` };
  return {
    device: 'webgpu',
    reason: `the GPU gives the CPU's losses within ${difference.toExponential(1)}, ${times}`,
  };
}

const format = (seconds: number): string =>
  seconds < 1 ? `${(1000 * seconds).toFixed(0)} ms` : `${seconds.toFixed(1)} s`;
