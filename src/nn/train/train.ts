import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { Optimiser } from '../optimise/optimiser.js';
import { learningRate, type Schedule } from '../optimise/schedule.js';
import type { TrainingProgress } from './checkpoint-format.js';
import type { Prefetcher } from './prefetch.js';
import type { Batch } from './read-batch.js';
import { type Calibrated, recalibrate } from './recalibrate.js';
import type { StepReport, Trainer } from './trainer.js';

/** How long to train, and how each phase of an iteration moves. */
export interface TrainingPlan {
  /** By the names of the trainer's phases. */
  readonly phases: readonly {
    readonly name: string;
    readonly optimiser: Pick<Optimiser, 'rates'>;
    readonly schedule: Schedule;
  }[];
  readonly iterations: number;
  /** Iterations between validations; there is one at the end, too. */
  readonly validateEvery: number;
  /** Iterations between checkpoints; there is one at the end and when the training stops early, too. */
  readonly saveEvery: number;
  /** Stop after so many validations without a lower loss; null never does. */
  readonly patience: number | null;
  /** Stop before the iteration that starts later than this; null never does. */
  readonly budgetMs: number | null;
  /** Validate the running mean of the parameters instead of the parameters. */
  readonly validateAverage: boolean;
}

export interface StepRecord {
  /** Finished iterations, this one included. */
  readonly iteration: number;
  readonly epoch: number;
  /** By phase: metrics and learning rate. */
  readonly phases: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly milliseconds: number;
}

export interface ValidationRecord {
  readonly iteration: number;
  /** Over all validation samples. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly isBest: boolean;
}

/** What a training needs besides its plan. */
export interface TrainingParts {
  readonly trainer: Trainer;
  /** Batches from iteration `progress.iteration` on. */
  readonly batches: Prefetcher<Batch>;
  /** A new pass over the validation batches; null without validation. */
  readonly validation: (() => Prefetcher<Batch>) | null;
  /** What {@link recalibrate} gets before every validation; the running statistics stay as they are when left out. */
  readonly calibration?: {
    readonly network: Calibrated;
    readonly batches: (iteration: number) => Prefetcher<Batch>;
  };
  /** Makes metrics over all validation samples from the means over their batches; they stay means when left out. */
  pool?(means: Readonly<Record<string, number>>): Readonly<Record<string, number>>;
  readonly progress: TrainingProgress;
  readonly signal: AbortSignal;
  readonly now: () => number;
  onStep(record: StepRecord): void;
  onValidation(record: ValidationRecord): Promise<void>;
  /** Writes a checkpoint of the trainer's state. */
  save(kind: 'last' | 'best', progress: TrainingProgress): Promise<void>;
}

export interface TrainingOutcome {
  readonly reason: 'finished' | 'no-gain' | 'budget';
  readonly progress: TrainingProgress;
  /** Part of the time between the first and the last iteration in which the trainer waited for data. */
  readonly stallShare: number;
}

/**
 * Runs a training to its end. A run that continues from a checkpoint gives the same bits as one that was never interrupted, if the
 * trainer runs on the CPU with the same number of threads.
 *
 * @throws CuestaError `cancelled` after a checkpoint; `numeric` and `input`, naming iteration and samples, after a checkpoint of the
 *   last good state
 */
export async function train(plan: TrainingPlan, parts: TrainingParts): Promise<TrainingOutcome> {
  const { signal, now, save } = parts;
  let { progress } = parts;
  const started = now();
  const stall = stallMeter(parts);
  const stopReason = (): TrainingOutcome['reason'] | null => {
    if (progress.iteration >= plan.iterations) return 'finished';
    if (plan.patience !== null && progress.sinceBest >= plan.patience) return 'no-gain';
    return plan.budgetMs !== null && now() - started >= plan.budgetMs ? 'budget' : null;
  };
  try {
    for (;;) {
      if (isValidationDue(plan, parts, progress)) {
        progress = await validate(plan, parts, progress);
        if (progress.best?.iteration === progress.iteration) await save('best', progress);
      }
      const reason = stopReason();
      if (reason !== null || (progress.iteration % plan.saveEvery === 0 && progress !== parts.progress)) {
        await save('last', progress);
      }
      if (reason !== null) return { reason, progress, stallShare: stall.share() };
      throwIfAborted(signal);
      await iterate(plan, parts, progress);
      progress = { ...progress, iteration: progress.iteration + 1 };
      stall.start();
    }
  } catch (error) {
    if (error instanceof CuestaError && ['cancelled', 'numeric', 'input'].includes(error.code)) {
      await save('last', progress);
    }
    throw error;
  }
}

/** Time without the first iteration, whose batch cannot be there yet. */
function stallMeter({ batches, now }: TrainingParts): { start(): void; share(): number } {
  let from: { time: number; waited: number } | null = null;
  return {
    start() {
      from ??= { time: now(), waited: batches.waitedMs };
    },
    share() {
      const time = from === null ? 0 : now() - from.time;
      return from === null || time <= 0 ? 0 : (batches.waitedMs - from.waited) / time;
    },
  };
}

async function iterate(
  plan: TrainingPlan,
  { trainer, batches, now, onStep }: TrainingParts,
  { iteration }: TrainingProgress,
): Promise<void> {
  const from = now();
  const batch = await named(`Iteration ${iteration + 1}`, null, () => batches.next());
  if (batch === null) throw new Error(`there is no batch for iteration ${iteration + 1}`);
  const rates = Object.fromEntries(
    plan.phases.map(({ name, schedule }) => [name, learningRate(schedule, iteration)]),
  );
  const scalars = Object.fromEntries(
    plan.phases.map(({ name, optimiser }) => [name, optimiser.rates(iteration, rates[name]!)]),
  );
  const reports = await named(`Iteration ${iteration + 1}`, batch, () =>
    trainer.iterate(batch.fields, scalars),
  );
  onStep({
    iteration: iteration + 1,
    epoch: batch.draws[0]!.epoch ?? 0,
    phases: Object.fromEntries(
      plan.phases.map(({ name }) => [name, { ...reports[name]!.metrics, learningRate: rates[name]! }]),
    ),
    milliseconds: now() - from,
  });
}

function isValidationDue(
  { validateEvery, iterations }: TrainingPlan,
  { validation, calibration }: TrainingParts,
  { iteration, validated }: TrainingProgress,
): boolean {
  const isTime = iteration % validateEvery === 0 || iteration === iterations;
  const isAsked = validation !== null || calibration !== undefined;
  return isAsked && iteration > 0 && isTime && validated !== iteration;
}

async function validate(
  { validateAverage }: TrainingPlan,
  { trainer, validation, calibration, pool, signal, onValidation }: TrainingParts,
  progress: TrainingProgress,
): Promise<TrainingProgress> {
  const { iteration } = progress;
  if (calibration !== undefined) {
    const options = { average: validateAverage, signal };
    await recalibrate(trainer, calibration.network, calibration.batches(iteration), options);
  }
  if (validation === null) return { ...progress, validated: iteration };
  const batches = validation();
  const reports: StepReport[] = [];
  for (let batch = await batches.next(); batch !== null; batch = await batches.next()) {
    throwIfAborted(signal);
    const { fields } = batch;
    reports.push(
      await named('Validation', batch, () => trainer.evaluate(fields, { average: validateAverage })),
    );
  }
  const means = meanMetrics(reports);
  const metrics = pool?.(means) ?? means;
  const loss = metrics.loss!;
  const isBest = loss < (progress.best?.loss ?? Number.POSITIVE_INFINITY);
  await onValidation({ iteration, metrics, isBest });
  return {
    iteration,
    validated: iteration,
    best: isBest ? { iteration, loss } : progress.best,
    sinceBest: isBest ? 0 : progress.sinceBest + 1,
  };
}

function meanMetrics(reports: readonly StepReport[]): Record<string, number> {
  const names = Object.keys(reports[0]!.metrics);
  const mean = (name: string): number =>
    reports.reduce((sum, { metrics }) => sum + metrics[name]!, 0) / reports.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)]));
}

/** Adds to an error where it happened and with which samples. */
async function named<T>(place: string, batch: Batch | null, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof CuestaError) || (error.code !== 'numeric' && error.code !== 'input')) throw error;
    const samples = batch?.draws.map(({ index }) => index).join(', ');
    const tail = samples === undefined ? '' : ` The batch holds samples ${samples}.`;
    throw new CuestaError(error.code, `${place}: ${error.message}${tail}`, {
      ...(error.hint === null ? {} : { hint: error.hint }),
      ...(error.subject === null ? {} : { subject: error.subject }),
      cause: error,
    });
  }
}
