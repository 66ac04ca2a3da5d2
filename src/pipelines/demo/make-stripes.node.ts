import type { SeamReport } from '../../mosaic/seam-report.js';
import type { JobContext } from '../../product/job-context.js';
import type { Stripes } from '../../simulate/stripe-scene.js';
import type { Accuracy } from '../../terrain/accuracy.js';
import type { AdjustResult } from '../adjust/adjust-result.js';
import { resolveConfig } from '../adjust/job-file.node.js';
import { planAdjust } from '../adjust/plan-adjust.node.js';
import { runAdjust } from '../adjust/run-adjust.node.js';
import { simulateSchema } from '../simulate/config.js';
import { planSimulate } from '../simulate/plan-simulate.node.js';
import { runSimulate } from '../simulate/run-simulate.node.js';
import { compareWithTruth } from './compare-with-truth.node.js';
import type { DemoConfig } from './config.js';
import type { DemoFiles } from './demo-files.node.js';
import { innerSettings } from './inner-settings.js';
import { flagsOf, mosaicOf } from './mosaic-of.node.js';

/** Errors so large that no terrain makes them impossible by its roughness alone. */
const SIMULATED = { orbits: 2, scenes: 2, planError: 4, heightRmse: 6, referencePixel: 30 } as const;
const CHECK_POINTS = 40;

export interface DemoStripes {
  /** As they were simulated, with the errors that they were given. */
  readonly simulated: Stripes;
  readonly adjusted: AdjustResult;
  /** Seams of the scenes as they are given, pasted. */
  readonly pasteSeams: SeamReport;
  /** Against the true terrain. */
  readonly block: Accuracy;
  readonly paste: Accuracy;
  /** Make the same files again, run in the demo's folder. */
  readonly commands: Readonly<Record<'simulate' | 'adjust' | 'paste' | 'compare', string>>;
}

/** Simulates InSAR stripes with known errors, adjusts and pastes them, and compares both with the truth. */
export async function makeStripes(
  config: DemoConfig,
  { stripes: files }: DemoFiles,
  context: JobContext,
): Promise<DemoStripes> {
  const commands = commandsOf(config);
  // What the adjustment warns of stands in its own report.
  const log: JobContext['log'] = (level, message) => context.log(level === 'warn' ? 'debug' : level, message);
  const own = { ...context, log, settings: innerSettings(context.settings) };
  const simulate = { ...own, command: commands.simulate };
  const simulated = { scenery: 'stripes', output: files.folder, ...simulation(config) };
  const planned = planSimulate(simulateSchema.parse(simulated), simulate);
  await runSimulate(planned, simulate);
  const adjust = { ...own, command: commands.adjust };
  const options = {
    inputs: [files.job],
    output: files.block,
    checkPoints: CHECK_POINTS,
    report: files.blockReport,
  };
  const adjusted = await runAdjust(await planAdjust(await resolveConfig(options), adjust), adjust);
  const scenes = planned.stripes.scenes.map(({ name }) => files.scene(name));
  const request = { inputs: scenes, output: files.paste, values: { mode: 'last' } };
  const pasted = await mosaicOf(config.output, request, context);
  const [block, paste] = await compareWithTruth(
    { tested: [files.block, files.paste], reference: files.truth, output: files.comparison },
    { ...own, command: commands.compare },
  );
  return {
    ...{ simulated: planned.stripes, adjusted, block: block!, paste: paste! },
    pasteSeams: pasted.result.seams,
    commands: { ...commands, paste: pasted.command },
  };
}

function simulation({ seed, size }: DemoConfig): Readonly<Record<string, number>> {
  return { seed, size: size === 'small' ? 300 : 400, ...SIMULATED };
}

function commandsOf(config: DemoConfig): Omit<DemoStripes['commands'], 'paste'> {
  const checks = flagsOf({ checkPoints: CHECK_POINTS });
  return {
    simulate: `cuesta simulate stripes -o stripes ${flagsOf(simulation(config))}`,
    adjust: `cuesta adjust stripes/job.json -o stripes/block.tif ${checks} --report stripes/block.html`,
    compare:
      'cuesta compare stripes/block.tif stripes/paste.tif --reference stripes/truth.tif -o stripes/comparison',
  };
}
