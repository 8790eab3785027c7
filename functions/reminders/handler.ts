import type { Context } from 'aws-lambda'
import { isRunDue } from '../../shared/domain/reminder/lastRun.ts'
import { addMinutes } from '../../shared/domain/time.ts'
import { keys } from '../../shared/service/keys.ts'
import type { RunSummary } from '../../shared/service/remind.ts'
import { openCloud } from '../cloud/openCloud.ts'
import { readCloudSettings } from '../settings.ts'

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
): Promise<RunSummary | { due: false }> => {
  const { services, clocks } = house
  const now = clocks.business()
  const machine = clocks.machine()
  const last = (await services.cells.get(keys.lastRun))?.value ?? null
  if (!isRunDue(last, now, machine)) return { due: false }
  const until = addMinutes(machine, context.getRemainingTimeInMillis() / 60_000 - MARGIN_MINUTES)
  return services.reminders.run({ now, machine: clocks.machine, until })
}
