import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../core/atomic-file.node.js';
import type { DeviceChoice } from '../../nn/train/choose-device.node.js';
import type { MetricsLine, MetricsLog } from '../../nn/train/metrics-log.node.js';
import type { StepRecord, TrainingOutcome, ValidationRecord } from '../../nn/train/train.js';
import { VERSION } from '../../product/version.node.js';
import type { Figure } from '../../report/figure.js';
import { type Fact, type Report, renderReport } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { type Curve, curvesFigure } from './curves.js';
import { DISCRIMINATOR } from './discriminator.js';
import { PHASE, type TrainJob } from './plan-train.node.js';
import type { RunFiles } from './run-folder.node.js';
import { type SampleImages, samplesFigure } from './sample-figures.js';

/** The page and the log of a run: fed while it runs, rewritten now and then. Only `finish` throws when the page cannot be written. */
export interface RunPage {
  step(record: StepRecord): void;
  validation(record: ValidationRecord, samples: Readonly<Record<string, Float32Array>>): Promise<void>;
  finish(reason: TrainingOutcome['reason'] | 'interrupted', stallShare: number | null): Promise<void>;
}

const REWRITE_MS = 10_000;

/** Longer trainings log every so many steps only. */
const MOST_LINES = 10_000;

const REASONS: Readonly<Record<TrainingOutcome['reason'] | 'interrupted', string>> = {
  interrupted: 'interrupted',
  finished: 'finished',
  'no-gain': 'stopped: validation brought no more gain',
  budget: 'stopped: the budget was used up',
};

export function createRunPage(
  job: TrainJob,
  device: DeviceChoice,
  log: MetricsLog,
  { page, samples: folder }: Pick<RunFiles, 'page' | 'samples'>,
): RunPage {
  const { steps } = job.config;
  const every = Math.ceil(steps / MOST_LINES);
  let samples: Figure | null = null;
  let status = 'running';
  let stall: number | null = null;
  let writtenMs = performance.now();
  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    writtenMs = performance.now();
    const text = renderReport(reportOf(job, device, log.lines, { samples, status, stall }));
    // One after the other; a crash of the machine may take the page, which the next run writes again.
    const written = writing.then(() =>
      writeAtomically(page, (file) => file.writeFile(text), { sync: false }),
    );
    writing = written.catch(() => undefined);
    return written;
  };
  return {
    step({ iteration, epoch, phases, milliseconds }) {
      if (iteration % every === 0 || iteration === 1) {
        log.append({ kind: 'step', iteration, epoch, ...metricsOf(phases), milliseconds });
      }
      if (performance.now() - writtenMs > REWRITE_MS) void write().catch(() => undefined);
    },
    async validation({ iteration, metrics }, fields) {
      log.append({ kind: 'validation', iteration, ...metrics });
      samples = await samplesFigure(sampleImages(job, fields));
      // Weights are worth more than their picture: a page that cannot be written does not end a training.
      await keepSheet(folder, iteration, samples).catch(() => undefined);
      await write().catch(() => undefined);
    },
    async finish(reason, stallShare) {
      status = REASONS[reason];
      stall = stallShare;
      await write();
    },
  };
}

/** The network's numbers by their names, those of other steps with the step's name before theirs. */
function metricsOf(phases: StepRecord['phases']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(phases).flatMap(([phase, metrics]) =>
      Object.entries(metrics).map(([name, value]) => [phase === PHASE ? name : `${phase}.${name}`, value]),
    ),
  );
}

function sampleImages({ data }: TrainJob, fields: Readonly<Record<string, Float32Array>>): SampleImages {
  const sides = (field: string) => data.shapes[field]!.slice(-2) as [number, number];
  const first = data.inputs[0]!;
  return {
    size: sides(data.target),
    inputSize: sides(first),
    input: fields[first]!,
    target: fields[data.target]!,
    prediction: fields.prediction!,
  };
}

/** A picture of a validation that later ones do not replace. */
async function keepSheet(folder: string, iteration: number, { svg }: Figure): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `step-${String(iteration).padStart(7, '0')}.svg`);
  await writeAtomically(path, (file) => file.writeFile(svg.markup), { sync: false });
}

interface PageState {
  readonly samples: Figure | null;
  readonly status: string;
  readonly stall: number | null;
}

function reportOf(
  job: TrainJob,
  device: DeviceChoice,
  lines: readonly MetricsLine[],
  { samples, status, stall }: PageState,
): Report {
  const { config, name, definition } = job;
  const parameters = formatNumber(definition.declaration.parameters.size, 0);
  return {
    title: `Training of ${name}`,
    subtitle: `${config.network.type} with ${parameters} parameters, ${config.data.type}, ${status}`,
    summary: facts(job, device, lines, stall),
    warnings: [],
    sections: [
      { heading: 'Curves', text: [], figures: curves(lines), tables: [] },
      ...(job.discriminator === null
        ? []
        : [{ heading: 'Discriminator', text: [], figures: discriminatorCurves(lines), tables: [] }]),
      ...(samples === null ? [] : [{ heading: 'Samples', text: [], figures: [samples], tables: [] }]),
      {
        heading: 'Configuration',
        text: [`Trained on the ${device.device === 'cpu' ? 'CPU' : 'GPU'}: ${device.reason}.`],
        figures: [],
        tables: [
          {
            caption: 'Options',
            columns: [
              { heading: 'Option', align: 'text' },
              { heading: 'Value', align: 'text' },
            ],
            rows: Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]),
          },
        ],
      },
    ],
    footer: `Cuesta ${VERSION}`,
    data: { config, device, metrics: lines },
  };
}

function facts(
  { config }: TrainJob,
  device: DeviceChoice,
  lines: readonly MetricsLine[],
  stall: number | null,
): Fact[] {
  const steps = lines.filter(({ kind }) => kind === 'step');
  const validations = lines.filter(({ kind }) => kind === 'validation').map(({ loss }) => Number(loss));
  const recent = steps.slice(-50);
  const ms = recent.reduce((sum, line) => sum + Number(line.milliseconds), 0) / recent.length;
  const loss = (value: number | undefined): string => (value === undefined ? '–' : value.toPrecision(4));
  return [
    { label: 'Steps', value: `${lines.at(-1)?.iteration ?? 0}`, unit: `of ${config.steps}` },
    { label: 'Training loss', value: loss(steps.length === 0 ? undefined : Number(steps.at(-1)!.loss)) },
    { label: 'Validation loss', value: loss(validations.at(-1)) },
    {
      label: 'Best validation loss',
      value: loss(validations.length === 0 ? undefined : Math.min(...validations)),
    },
    { label: 'Speed', value: formatMeasure((1000 * config.batch) / ms), unit: 'samples/s' },
    ...(stall === null
      ? []
      : [{ label: 'Waiting for data', value: formatNumber(100 * stall, 1), unit: '%' }]),
    { label: 'Device', value: device.device === 'cpu' ? `CPU, ${config.threads} threads` : 'GPU' },
  ];
}

function curve(
  lines: readonly MetricsLine[],
  label: string,
  kind: MetricsLine['kind'],
  field: string,
): Curve {
  return {
    label,
    points: lines
      .filter((line) => line.kind === kind)
      .map((line) => [line.iteration, Number(line[field])] as const),
  };
}

/** Of a training against a discriminator. */
function discriminatorCurves(lines: readonly MetricsLine[]): Figure[] {
  const own = (label: string, field: string): Curve =>
    curve(lines, label, 'step', `${DISCRIMINATOR}.${field}`);
  return [
    curvesFigure({
      title: 'Accuracy',
      caption:
        'Share of true heights that it scores above the mean of predicted ones, and the other way round: 0.5 where it cannot tell them apart.',
      curves: [own('discriminator', 'accuracy')],
      logarithmic: false,
      wide: false,
    }),
    curvesFigure({
      title: 'Adversarial losses',
      caption:
        'The discriminator’s (2 ln 2 = 1.39 where it cannot tell them apart), and its share in the loss of the network.',
      curves: [own('discriminator', 'loss'), curve(lines, 'network, weighted', 'step', 'adversarial')],
      logarithmic: true,
      wide: false,
    }),
  ];
}

function curves(lines: readonly MetricsLine[]): Figure[] {
  const validation = curve(lines, 'validation', 'validation', 'loss');
  const losses = [
    curve(lines, 'training', 'step', 'loss'),
    ...(validation.points.length === 0 ? [] : [validation]),
  ];
  return [
    curvesFigure({
      title: 'Loss',
      caption:
        'Of every training step (neighbours averaged where there are many) and of the validation samples.',
      curves: losses,
      logarithmic: true,
      wide: true,
    }),
    curvesFigure({
      title: 'Gradient norm',
      caption: 'Before it is clipped.',
      curves: [curve(lines, 'norm', 'step', 'gradientNorm')],
      logarithmic: true,
      wide: false,
    }),
    curvesFigure({
      title: 'Learning rate',
      caption: 'As scheduled.',
      curves: [curve(lines, 'rate', 'step', 'learningRate')],
      logarithmic: false,
      wide: false,
    }),
  ];
}
