import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Arrays, Compute } from '../../src/core/kernel.js';
import { createRng } from '../../src/core/rng.js';
import { createReferenceCompute } from '../../src/kernels/backends/reference.js';
import { createWebgpuCompute } from '../../src/kernels/backends/webgpu.js';
import { chipMatch } from '../../src/kernels/chip-match/index.js';
import { firstDifference } from '../../src/kernels/difference.js';
import { ncc } from '../../src/kernels/ncc/index.js';
import { adapter, gpu } from '../support/node-gpu.js';

const SIZE = 256;
const rng = createRng(5);
const smooth = (offset: number): Float32Array => {
  const noise = Float32Array.from({ length: SIZE * SIZE }, () => rng.normal());
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [c, r] = [i % SIZE, Math.floor(i / SIZE)];
    return 1500 + offset + 40 * Math.sin(c / 9) * Math.cos(r / 7) + 15 * Math.sin((c + 2 * r) / 5) + noise[i];
  });
};
const image = smooth(3);
const template = smooth(0);
image[37 * SIZE + 90] = Number.NaN;
const params = {
  imageWidth: SIZE,
  imageHeight: SIZE,
  templateWidth: SIZE,
  templateHeight: SIZE,
  chipWidth: 21,
  chipHeight: 21,
  radius: 5,
};
const placesOf = (call: number): Int32Array =>
  Int32Array.from(
    Array.from({ length: 6 }, (_, k) => [
      (13 * call + 31 * k) % 225,
      (29 * call + 17 * k) % 225,
      (13 * call + 31 * k + 2) % 225,
      (29 * call + 17 * k) % 225,
    ]).flat(),
  );

/** Bytes that go to and from the device, and how many calls were submitted before the first was read back. */
interface Traffic {
  written: number;
  submittedAhead: number;
}

/** A GPU whose device counts its traffic. */
function counting(traffic: Traffic): GPU {
  let [submitted, read] = [0, 0];
  const watch = (device: GPUDevice): GPUDevice => {
    const { queue } = device;
    const [write, submit, create] = [queue.writeBuffer, queue.submit, device.createBuffer];
    queue.writeBuffer = (buffer: GPUBuffer, at: number, data: ArrayBufferView<ArrayBuffer>) => {
      traffic.written += data.byteLength;
      return write.call(queue, buffer, at, data);
    };
    queue.submit = (commands) => {
      submitted++;
      traffic.submittedAhead = Math.max(traffic.submittedAhead, submitted - read);
      return submit.call(queue, commands);
    };
    device.createBuffer = (options) => {
      const buffer = create.call(device, options);
      const unmap = buffer.unmap;
      buffer.unmap = () => {
        read++;
        return unmap.call(buffer);
      };
      return buffer;
    };
    return device;
  };
  return {
    async requestAdapter(options?: GPURequestAdapterOptions) {
      const found = await gpu!.requestAdapter(options);
      const request = found!.requestDevice;
      found!.requestDevice = async (wanted) => watch(await request.call(found, wanted));
      return found;
    },
  } as GPU;
}

async function expectLike(
  got: Promise<Arrays>[],
  compute: Compute,
  kernel: 'chip-match' | 'ncc',
): Promise<void> {
  const reference = createReferenceCompute();
  for (const [call, result] of (await Promise.all(got)).entries()) {
    const expected = await match(reference, kernel, call);
    const tolerance = kernel === 'ncc' ? ncc.tolerance : chipMatch.webgpuTolerance!;
    expect(firstDifference(expected, result, tolerance), `${compute.description}, call ${call}`).toBeNull();
  }
}

function match(compute: Compute, kernel: 'chip-match' | 'ncc', call: number): Promise<Arrays> {
  const inputs = { image, template, places: placesOf(call) };
  return kernel === 'ncc'
    ? compute.run(ncc, inputs, { ...params, flat: 0.01 })
    : compute.run(chipMatch, inputs, params);
}

describe.skipIf(adapter === null)('planes that stay on the device', () => {
  const traffic: Traffic = { written: 0, submittedAhead: 0 };
  let compute: Compute;
  beforeAll(async () => {
    compute = await createWebgpuCompute(counting(traffic));
  });
  afterAll(() => compute.close());

  it('are uploaded once for any number of calls, several of which are under way', async () => {
    compute.hold!(image, template);
    const calls = Array.from({ length: 16 }, (_, call) => match(compute, 'chip-match', call));
    const more = Array.from({ length: 16 }, (_, call) => match(compute, 'ncc', call));
    await expectLike(calls, compute, 'chip-match');
    await expectLike(more, compute, 'ncc');
    const planes = image.byteLength + template.byteLength;
    expect(traffic.written).toBeGreaterThanOrEqual(planes);
    // The rest are places and parameters.
    expect(traffic.written).toBeLessThan(planes + 32 * 200);
    expect(traffic.submittedAhead).toBe(4);
  });

  it('are given back when released; what is not held is uploaded with every call, and may change', async () => {
    compute.release!(image, template);
    const before = traffic.written;
    const { variance: first } = await compute.run(
      chipMatch,
      { image, template, places: placesOf(0) },
      params,
    );
    const changed = template.slice();
    const call = () => compute.run(chipMatch, { image, template: changed, places: placesOf(0) }, params);
    expect((await call()).variance).toEqual(first);
    changed.fill(1);
    expect((await call()).variance).not.toEqual(first);
    expect(traffic.written - before).toBeGreaterThan(3 * (image.byteLength + template.byteLength));
  });

  it('make room for others within the budget', async () => {
    const small = await createWebgpuCompute(gpu!, { residentBytes: 1.5 * image.byteLength, inFlight: 2 });
    small.hold!(image, template);
    const calls = Array.from({ length: 6 }, (_, call) => match(small, call % 2 ? 'ncc' : 'chip-match', call));
    const reference = createReferenceCompute();
    for (const [call, got] of (await Promise.all(calls)).entries()) {
      const kernel = call % 2 ? 'ncc' : 'chip-match';
      const tolerance = kernel === 'ncc' ? ncc.tolerance : chipMatch.webgpuTolerance!;
      expect(firstDifference(await match(reference, kernel, call), got, tolerance)).toBeNull();
    }
    await small.close();
  });
});
