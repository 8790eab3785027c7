import { addMinutes, type Instant } from '../../../shared/domain/time.ts'
import type { Dice } from '../sample/texts.ts'
import type { Deed } from './deeds/deed.ts'

/** The head's part in a unit's month: a signature after each submission; now and then one is declined first. */

const MINUTES = { read: 12, correct: 40 }

const isSubmission = (deed: Deed): deed is Extract<Deed, { act: 'submit' | 'submit-zero' }> =>
  deed.act === 'submit' || deed.act === 'submit-zero'

/**
 * A unit's month → the same with its head in it.
 * @param plain nothing out of the ordinary happens in this month: a decline may
 */
export const signed = (deeds: readonly Deed[], head: string, plain: boolean, roll: Dice): Deed[] => {
  const declines = plain && roll() < 0.4
  return deeds.flatMap((deed, index): Deed[] => {
    if (!isSubmission(deed)) return [deed]
    const { unit, period } = deed
    // A submission that the form refuses is sent again soon: there is nothing to sign in between.
    const again = deeds.slice(index + 1).find(isSubmission)
    if (again && again.at <= addMinutes(deed.at, 30)) return [deed]
    const sign = (at: Instant): Deed => ({ act: 'sign-off', actor: head, unit, period, at })
    if (!declines) return [deed, sign(addMinutes(deed.at, MINUTES.read))]
    const corrected = addMinutes(deed.at, MINUTES.correct)
    return [
      deed,
      { act: 'decline', actor: head, unit, period, at: addMinutes(deed.at, MINUTES.read), why: '数字请再核一遍。' },
      { ...deed, at: corrected },
      sign(addMinutes(corrected, MINUTES.read)),
    ]
  })
}
