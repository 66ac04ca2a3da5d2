import type { JobContext } from '../../product/job-context.js';
import type { RasterCompareJob } from './plan-compare.node.js';
import type { CompareResult } from './result.js';

export async function writeRasterReport(
  _path: string,
  _job: RasterCompareJob,
  _result: CompareResult,
  _context: JobContext,
): Promise<void> {}
