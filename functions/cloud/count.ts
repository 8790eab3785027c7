import { type Count, metricLine } from '../metrics.ts'

/** Counts into the function's log, from which CloudWatch reads them. */
export const openCount =
  (stage: string): Count =>
  (metric, value = 1, kind) => {
    process.stdout.write(`${metricLine(stage, Date.now(), { metric, value, kind })}\n`)
  }
