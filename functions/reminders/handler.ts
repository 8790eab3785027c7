import { openCloud } from '../cloud/openCloud.ts'
import { readCloudSettings } from '../settings.ts'

/** The daily run on AWS, woken by EventBridge Scheduler. Two runs at once are harmless: the ledger gives each line to one of them. */

const house = await openCloud(readCloudSettings(process.env))

export const handler = async (): Promise<{ mails: number; lines: number }> => {
  const summary = await house.services.reminders.run({ now: house.clocks.business(), machine: house.clocks.machine })
  await house.settled()
  return { mails: summary.mails.length, lines: summary.lines.length }
}
