import { paths } from '../../../../shared/domain/paths.ts'
import type { Period } from '../../../../shared/domain/time.ts'
import type { Performers } from './deed.ts'

/** What is downloaded during the year. */

export type OutputDeed = { act: 'download'; period: Period }

export const outputs: Performers<OutputDeed> = {
  download: async ({ actor, period }, hands) => {
    for (const kind of ['summary', 'bulletin']) await hands.download(actor, paths.monthOutput(hands.plan, period, kind))
  },
}
