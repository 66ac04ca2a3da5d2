/** Learning rate by step; plain data, so that it can stand in a configuration and in a checkpoint. */
export interface Schedule {
  /** The rate after the warm-up. */
  readonly rate: number;
  /** Steps in which the rate rises linearly: rate/warmup, 2 rate/warmup, …, rate. */
  readonly warmup?: number;
  /** The rate rises in steps instead: over the warm-up it is multiplied by `factor` after every `every` steps, the last time at its end. */
  readonly rise?: { readonly every: number; readonly factor: number } | undefined;
  /** What happens after the warm-up; constant when left out. */
  readonly decay?: Decay;
}

export type Decay =
  /** Times `factor` after every `every` steps. */
  | { readonly type: 'step'; readonly every: number; readonly factor: number }
  /** Half a cosine from `rate` to `final` over `steps`, constant afterwards (Loshchilov & Hutter 2017, eq. 5 without restarts). */
  | { readonly type: 'cosine'; readonly steps: number; readonly final?: number };

/** The learning rate of the update that follows `step` finished ones. Decays count their steps from the end of the warm-up. */
export function learningRate({ rate, warmup = 0, rise, decay }: Schedule, step: number): number {
  if (step < warmup) {
    return rise === undefined
      ? (rate * (step + 1)) / warmup
      : rate / rise.factor ** Math.ceil((warmup - step) / rise.every);
  }
  const t = step - warmup;
  switch (decay?.type) {
    case undefined:
      return rate;
    case 'step':
      return rate * decay.factor ** Math.floor(t / decay.every);
    case 'cosine': {
      const { steps, final = 0 } = decay;
      return final + ((rate - final) * (1 + Math.cos(Math.PI * Math.min(1, t / steps)))) / 2;
    }
  }
}
