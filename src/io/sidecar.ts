import type { DType } from '../core/band.js';
import type { Authority, Crs, Ellipsoid, VerticalDatum } from '../core/crs.js';
import type { GeoTransform } from '../core/geo-transform.js';
import type { Grid } from '../core/georef.js';

/** Values that JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A file by its content. */
export interface SidecarFile {
  readonly path: string;
  readonly sha256: string;
  /** Null where only a URL is known. */
  readonly bytes: number | null;
}

/** What whoever made a product says about it. */
export interface SidecarFacts {
  readonly tool: { readonly name: string; readonly version: string };
  readonly command: string;
  readonly config: JsonValue;
  readonly product: SidecarFile;
  readonly inputs: readonly SidecarFile[];
  readonly grid: Grid;
  readonly bands: number;
  readonly dtype: DType;
  readonly nodata: number | null;
  readonly unit: string | null;
  readonly metrics: { readonly [key: string]: JsonValue };
  readonly seed: number | null;
  readonly backend: string;
  readonly threads: number;
  readonly warnings: readonly string[];
}

/** How and where a run went: the only part that differs between runs of the same command. */
export interface SidecarRun {
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly ended: string;
  readonly seconds: number;
  /** Largest resident memory of the process, its workers included. */
  readonly peakMemoryBytes: number;
  readonly backend: string;
  readonly threads: number;
  readonly hardware: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
    readonly runtime: string;
  };
}

export interface SidecarCrs {
  readonly name: string;
  readonly authority: string | null;
  readonly kind: Crs['kind'];
  readonly proj: string;
  readonly body: string;
  readonly datum: string;
  readonly ellipsoid: Ellipsoid;
  readonly verticalDatum: string;
}

/** The JSON beside a product. */
export interface Sidecar extends Omit<SidecarFacts, 'grid' | 'nodata' | 'backend' | 'threads'> {
  readonly grid: {
    readonly width: number;
    readonly height: number;
    /** `[a, b, c, d, e, f]`: x = a*col + b*row + c, y = d*col + e*row + f; pixel corners. */
    readonly transform: GeoTransform;
    readonly crs: SidecarCrs;
  };
  /** `"nan"` stands for NaN, which JSON lacks. */
  readonly nodata: number | 'nan' | null;
  readonly run: SidecarRun;
}

/** `dem.json` for `dem.tif`. */
export function sidecarPath(product: string): string {
  return `${product.replace(/\.tiff?$/i, '')}.json`;
}

export function sidecarOf(facts: SidecarFacts, run: Omit<SidecarRun, 'backend' | 'threads'>): Sidecar {
  const { grid, nodata, backend, threads, ...rest } = facts;
  const { width, height, transform, crs } = grid;
  return {
    ...rest,
    grid: { width, height, transform, crs: crsFacts(crs) },
    nodata: Number.isNaN(nodata) ? 'nan' : nodata,
    run: { ...run, backend, threads },
  };
}

function crsFacts({ name, authority, kind, proj, body, datum, ellipsoid, vertical }: Crs): SidecarCrs {
  return {
    name,
    authority: authorityText(authority),
    kind,
    proj,
    body: body.name,
    datum,
    ellipsoid,
    verticalDatum: verticalText(vertical),
  };
}

function authorityText(authority: Authority | null): string | null {
  return authority === null ? null : `${authority.name}:${authority.code}`;
}

function verticalText(vertical: VerticalDatum): string {
  return vertical.kind === 'geoid' ? `geoid ${vertical.name}` : vertical.kind;
}
