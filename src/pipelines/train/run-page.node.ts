import { writeAtomically } from '../../core/atomic-file.node.js';
import type { DeviceChoice } from '../../nn/train/choose-device.node.js';
import type { MetricsLine, MetricsLog } from '../../nn/train/metrics-log.node.js';
import type { StepRecord, TrainingOutcome, ValidationRecord } from '../../nn/train/train.js';
import { VERSION } from '../../product/version.node.js';
import type { Figure } from '../../report/figure.js';
import { type Fact, type Report, renderReport } from '../../report/html-report.js';
import { formatMeasure, formatNumber } from '../../report/number-format.js';
import { type Curve, curvesFigure } from './curves.js';
import { PHASE, type TrainJob } from './plan-train.node.js';
import { samplesFigure } from './sample-figures.js';

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

export function createRunPage(job: TrainJob, device: DeviceChoice, log: MetricsLog, path: string): RunPage {
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
      writeAtomically(path, (file) => file.writeFile(text), { sync: false }),
    );
    writing = written.catch(() => undefined);
    return written;
  };
  return {
    step({ iteration, epoch, phases, milliseconds }) {
      if (iteration % every === 0 || iteration === 1) {
        log.append({ kind: 'step', iteration, epoch, ...phases[PHASE], milliseconds });
      }
      if (performance.now() - writtenMs > REWRITE_MS) void write().catch(() => undefined);
    },
    async validation({ iteration, metrics }, fields) {
      log.append({ kind: 'validation', iteration, ...metrics });
      const [height, width] = job.data.shapes[job.data.target]!.slice(-2) as [number, number];
      samples = await samplesFigure({
        size: [height, width],
        input: fields[job.data.inputs[0]!]!,
        target: fields[job.data.target]!,
        prediction: fields.prediction!,
      });
      // Weights are worth more than their picture: a page that cannot be written does not end a training.
      await write().catch(() => undefined);
    },
    async finish(reason, stallShare) {
      status = REASONS[reason];
      stall = stallShare;
      await write();
    },
  };
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

function curves(lines: readonly MetricsLine[]): Figure[] {
  const curve = (label: string, kind: MetricsLine['kind'], field: string): Curve => ({
    label,
    points: lines
      .filter((line) => line.kind === kind)
      .map((line) => [line.iteration, Number(line[field])] as const),
  });
  const validation = curve('validation', 'validation', 'loss');
  const losses = [curve('training', 'step', 'loss'), ...(validation.points.length === 0 ? [] : [validation])];
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
      curves: [curve('norm', 'step', 'gradientNorm')],
      logarithmic: true,
      wide: false,
    }),
    curvesFigure({
      title: 'Learning rate',
      caption: 'As scheduled.',
      curves: [curve('rate', 'step', 'learningRate')],
      logarithmic: false,
      wide: false,
    }),
  ];
}
