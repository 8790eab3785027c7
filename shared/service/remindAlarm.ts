import { alarmWords } from '../domain/mail/alarm.ts'
import { mailHeaders, messageIdOf } from '../domain/mail/envelope.ts'
import { runIsOverdue } from '../domain/reminder/lastRun.ts'
import { ALARM, type LedgerLine } from '../domain/reminder/ledger.ts'
import { dateOf, type Instant, periodOf } from '../domain/time.ts'
import { afterDelivery, handOver } from './keptMail.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'
import type { Cells, Chance, Mailer } from './ports.ts'
import type { SentMail } from './remind.ts'

/** In the place of plan and unit where a line speaks of the service itself. */
export const SYSTEM = '-'

type AlarmDeps = {
  cells: Cells
  chance: Pick<Chance, 'hash'>
  load: Load
  mailer: Mailer
  publicUrl: string
  sample: boolean
}

/** No run for 26 hours (M3): told to the administrators by mail, once a day, with a line in the ledger. The machine's clock and calendar count here. */
export const createAlarm = ({ cells, chance, load, mailer, publicUrl, sample }: AlarmDeps) => ({
  /**
   * Told by the timer of one machine, after it has tried to make the run. On AWS the alarm is the cloud's own.
   * @param given.now business time, for the date of the mail
   */
  alarm: async (given: { now: Instant; machine: Instant }): Promise<SentMail[]> => {
    const { now, machine } = given
    const last = (await cells.get(keys.lastRun))?.value ?? null
    if (!runIsOverdue(last, machine)) return []
    const administrators = (await load.people()).filter(
      ({ roles, removed, mail }) => roles.includes('administrator') && !removed && mail !== null,
    )
    const sent = administrators.map(async (person): Promise<SentMail[]> => {
      const key = { plan: SYSTEM, period: periodOf(machine), unit: SYSTEM, rule: ALARM, due: dateOf(machine) }
      const blank: LedgerLine = {
        ...{ ...key, person: person.id, about: '', state: 'claimed', falls: machine, at: now },
        ...{ mail: null, messageId: null, into: null, reason: null, by: null, tries: 0, next: null },
      }
      const ref = keys.ledgerLine(blank)
      const known = await cells.get(ref)
      const due = known?.value.state === 'failed' && (known.value.next === null || known.value.next <= machine)
      if (known && !due) return []
      const messageId = messageIdOf(
        ALARM,
        chance.hash(`${publicUrl} ${ALARM} ${dateOf(machine)} ${person.id}`),
        new URL(publicUrl).hostname,
      )
      const words = alarmWords({ publicUrl, to: person, last: last?.machine ?? null, sample })
      const to = person.mail ?? ''
      const delivery = await handOver(mailer, {
        to: { name: person.name, mail: to },
        ...{ ...words, messageId, headers: mailHeaders([ALARM], [], []), at: now },
      })
      const line: LedgerLine = { ...blank, ...afterDelivery(delivery, known?.value.tries ?? 0, machine), messageId }
      await cells.put(ref, line, known?.version ?? 0)
      const { outcome, detail } = delivery
      return [
        {
          ...{ at: now, to, person: person.id, rule: ALARM, messageId, outcome, detail, items: [], units: [] },
          ...{ periods: [], subject: words.subject },
        },
      ]
    })
    return (await Promise.all(sent)).flat()
  },
})
