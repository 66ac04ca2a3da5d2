/** How far a job is, and for how much longer it will run. */
export interface ProgressReport {
  readonly done: number;
  readonly total: number;
  /** Part of `done` that comes from an earlier run. */
  readonly reused: number;
  /** 0 to 1; 1 for a job without tasks. */
  readonly fraction: number;
  /** Tasks per second, reused ones not counted; null as long as it is unknown. */
  readonly ratePerSecond: number | null;
  /** Seconds to go at that rate; null as long as it is unknown. */
  readonly etaSeconds: number | null;
}

/** Turns counts into reports. Times are milliseconds of any monotonic clock, so that this stays pure. */
export interface ProgressTracker {
  update(counts: { readonly done: number; readonly reused: number }, nowMs: number): ProgressReport;
  /** For a ticking display: without news the rate falls and the time to go grows. */
  report(nowMs: number): ProgressReport;
}

/** The rate is that of the last {@link WINDOW_MS}, or of the last {@link MIN_SAMPLES} tasks where those take longer. */
const WINDOW_MS = 30_000;
const MIN_SAMPLES = 8;

export function createProgressTracker(total: number, startMs: number): ProgressTracker {
  let samples = [{ timeMs: startMs, computed: 0 }];
  let done = 0;
  let reused = 0;

  const report = (nowMs: number): ProgressReport => {
    const oldest = samples[0];
    const computed = done - reused - oldest.computed;
    const seconds = (nowMs - oldest.timeMs) / 1000;
    const rate = computed > 0 && seconds > 0 ? computed / seconds : null;
    const left = total - done;
    return {
      done,
      total,
      reused,
      fraction: total === 0 ? 1 : done / total,
      ratePerSecond: rate,
      etaSeconds: left === 0 ? 0 : rate === null ? null : left / rate,
    };
  };

  return {
    report,
    update: (counts, nowMs) => {
      ({ done, reused } = counts);
      const sample = { timeMs: nowMs, computed: done - reused };
      // Time spent on checking reused tasks says nothing about the others: the clock starts after it.
      if (sample.computed === 0) samples = [sample];
      else samples.push(sample);
      while (samples.length > MIN_SAMPLES && samples[0].timeMs < nowMs - WINDOW_MS) samples.shift();
      return report(nowMs);
    },
  };
}
