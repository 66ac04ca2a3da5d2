import { expect, test } from 'vitest';
import { greyTone, thenTone } from './grey-tone.js';

const ramp = (low: number, high: number): Float32Array =>
  Float32Array.from({ length: 1001 }, (_, i) => low + ((high - low) * i) / 1000);

test('grey levels of 8 bits stay, however little of their range is used', () => {
  for (const image of [ramp(0, 255), ramp(1, 40), ramp(90, 130)]) {
    expect(greyTone(image)).toEqual({ gain: 1, offset: 0 });
  }
});

test('reflectances and deeper samples get the median of images of the training', () => {
  expect(greyTone(ramp(0.05, 0.25))!.gain * 0.15).toBeCloseTo(115, 3);
  expect(greyTone(ramp(0, 4095))!.gain * 2047.5).toBeCloseTo(115, 6);
  const mostlyDark = Float32Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : 5100));
  expect(greyTone(mostlyDark)!.gain).toBeCloseTo(0.05, 9);
});

test('one missing or bright sample does not decide', () => {
  const image = Float32Array.from({ length: 20_000 }, (_, i) => 20 + (i % 180));
  image[3] = Number.NaN;
  image[4] = 60_000;
  expect(greyTone(image)).toEqual({ gain: 1, offset: 0 });
});

test('nothing to see has no tone', () => {
  expect(greyTone(new Float32Array(50))).toBeNull();
  expect(greyTone(new Float32Array(50).fill(Number.NaN))).toBeNull();
});

test('tones follow one another', () => {
  const { gain, offset } = thenTone({ gain: 2, offset: 3 }, { gain: 5, offset: 7 });
  expect([gain, offset]).toEqual([10, 22]);
});
