import type { Context } from 'aws-lambda'
import { addMinutes } from '../../shared/domain/time.ts'
import type { RunSummary } from '../../shared/service/remind.ts'
import { openCloud } from '../cloud/openCloud.ts'
import { readCloudSettings } from '../settings.ts'
import { logLine } from '../web/log.ts'

/**
 * The reminder run on AWS, woken by EventBridge Scheduler: at the daily hour, and some times after it, as one machine looks every minute. Whether a
 * run is due is asked of the ledger's own record, so a run that was missed, stopped for want of time, or left mails unsent is taken up by the next
 * waking. Two runs at once are harmless: the ledger gives each line to one of them.
 */

/** Minutes before the function's end at which a run hands on: longer than one mail may take. */
const MARGIN_MINUTES = 1

const house = await openCloud(readCloudSettings(process.env))

export const handler = async (
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<RunSummary | null> => {
  const { services, clocks } = house
  const until = addMinutes(clocks.machine(), context.getRemainingTimeInMillis() / 60_000 - MARGIN_MINUTES)
  const summary = await services.reminders.runIfDue({ now: clocks.business(), machine: clocks.machine, until })
  if (!summary) return null
  logLine({ level: 'info', event: 'reminder run', ...summary })
  // What a run hands on comes first; the next waking sweeps.
  if (!summary.again) await services.evidence.sweep(clocks.machine())
  return summary
}
