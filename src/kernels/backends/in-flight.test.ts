import { expect, test } from 'vitest';
import { createInFlight } from './in-flight.js';

test('so many at a time, in order, failures included', async () => {
  const inFlight = createInFlight(3);
  const order: number[] = [];
  let [running, most] = [0, 0];
  const task = (i: number) => async () => {
    order.push(i);
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, (i % 4) * 2));
    running--;
    if (i % 5 === 0) throw new Error(`task ${i}`);
    return i;
  };
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => inFlight(task(i))));
  expect(most).toBe(3);
  expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(results.map(({ status }) => status === 'rejected')).toEqual(order.map((i) => i % 5 === 0));
  // Nobody waits for ever.
  expect(await inFlight(async () => 'next')).toBe('next');
});
