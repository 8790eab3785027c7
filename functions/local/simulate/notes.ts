import { appendFileSync } from 'node:fs'
import { type Instant, shanghai } from '../../../shared/domain/time.ts'
import { samplePeople, sampleUnits } from '../sample/department.ts'
import type { Posted } from './door.ts'

/** `events.jsonl` of the fixed interface (design.md): what an eyewitness would note, one line per act in order of time. */

export type Note = { act: string; unit?: string; period?: string; outcome: string } & Record<string, unknown>

const roleOf = (id: string): string => {
  if (id === 'system') return 'system'
  const person = samplePeople.find((one) => one.id === id)
  if (person?.roles[0]) return person.roles[0]
  for (const unit of sampleUnits) {
    if (unit.coordinator === id) return 'coordinator'
    if (unit.standIn === id) return 'stand-in'
    if (unit.head === id) return 'head'
  }
  return 'coordinator'
}

export type Notes = {
  note: (actor: string, event: Note) => void
  noteMails: (mails: readonly Posted[]) => void
  counts: { events: number; mails: number }
}

/** @param now the business time of whatever is noted */
export const openNotes = (file: string, now: () => Instant): Notes => {
  const counts = { events: 0, mails: 0 }
  const note = (actor: string, { act, unit, period, outcome, ...more }: Note): void => {
    counts.events++
    const line = {
      at: shanghai(now()),
      actor,
      role: roleOf(actor),
      act,
      ...(unit ? { unit } : {}),
      ...(period ? { period } : {}),
      outcome,
      ...more,
    }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  }
  return {
    note,
    noteMails: (mails) => {
      for (const { to, person, rule, messageId, outcome, items } of mails) {
        counts.mails++
        note('system', {
          act: 'mail',
          outcome: outcome === 'sent' ? 'ok' : outcome,
          to,
          person,
          rule,
          messageId,
          items: items.map((item) => ({ ...item, due: shanghai(item.due) })),
        })
      }
    },
    counts,
  }
}
