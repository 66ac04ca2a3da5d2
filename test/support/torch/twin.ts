import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python, run } from '../requirements.js';
import type { NetworkCase } from '../run-network.js';

export interface TwinOptions {
  /** Class of modules.py and its arguments. */
  readonly module: string;
  readonly options: Readonly<Record<string, number | string>>;
  readonly dtype: 'float32' | 'float64';
  /** Adam steps on the mean distance to the seed. */
  readonly steps: number;
  readonly learningRate: number;
}

export interface TwinResult {
  readonly value: Float64Array;
  readonly inference: Float64Array;
  /** Of sum(value · seed): the parameters' in registry order, then the input's. */
  readonly gradients: Float64Array;
  readonly nextState: Float64Array;
  readonly losses: readonly number[];
}

export interface TwinRequest extends TwinOptions {
  readonly subject: NetworkCase;
}

/** The same networks in PyTorch, with the weights, inputs and seeds of the cases. One process does them all. */
export function runTwins(requests: readonly TwinRequest[]): TwinResult[] {
  const folders = requests.map(() => mkdtempSync(join(tmpdir(), 'cuesta-twin-')));
  try {
    requests.forEach((request, i) => {
      writeRequest(folders[i]!, request);
    });
    const output = run(python, [join(import.meta.dirname, 'twin.py'), ...folders]);
    const losses: number[][] = JSON.parse(output);
    return requests.map(({ subject }, i) => readResult(folders[i]!, subject, losses[i]!));
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

function writeRequest(folder: string, { subject, ...options }: TwinRequest): void {
  const { parameters, state, inputs, output } = subject.declaration;
  const registries = { parameters: parameters.entries, state: state.entries };
  const request = { ...options, inputShape: inputs[0], outputShape: output, ...registries };
  writeFileSync(join(folder, 'request.json'), JSON.stringify(request));
  for (const name of ['parameters', 'state', 'input', 'seed'] as const) {
    writeFileSync(join(folder, name), new Uint8Array(Float64Array.from(subject[name]).buffer));
  }
}

function readResult(folder: string, { declaration }: NetworkCase, losses: readonly number[]): TwinResult {
  const read = (name: string) => new Float64Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
  return {
    value: read('value'),
    inference: read('inference'),
    gradients: read('gradients'),
    nextState: declaration.state.size === 0 ? new Float64Array(0) : read('state.next'),
    losses,
  };
}
