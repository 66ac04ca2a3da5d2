import { loadCheckedModel } from '../../nn/infer/manifest/model-file.node.js';
import type { JobContext } from '../../product/job-context.js';
import type { DemoConfig } from './config.js';
import { makeInputs } from './make-inputs.node.js';
import { makeMoon } from './make-moon.node.js';
import { makeMosaics } from './make-mosaics.node.js';
import { makeStripes } from './make-stripes.node.js';
import { measure } from './measure.node.js';
import { checkOutputFolder, openOutputFolder, writeSummary } from './output-folder.node.js';
import { pieceLayout } from './piece-layout.js';
import { writeDemoReport } from './report.node.js';
import { demoScene } from './scene.js';
import { type DemoSummary, summarise } from './summary.js';

export interface DemoResult extends DemoSummary {
  readonly report: string;
  readonly seconds: number;
}

/**
 * Makes terrain and pieces, mosaics them and measures the result; makes stripes and adjusts them; makes images and heights of
 * them, where there is a network; writes the report. Everything is a function of seed and size. Interrupted and started again, it
 * makes the inputs anew and reuses the finished tiles of the mosaics.
 */
export async function runDemo(config: DemoConfig, context: JobContext): Promise<DemoResult> {
  const started = performance.now();
  await checkOutputFolder(config, context.settings.overwrite);
  if (config.model !== undefined) await loadCheckedModel(config.model);
  const scene = demoScene(config);
  const pieces = pieceLayout(scene);
  const files = await openOutputFolder(config);
  await makeInputs(scene, pieces, files, context);
  const mosaics = await makeMosaics(config, scene, pieces, files, context);
  const measures = await measure(files, context);
  const stripes = await makeStripes(config, files, context);
  const moon = await makeMoon(config, files, context);
  const { blend, paste } = mosaics;
  const summary = summarise({
    measures,
    blended: blend.result.seams,
    pasted: paste.result.seams,
    stripes,
    moon,
  });
  await writeDemoReport({ scene, pieces, files, mosaics, measures, stripes, moon }, summary, context);
  await writeSummary(files, config, summary);
  return { ...summary, report: files.report, seconds: (performance.now() - started) / 1000 };
}
