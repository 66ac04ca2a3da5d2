import { describe, expect, test } from 'vitest';
import { CuestaError } from '../../core/errors.js';
import { chooseDevice, type Device, type DeviceTrial } from './choose-device.node.js';

const trial = (device: Device, seconds: number, loss: number): DeviceTrial => ({
  ...{ device, seconds },
  reports: [
    { fit: { metrics: { loss: 1, gradientNorm: 2 }, outputs: {} } },
    { fit: { metrics: { loss }, outputs: {} } },
  ],
});

const machine = (gpu: DeviceTrial | CuestaError) => async (device: Device) => {
  if (device === 'cpu') return trial('cpu', 0.5, 0.9);
  if (gpu instanceof CuestaError) throw gpu;
  return gpu;
};

const absent = new CuestaError('backend', 'No adapter.');

describe('auto', () => {
  test.each([
    [
      'fast and right',
      trial('webgpu', 0.1, 0.9001),
      'webgpu',
      /within 1\.1e-4, 100 ms per iteration against 500 ms/,
    ],
    ['slow', trial('webgpu', 3, 0.9), 'cpu', /slower: 3\.0 s per iteration/],
    ['wrong', trial('webgpu', 0.1, 0.91), 'cpu', /losses differ from the CPU's by 1\.1e-2/],
    ['giving NaN', trial('webgpu', 0.1, Number.NaN), 'cpu', /differ/],
    ['absent', absent, 'cpu', /no usable GPU \(No adapter\.\)/],
  ] as const)('a GPU that is %s', async (_, gpu, device, reason) => {
    const choice = await chooseDevice('auto', machine(gpu));
    expect(choice.device).toBe(device);
    expect(choice.reason).toMatch(reason);
  });
});

describe('webgpu', () => {
  test('is taken though it is slower, but not when it computes something else or is absent', async () => {
    const choose = (gpu: DeviceTrial | CuestaError) => chooseDevice('webgpu', machine(gpu));
    expect((await choose(trial('webgpu', 3, 0.9))).device).toBe('webgpu');
    await expect(choose(trial('webgpu', 0.1, 0.91))).rejects.toMatchObject({ code: 'backend' });
    await expect(choose(trial('webgpu', 0.1, Number.NaN))).rejects.toMatchObject({ code: 'backend' });
    await expect(choose(absent)).rejects.toBe(absent);
  });
});

test('cpu tries nothing', async () => {
  const choice = await chooseDevice('cpu', () => Promise.reject(new Error('tried')));
  expect(choice.device).toBe('cpu');
});
