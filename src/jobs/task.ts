/**
 * The contract between a job and the code that does its work. Jobs know nothing about what tasks compute.
 */

/** One unit of work: plain JSON that any worker, now or after a crash, turns into the same bytes. */
export interface Task<P> {
  /** From `taskId`: 32 hex digits, unique in its job. */
  readonly id: string;
  readonly params: P;
  /** How messages name the task, e.g. `tile (3, 4)`; its id when absent. */
  readonly label?: string;
}

export interface TaskOutput<V> {
  /** Plain JSON without NaN or infinity: it is kept in the journal. */
  readonly value: V;
  /** Bytes to keep on disk until the job's result has been used. */
  readonly artifact?: Uint8Array;
}

/** Owns what tasks of one worker share: open inputs, compute back end, caches. */
export interface TaskRunner<P, V> {
  /** The signal aborts when the run is cancelled or another task failed; a runner that ignores it is terminated. */
  run(params: P, signal: AbortSignal): Promise<TaskOutput<V>>;
  close(): Promise<void>;
}

/**
 * What a worker module exports. `shared` reaches every worker once, by structured clone; a `SharedArrayBuffer` in it
 * is shared, not copied.
 */
export interface TaskModule<S, P, V> {
  createTaskRunner(shared: S): Promise<TaskRunner<P, V>>;
}

/** Size and SHA-256 (hex) of an artifact. */
export interface Stamp {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Artifact extends Stamp {
  readonly path: string;
}

export interface TaskResult<V> {
  readonly id: string;
  readonly value: V;
  readonly artifact: Artifact | null;
  /** Whether it comes from an earlier, interrupted run. */
  readonly reused: boolean;
}
