import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { learningRate } from '../../nn/optimise/schedule.js';
import { scheduleOf, trainConfigSchema } from './config.js';
import { isJspsrConfig, jspsrConfigSchema, translateJspsrConfig } from './jspsr-config.js';
import { checkDocument, readDocument } from './read-config.js';

const path = (name: string): string => new URL(`../../../configs/${name}`, import.meta.url).pathname;

const translated = (name: string, tiles: number, ...changes: string[]) => {
  const document = readDocument(readFileSync(path(name), 'utf8'), name, changes);
  expect(isJspsrConfig(document)).toBe(true);
  const published = checkDocument(document, name, jspsrConfigSchema);
  return checkDocument(translateJspsrConfig(published, tiles), name, trainConfigSchema);
};

// Sections 6 and 7 of methods/jspsr.md: tiles of the 13 cities, iterations per epoch.
describe.each([
  ['jspsr_r8_img.yml', 3182, 70, 45, { guidance: ['image'], pixel: 8, sample: 128, max: 929 }],
  ['jspsr_r8_img_msk.yml', 3182, 50, 63, { guidance: ['image', 'mask'], pixel: 8, sample: 128, max: 929 }],
  ['jspsr_r3_img.yml', 28_638, 70, 409, { guidance: ['image'], pixel: 3, sample: 334, max: 933 }],
  ['jspsr_r3_img_msk.yml', 28_638, 50, 572, { guidance: ['image', 'mask'], pixel: 3, sample: 334, max: 933 }],
] as const)('%s', (name, tiles, batch, epoch, { guidance, pixel, sample, max }) => {
  const config = translated(name, tiles);

  test('is the published network and data', () => {
    expect(config.network).toMatchObject({
      type: 'jspsr',
      features: 32,
      blocks: 2,
      guidance,
      level: 0,
      outside: 'zero',
    });
    expect(config.data).toMatchObject({
      ...{
        type: 'dfc30',
        root: `../datasets/DFC30_${pixel}m`,
        pixel,
        sample,
        size: 128,
        dem: 'COP30',
        guidance,
      },
      heights: { type: 'above-least', min: -80, max, log: true },
      ...{ crop: 'tile', augment: true, blind: false },
    });
    const { training, validation } = config.data as { training: string[]; validation: string[] };
    expect([training.length, validation]).toEqual([13, ['Angers', 'Lille_Arras_Lens_Douai_Henin', 'Vannes']]);
    expect(config.loss).toEqual({ jspsr: { l1: 1, l2: 1, edge: 0.1 } });
  });

  test('has the published schedule', () => {
    expect([config.batch, config.steps, config.validation.every]).toEqual([batch, 300 * epoch, epoch]);
    const schedule = scheduleOf(config);
    const rate = (at: number): number => learningRate(schedule, at * epoch);
    // Every epoch of the warm-up has ten times the rate of the one before it.
    expect([0, 0.99, 1, 2, 2.99].map((at) => rate(at).toPrecision(3))).toEqual(
      [1e-6, 1e-6, 1e-5, 1e-4, 1e-4].map((expected) => expected.toPrecision(3)),
    );
    expect([3, 102, 103, 202, 203, 299].map(rate)).toEqual([1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2.5e-4]);
    expect(config.optimiser).toMatchObject({ type: 'adamw', decay: 1e-6, beta1: 0.9, beta2: 0.999 });
  });
});

test('keys mean what they mean there', () => {
  const config = translated(
    'jspsr_r8_img.yml',
    100,
    ...['input_data={FABDEM: 1, canopy: 1}', 'tensor_kwargs.log=false', 'crop_mode=random', 'epochs=7'],
    ...['model_kwargs={num_feature: 8, spn: false, checkpoint: best.safetensors}', 'data_root=/data/'],
    ...['early_stop=5', 'val_interval=2'],
  );
  expect(config).toMatchObject({
    network: { features: 8, propagation: false, guidance: ['canopy'] },
    data: { root: '/data/DFC30_8m', dem: 'FABDEM', guidance: ['canopy'], crop: 'random' },
    ...{ start: 'best.safetensors', steps: 7, validation: { every: 2, patience: 3 } },
  });
  expect(config.data).toMatchObject({ heights: { log: false } });
});

test('names keys that are wrong', () => {
  expect(() => translated('jspsr_r8_img.yml', 100, 'resolution=5', 'input_data.image=4')).toThrow(
    /input_data\.image[\s\S]*resolution/,
  );
  const slips = [
    'epoch=7',
    'optimizer_kwargs.learning_rate=1',
    'model_kwargs.num_blocks=3',
    'val_border=0.1',
  ];
  for (const slip of slips)
    expect(() => translated('jspsr_r8_img.yml', 100, slip)).toThrow(slip.split('=')[0]);
});

test('takes the published keys that have no effect here', () => {
  const plain = translated('jspsr_r8_img.yml', 100);
  const unused = [
    'work_root=../runs',
    'preload=true',
    'best_metric=RMSE',
    'val_image_visual=true',
    'val_border=0.05',
  ];
  const inner = [
    'optimizer_kwargs.momentum=0.9',
    'scheduler_kwargs.max_lr=0.01',
    'scheduler=step',
    'early_stop=0',
  ];
  expect(translated('jspsr_r8_img.yml', 100, ...unused, ...inner)).toEqual(plain);
});
