import type { Datum } from '../../adjust/observations.js';
import { CuestaError } from '../../core/errors.js';
import { type BlockScene, sceneName } from './block.js';
import type { AdjustConfig } from './config.js';

/** What fixes the block, in height and in plan. */
export interface BlockDatum {
  readonly height: Datum;
  /** Laser points place no scene: with them alone the block keeps its place, but for what slopes say in the height adjustment. */
  readonly plan: Datum;
}

/**
 * The datum that the options name. Throws `config` when they name none, contradict each other or fix a scene that is not part
 * of the block.
 */
export function chooseDatum(config: AdjustConfig, scenes: readonly BlockScene[]): BlockDatum {
  const { control, reference, fix, free } = config;
  if (free && (fix !== undefined || control !== undefined || reference !== undefined)) {
    throw new CuestaError('config', '--free contradicts --fix, --control and --reference.', {
      subject: '--free',
      hint: 'A free adjustment has no datum: leave --free out, or the others.',
    });
  }
  if (free) return { height: { kind: 'free' }, plan: { kind: 'free' } };
  if (fix !== undefined) {
    const fixed: Datum = { kind: 'fixed', scenes: fix.map((name) => sceneToFix(name, scenes)) };
    return { height: fixed, plan: fixed };
  }
  if (control === undefined && reference === undefined) {
    throw new CuestaError('config', 'Nothing says where the block belongs: it has no datum.', {
      subject: '--control',
      hint: 'Give --control FILE.csv, --reference DEM.tif, --fix SCENE to keep one as it is, or --free.',
    });
  }
  return {
    height: { kind: control === undefined ? 'reference' : 'control' },
    plan: { kind: reference === undefined ? 'free' : 'reference' },
  };
}

/** Whether heights of the reference take part in the adjustment: where nothing else decides, or beside control if asked for. */
export function comparesReference({
  control,
  reference,
  fix,
  free,
  referenceHeights,
}: AdjustConfig): boolean {
  if (reference === undefined || free) return false;
  return referenceHeights || (control === undefined && fix === undefined);
}

/** Throws `no-overlap` when nothing but ties could link the scenes, and no two of them overlap. */
export function requireLinks(
  scenes: readonly BlockScene[],
  overlaps: readonly unknown[],
  config: AdjustConfig,
): void {
  if (overlaps.length > 0 || config.control !== undefined || comparesReference(config)) return;
  const names = scenes.map(({ id }) => id).join(', ');
  throw new CuestaError('no-overlap', `No two scenes overlap enough to be tied: ${names}.`, {
    subject: scenes[0]!.path,
    hint: 'Scenes without ties can only be placed by --control or --reference.',
  });
}

function sceneToFix(name: string, scenes: readonly BlockScene[]): string {
  const found = scenes.find(({ id, path }) => id === name || path === name || id === sceneName(name));
  if (found !== undefined) return found.id;
  throw new CuestaError('config', `The scene to fix, ${name}, is not part of the block.`, {
    subject: '--fix',
    hint: `Name one of: ${scenes.map(({ id }) => id).join(', ')}.`,
  });
}
