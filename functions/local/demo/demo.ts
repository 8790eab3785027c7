import type { Outbox } from '../../../shared/adapter/files/outbox.ts'
import { CAPACITIES, CAPACITY_WORDS, type Person, ROLE_WORDS } from '../../../shared/domain/people.ts'
import { runsBetween } from '../../../shared/domain/reminder/lastRun.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { Services } from '../../compose.ts'
import type { Clock } from '../clock.ts'
import { samplePeople, sampleUnits } from '../sample/department.ts'

/** What the demo has and a bureau does not. */
export type Demo = {
  outbox: Pick<Outbox, 'list' | 'read'>
  /** Whom a visitor may sign in as, with what they are. */
  people: { id: string; name: string; what: string }[]
  /**
   * Moves the business clock. The daily reminder runs that would have come on the way are made; a clock that moves back makes none.
   * @returns how many runs were made and how many mails they sent
   */
  moveClock: (to: Instant) => Promise<{ runs: number; mails: number }>
}

/** No more daily runs than these are made up for one jump of the clock: a run catches up on those left out before it. */
const MOST_RUNS = 40

const whatIs = (person: Person): string => {
  const served = sampleUnits.flatMap((unit) =>
    CAPACITIES.filter((as) => unit[as] === person.id).map((as) => `${unit.name}${CAPACITY_WORDS[as]}`),
  )
  return [...person.roles.map((role) => ROLE_WORDS[role]), ...served].join('、')
}

export const createDemo = (services: Services, clock: Clock, outbox: Outbox): Demo => ({
  outbox,
  people: samplePeople.map((person) => ({ id: person.id, name: person.name, what: whatIs(person) })),
  moveClock: async (to) => {
    const from = clock.business()
    let mails = 0
    const runs = runsBetween(from, to).slice(-MOST_RUNS)
    for (const run of runs) {
      const summary = await services.reminders.run({ now: run, machine: clock.machine })
      mails += summary.sent
    }
    await clock.set(to)
    return { runs: runs.length, mails }
  },
})
