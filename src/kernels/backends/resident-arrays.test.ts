import { expect, test } from 'vitest';
import { createResidentArrays } from './resident-arrays.js';

/** Records what a device would do. */
function fakeDevice() {
  const log: string[] = [];
  let made = 0;
  const device = {
    createBuffer: ({ size }: { size: number }) => {
      const id = ++made;
      log.push(`make ${id}`);
      return { id, size, destroy: () => log.push(`destroy ${id}`) };
    },
    queue: { writeBuffer: ({ id }: { id: number }) => log.push(`write ${id}`) },
  };
  return { device: device as unknown as GPUDevice, log };
}

const array = (length: number) => new Float32Array(length);

test('an array that is held is uploaded once, others are not kept', () => {
  const { device, log } = fakeDevice();
  const residents = createResidentArrays(device, 1000);
  const [held, other] = [array(10), array(10)];
  residents.hold(held);
  expect(log).toEqual([]);
  expect(residents.take(other)).toBeNull();
  const first = residents.take(held)!;
  expect(residents.take(held)!.buffer).toBe(first.buffer);
  expect(log).toEqual(['make 1', 'write 1']);
});

test('the least recently used make room, those in use do not', () => {
  const { device, log } = fakeDevice();
  const residents = createResidentArrays(device, 1000);
  const [a, b, c, d] = [array(100), array(100), array(100), array(100)];
  residents.hold(a);
  residents.hold(b);
  residents.hold(c);
  residents.hold(d);
  residents.take(a)!.give();
  residents.take(b)!.give();
  residents.take(a)!.give();
  const inUse = residents.take(c)!;
  expect(log).toEqual(['make 1', 'write 1', 'make 2', 'write 2', 'destroy 2', 'make 3', 'write 3']);
  const also = residents.take(a)!;
  // Both are in use: the budget stands.
  expect(residents.take(d)).toBeNull();
  inUse.give();
  also.give();
  residents.take(d)!.give();
  expect(log.slice(-3)).toEqual(['destroy 3', 'make 4', 'write 4']);
  const tooLarge = array(300);
  residents.hold(tooLarge);
  expect(residents.take(tooLarge)).toBeNull();
});

test('released arrays go when their last call ends, and may be held again', () => {
  const { device, log } = fakeDevice();
  const residents = createResidentArrays(device, 1000);
  const plane = array(10);
  residents.release(plane);
  residents.hold(plane);
  const [one, two] = [residents.take(plane)!, residents.take(plane)!];
  residents.release(plane);
  one.give();
  expect(residents.take(plane)).toBeNull();
  residents.hold(plane);
  const again = residents.take(plane)!;
  expect(again.buffer).not.toBe(two.buffer);
  two.give();
  expect(log).toEqual(['make 1', 'write 1', 'make 2', 'write 2', 'destroy 1']);
  again.give();
  residents.clear();
  expect(log.at(-1)).toBe('destroy 2');
  residents.take(plane)!.give();
  expect(log.at(-1)).toBe('write 3');
});
