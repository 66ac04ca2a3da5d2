import { beforeEach, expect, it, vi } from 'vitest';
import { CuestaError } from '../../core/errors.js';
import type { JobContext } from '../../product/job-context.js';
import { runSettingsSchema } from '../../product/run-settings.js';
import { demoSchema } from './config.js';
import { demoFiles } from './demo-files.node.js';

const absent: { runtime: boolean; model: boolean } = { runtime: false, model: false };

vi.mock('../../nn/runtime/node-runtime.node.js', () => ({
  createNodeRuntime: async () => {
    if (absent.runtime) {
      throw new CuestaError('backend', 'onnxruntime-node is not installed.', { hint: 'Run: npm install it' });
    }
  },
}));
vi.mock('../../nn/infer/shipped-model.node.js', () => ({
  chooseModel: async (named?: string) => {
    if (absent.model && named === undefined) {
      throw new CuestaError('input', 'There is no network.', { subject: '--model', hint: 'Train one.' });
    }
    return named ?? 'shipped.onnx';
  },
}));
vi.mock('../simulate/run-moon.node.js', () => ({
  runMoon: async () => {
    throw new CuestaError('io', 'The disk is full.');
  },
}));

const { makeMoon } = await import('./make-moon.node.js');

const logged: string[] = [];
const context: JobContext = {
  signal: new AbortController().signal,
  progress: () => {},
  log: (level, message) => logged.push(`${level}: ${message}`),
  settings: runSettingsSchema.parse({}),
  command: 'test',
};
const make = (options: object) => {
  const config = demoSchema.parse({ output: '/nowhere', ...options });
  return makeMoon(config, demoFiles(config.output), context);
};

beforeEach(() => {
  logged.length = 0;
  Object.assign(absent, { runtime: false, model: false });
});

it('without the runtime it says what is left out and how to get it, and goes on', async () => {
  absent.runtime = true;
  const expected = 'Heights from images are left out. onnxruntime-node is not installed. Run: npm install it';
  expect(await make({ model: 'my.onnx' })).toEqual({ skipped: expected });
  expect(logged).toEqual([`warn: ${expected}`]);
});

it('without a network likewise', async () => {
  absent.model = true;
  expect(await make({})).toEqual({
    skipped: 'Heights from images are left out. There is no network. Train one.',
  });
});

it('other failures are failures', async () => {
  absent.model = true;
  await expect(make({ model: 'my.onnx' })).rejects.toThrow('The disk is full.');
});
