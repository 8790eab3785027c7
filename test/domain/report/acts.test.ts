import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PERMISSIONS } from '../../../shared/domain/permission.ts'
import { ACTS, REPORT_ACTS, type ReportAct, stateAfter } from '../../../shared/domain/report/acts.ts'
import { type ReportState, STATES } from '../../../shared/domain/report/report.ts'

/** The report's life as the design tells it: act → from → to. What does not stand here is refused. */
const LIFE: Record<ReportAct, Partial<Record<ReportState, ReportState>>> = {
  save: { draft: 'draft', returned: 'returned' },
  submit: { draft: 'submitted', returned: 'submitted' },
  'sign-off': { 'awaiting-sign-off': 'submitted' },
  decline: { 'awaiting-sign-off': 'draft' },
  withdraw: { 'awaiting-sign-off': 'draft', submitted: 'draft' },
  accept: { submitted: 'accepted' },
  return: { submitted: 'returned' },
  reopen: { accepted: 'returned' },
  enter: { draft: 'submitted', returned: 'submitted' },
  extend: { draft: 'draft', returned: 'returned', 'awaiting-sign-off': 'awaiting-sign-off' },
}

describe('the report’s life', () => {
  for (const state of STATES)
    for (const act of REPORT_ACTS) {
      const to = LIFE[act][state]
      it(to === undefined ? `${state}: ${act} is refused` : `${state}: ${act} makes it ${to}`, () => {
        expect(stateAfter(state, act)).toBe(to ?? null)
      })
    }

  it('where the head signs off, a submission waits for the signature, and nothing else differs', () => {
    for (const state of STATES)
      for (const act of REPORT_ACTS) {
        const plain = stateAfter(state, act)
        expect(stateAfter(state, act, true)).toBe(act === 'submit' && plain !== null ? 'awaiting-sign-off' : plain)
      }
  })

  it('has no act beside these', () => {
    expect([...REPORT_ACTS].sort()).toEqual(Object.keys(LIFE).sort())
  })

  it('asks a reason of every act that goes against somebody or past a date', () => {
    const reasoned = REPORT_ACTS.filter((act) => ACTS[act].reason)
    expect(reasoned.sort()).toEqual(['decline', 'enter', 'extend', 'reopen', 'return'])
  })

  it('what a unit does is bound to the open time, what the office does only to the publication', () => {
    const open = REPORT_ACTS.filter((act) => ACTS[act].while === 'open')
    expect(open.sort()).toEqual(['decline', 'save', 'sign-off', 'submit', 'withdraw'])
  })

  it('asks permissions that the catalogue knows', () => {
    for (const act of REPORT_ACTS) expect(PERMISSIONS).toContain(ACTS[act].needs)
  })

  it('every path from a draft stays in the table; accepted is reached through submitted only and left by reopening only', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...REPORT_ACTS), { maxLength: 30 }), fc.boolean(), (acts, signOff) => {
        let state: ReportState = 'draft'
        for (const act of acts) {
          const next = stateAfter(state, act, signOff)
          if (next === null) continue
          expect(STATES).toContain(next)
          if (next === 'accepted') expect([state, act]).toEqual(['submitted', 'accept'])
          if (state === 'accepted') expect([act, next]).toEqual(['reopen', 'returned'])
          state = next
        }
      }),
      { numRuns: 2000 },
    )
  })
})
