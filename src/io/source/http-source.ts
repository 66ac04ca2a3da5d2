import { CuestaError, throwIfAborted } from '../../core/errors.js';
import type { ByteSource } from './byte-source.js';
import { cacheChunks } from './chunk-cache.js';

export interface HttpOptions {
  /** Sent with every request, e.g. `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** First wait before a failed request is repeated, in milliseconds; doubles every time. */
  readonly retryDelayMs?: number;
}

/** Requests made for one range before giving up. */
const ATTEMPTS = 4;

/**
 * A file on a web server, read by HTTP range requests (RFC 9110, section 14). Network failures, 429 and 5xx are
 * repeated with growing waits; a server that ignores `Range` is refused, for it would send the whole file each time.
 */
export function httpSource(url: string, options: HttpOptions = {}): ByteSource {
  let total: number | null | undefined;

  const fetchRange = async (offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> => {
    if (length === 0 || (total != null && offset >= total)) return new Uint8Array(0);
    for (let attempt = 1; ; attempt++) {
      const answer = await requestRange(url, offset, length, options, signal);
      if ('bytes' in answer) {
        total ??= answer.total;
        return answer.bytes;
      }
      if (!answer.retry || attempt === ATTEMPTS) throw answer.error;
      await wait((options.retryDelayMs ?? 250) * 2 ** (attempt - 1), signal);
    }
  };
  const read = cacheChunks(fetchRange);

  return {
    name: url,
    async size(signal) {
      if (total === undefined) await read(0, 1, signal);
      return total ?? null;
    },
    read,
    close: async () => {},
  };
}

type Answer =
  | { readonly bytes: Uint8Array; readonly total: number | null }
  | { readonly error: CuestaError; readonly retry: boolean };

async function requestRange(
  url: string,
  offset: number,
  length: number,
  options: HttpOptions,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  throwIfAborted(signal);
  try {
    const response = await fetch(url, {
      headers: { ...options.headers, Range: `bytes=${offset}-${offset + length - 1}` },
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.status === 206) {
      return { bytes: new Uint8Array(await response.arrayBuffer()), total: totalSize(response) };
    }
    await response.body?.cancel();
    if (response.status === 416) return { bytes: new Uint8Array(0), total: totalSize(response) };
    return refusal(url, response.status);
  } catch (cause) {
    throwIfAborted(signal);
    const reason = (cause as Error).cause ?? cause;
    const error = new CuestaError('io', `Cannot read ${url}: ${String(reason)}.`, {
      subject: url,
      cause,
      hint: 'Check the address and the network (in a browser also the CORS headers of the server).',
    });
    return { error, retry: true };
  }
}

/** Size after the slash of `Content-Range: bytes 0-99/1234`; null for `*`. */
function totalSize(response: Response): number | null {
  const match = /\/(\d+)\s*$/.exec(response.headers.get('content-range') ?? '');
  return match === null ? null : Number(match[1]);
}

function refusal(url: string, status: number): Answer {
  if (status === 200) {
    const error = new CuestaError('io', `The server of ${url} does not support range requests.`, {
      subject: url,
      hint: 'Download the file and open the copy.',
    });
    return { error, retry: false };
  }
  const error = new CuestaError('io', `The server refused ${url} with HTTP status ${status}.`, {
    subject: url,
    hint:
      status < 500
        ? 'Check the address and the access rights.'
        : 'The server is in trouble: try again later.',
  });
  return { error, retry: status >= 500 || status === 429 };
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      try {
        throwIfAborted(signal);
        resolve();
      } catch (error) {
        reject(error);
      }
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
  });
}
