import * as z from 'zod'
import { Instant } from '../time.ts'
import { REPORT_ACTS, type ReportAct } from './acts.ts'

/**
 * What happened to a report after its month had locked (D4): the outputs count these acts into their revision and print them. Accepting confirms what
 * stands, and an extension alone moves no figure until something is filed under it, so neither is noted; the filing is.
 */
export const AfterLock = z.object({
  at: Instant,
  act: z.enum(REPORT_ACTS as [ReportAct, ...ReportAct[]]),
  by: z.string(),
  why: z.string().nullable(),
})
export type AfterLock = z.infer<typeof AfterLock>

const CHANGES: readonly ReportAct[] = ['submit', 'sign-off', 'enter', 'withdraw', 'return', 'reopen']

/**
 * The list after an act. A filing gives no reason of its own: it carries that of the extension, return or reopening that let it in.
 * @param act.filed is the report filed before or after the act? Handing it to the unit's head changes no figure
 */
export const afterLockWith = (
  before: readonly AfterLock[],
  act: {
    act: ReportAct
    at: Instant
    by: string
    why: string | null
    locks: Instant
    filed: boolean
    let: string | null
  },
): AfterLock[] => {
  if (act.at < act.locks || !act.filed || !CHANGES.includes(act.act)) return [...before]
  return [...before, { at: act.at, act: act.act, by: act.by, why: act.why ?? act.let ?? before.at(-1)?.why ?? null }]
}
