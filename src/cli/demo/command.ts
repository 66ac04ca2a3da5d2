import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { demoSchema } from '../../pipelines/demo/config.js';
import { describeDemo } from '../../pipelines/demo/describe-demo.node.js';
import { type DemoResult, runDemo } from '../../pipelines/demo/run-demo.node.js';
import type { HeightErrors } from '../../pipelines/demo/summary.js';
import { defineCommand } from '../command.js';
import { formatDuration } from '../progress-printer.js';
import { openInViewer } from './open-in-viewer.js';

export const demoCommand = defineCommand({
  name: 'demo',
  summary:
    'Make heights from images, a mosaic and adjusted stripes of terrain with known truth, and report the accuracy',
  description:
    'Simulates three images of lunar ground under different Suns with a coarse model of it, registers them and makes a DTM with the ' +
    'network that comes with the program; cuts rough, cratered terrain into seven overlapping DEMs with noise, biases and holes on ' +
    'different grids and mosaics them; simulates a block of InSAR stripes with known errors and adjusts it. Compares everything with ' +
    'the terrain it came from. Writes COGs, sidecars and report.html into a folder and prints where it is. The same seed gives the ' +
    'same rasters. A folder that an earlier demo wrote is replaced; any other one with files in it needs --overwrite.\n\n' +
    'Heights from images need the optional package onnxruntime-node: without it, or without a network, they are left out and the rest is made.',
  schema: demoSchema.extend({
    open: z.boolean().default(false).describe('Open the report in the browser, where there is a display'),
  }),
  examples: [
    { line: 'cuesta demo', does: 'Into out/demo' },
    { line: 'cuesta demo --open', does: 'And show the report' },
    {
      line: 'cuesta demo -o /tmp/moon --seed 4 --size small',
      does: 'Other terrain, a quarter of the pixels',
    },
  ],
  async run({ open, ...config }, context) {
    if (context.settings.dryRun) {
      const plan = describeDemo(config);
      return { json: plan, text: planText(plan) };
    }
    const result = await runDemo(config, context);
    const report = resolve(result.report);
    if (open) openInViewer(report);
    return { json: { ...result, report }, text: resultText(result, report) };
  },
});

function planText({ folder, grid, inputs, outputs }: ReturnType<typeof describeDemo>): string {
  return [
    `Folder: ${resolve(folder)}`,
    `Grid:   ${grid}`,
    ...inputs.map(({ path, description }) => `Piece:  ${path} (${description})`),
    ...outputs.map((path) => `Output: ${path}`),
  ].join('\n');
}

function resultText(
  { blend, paste, noiseFloor, stripes, moon, seconds }: DemoResult,
  report: string,
): string {
  const { adjusted, paste: pasted, checkPoints } = stripes;
  const row = (label: string, b: number, p: number, unit: string): string =>
    `${label.padEnd(26)}${b.toFixed(2).padStart(7)}${p.toFixed(2).padStart(8)}  ${unit}`;
  return [
    ...moonLines(moon),
    '',
    `${'Mosaic'.padEnd(26)}${'blend'.padStart(7)}${'paste'.padStart(8)}`,
    row('RMSE against the truth', blend.rmse, paste.rmse, 'm'),
    row('Median step at seams', blend.seamStep, paste.seamStep, 'm'),
    row('Median step beside them', blend.besideStep, paste.besideStep, 'm'),
    row('Ratio (1: no seam)', blend.seamRatio, paste.seamRatio, ''),
    `Noise floor: ${noiseFloor.toFixed(2)} m RMSE, what the errors of the pieces alone leave in the blend`,
    '',
    `${'Stripes'.padEnd(26)}${'adjusted'.padStart(9)}${'paste'.padStart(8)}`,
    row('RMSE against the truth', adjusted.rmse, pasted.rmse, 'm'),
    row('Ratio at seams', adjusted.seamRatio, pasted.seamRatio, ''),
    `Check points: ${checkPoints.given.toFixed(2)} m RMSE as given, ${checkPoints.adjusted.toFixed(2)} m adjusted`,
    '',
    `Done in ${formatDuration(1000 * seconds)}`,
    `Report: ${report}`,
    `Open it in a browser: ${pathToFileURL(report).href}`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function moonLines(moon: DemoResult['moon']): string[] {
  if ('skipped' in moon) return [moon.skipped];
  const row = (label: string, pick: (errors: HeightErrors) => number, unit: string): string => {
    const numbers = [moon.dtm, moon.coarse].map((errors) => pick(errors).toFixed(2).padStart(8));
    return `${label.padEnd(26)}${numbers.join('')}  ${unit}`;
  };
  return [
    `${'Heights from images'.padEnd(26)}${'DTM'.padStart(8)}${'coarse'.padStart(8)}`,
    row('RMSE against the truth', ({ rmse }) => rmse, 'm'),
    row('RMSE of slopes', ({ slopeRmse }) => slopeRmse, 'degrees'),
    `Among DTMs of one image: ${moon.spread.toFixed(2)} m`,
  ];
}
