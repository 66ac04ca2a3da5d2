import { CuestaError } from '../../core/errors.js';
import { canonicalJson } from '../../jobs/canonical-json.js';
import type { FlatValues } from './initial-state.js';

/**
 * A checkpoint is a safetensors file (https://github.com/huggingface/safetensors, "Format"): 8 bytes little-endian length of the
 * header, the header as JSON, the samples of all tensors without gaps. Other programs can read the tensors; what belongs to the
 * training stands in `__metadata__`: `cuesta` (see {@link CheckpointFacts}) and `sha256` over the facts and the samples.
 */
export interface Checkpoint extends CheckpointFacts {
  readonly tensors: FlatValues;
}

export interface CheckpointFacts {
  /** SHA-256 of what the checkpoint can be continued with: graphs, order of data, seed. */
  readonly training: string;
  /** The configuration in words, for messages and for people. Plain JSON. */
  readonly config: unknown;
  readonly progress: TrainingProgress;
  /** What computed it: with another device or number of threads the last bits come out differently. */
  readonly machine: { readonly device: string; readonly threads: number };
}

/** Where a training stands. With the seed, the iteration also fixes the order and the randomness of all data to come. */
export interface TrainingProgress {
  /** Finished iterations. */
  readonly iteration: number;
  /** Lowest validation loss so far and the iteration after which it was measured. */
  readonly best: { readonly iteration: number; readonly loss: number } | null;
  /** Validations since the best one. */
  readonly sinceBest: number;
  /** The iteration after which was validated last; 0 before the first time. */
  readonly validated: number;
}

export const initialProgress: TrainingProgress = { iteration: 0, best: null, sinceBest: 0, validated: 0 };

/** Digest of byte pieces in this order, hexadecimal. */
export type Sha256 = (...pieces: readonly Uint8Array[]) => string;

interface HeaderEntry {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Header and samples of a checkpoint file, to be written one after the other. */
export function encodeCheckpoint({ tensors, ...facts }: Checkpoint, sha256: Sha256): Uint8Array[] {
  const entries: Record<string, HeaderEntry> = {};
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const [name, values] of Object.entries(tensors)) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    entries[name] = {
      dtype: 'F32',
      shape: [values.length],
      data_offsets: [offset, offset + bytes.length],
    };
    pieces.push(bytes);
    offset += bytes.length;
  }
  const cuesta = canonicalJson(facts);
  const digest = sha256(utf8(canonicalJson(entries)), utf8(cuesta), ...pieces);
  const json = JSON.stringify({ __metadata__: { cuesta, sha256: digest }, ...entries });
  // The samples start at a multiple of eight bytes; the format lets spaces end the header.
  const header = utf8(json + ' '.repeat((8 - (utf8(json).length % 8)) % 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return [length, header, ...pieces];
}

/**
 * Reads the bytes of a checkpoint file; `path` names it in errors.
 *
 * @throws CuestaError `format` for files that are truncated, damaged or something else
 */
export function decodeCheckpoint(file: Uint8Array, path: string, sha256: Sha256): Checkpoint {
  const broken = (why: string, cause?: unknown): CuestaError =>
    new CuestaError('format', `${path} is not a usable checkpoint: ${why}.`, {
      subject: path,
      hint: 'Resume from another checkpoint of the run folder (last or best), or start anew.',
      ...(cause === undefined ? {} : { cause }),
    });
  if (file.length < 8) throw broken('it is truncated');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > 100_000_000) throw broken('it is no safetensors file');
  if (8 + length > file.length) throw broken('it is truncated');
  let header: { __metadata__?: { cuesta?: string; sha256?: string } };
  let facts: CheckpointFacts;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length)));
    facts = JSON.parse(header.__metadata__?.cuesta ?? 'null') as CheckpointFacts;
  } catch (cause) {
    throw broken('its header is damaged', cause);
  }
  if (typeof facts?.training !== 'string') throw broken('Cuesta has not written it');
  const { __metadata__: metadata, ...rest } = header;
  const entries = rest as Record<string, HeaderEntry>;
  const end = Math.max(0, ...Object.values(entries).map((entry) => entry.data_offsets?.[1] ?? 0));
  const samples = file.subarray(8 + length);
  if (samples.length < end) throw broken('it is truncated');
  const digest = sha256(utf8(canonicalJson(entries)), utf8(canonicalJson(facts)), samples);
  if (digest !== metadata?.sha256) throw broken('its checksum does not match, so it is damaged');
  const tensors = Object.fromEntries(
    Object.entries(entries).map(
      ([
        name,
        {
          data_offsets: [from, to],
        },
      ]) => {
        // A copy: `slice` of a Node buffer would be a view.
        return [name, new Float32Array(new Uint8Array(samples.subarray(from, to)).buffer)];
      },
    ),
  );
  return { ...facts, tensors };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * A checkpoint can be continued only by the training that wrote it.
 *
 * @throws CuestaError `config` that names what differs in the configuration
 */
export function checkSameTraining(
  checkpoint: CheckpointFacts,
  expected: Pick<CheckpointFacts, 'training' | 'config'>,
  path: string,
): void {
  if (checkpoint.training === expected.training) return;
  const differing = differences(checkpoint.config, expected.config, '');
  const what =
    differing.length === 0
      ? 'another version of the network'
      : `another configuration (${differing.join('; ')})`;
  throw new CuestaError('config', `${path} belongs to ${what}.`, {
    subject: path,
    hint: 'Resume with the configuration that the run was started with, or choose another run folder.',
  });
}

/** `path: old -> new` for leaves that differ, at most five. */
function differences(before: unknown, after: unknown, place: string): string[] {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys
      .flatMap((key) => differences(before[key], after[key], place === '' ? key : `${place}.${key}`))
      .slice(0, 5);
  }
  const [a, b] = [before, after].map((value) => (value === undefined ? 'absent' : canonicalJson(value)));
  return a === b ? [] : [`${place}: ${shortened(a!)} there, ${shortened(b!)} here`];
}

const LONGEST = 100;

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
