import type { Who } from '../domain/history.ts'
import type { Actor } from '../domain/people.ts'
import { CAPACITY_WORDS, ROLE_WORDS } from '../domain/people.ts'
import { may, type Permission, type Subject } from '../domain/permission.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Instant } from '../domain/time.ts'
import type { Cells, Chains, Chance } from './ports.ts'

/** What every service stands on. */
export type Deps = { chains: Chains; cells: Cells; chance: Chance }

/** Who acts, and when the request arrived (business time, taken once). */
export type Call = { actor: Actor; now: Instant }

/** @throws Refusal access.forbidden */
export const permit = (actor: Actor, permission: Permission, subject: Subject = {}): void => {
  if (!may(actor, permission, subject)) throw new Refusal('access.forbidden', {})
}

/** @throws Refusal reason.missing */
export const reasonGiven = (why: string): string => {
  const reason = why.trim()
  if (reason === '') throw new Refusal('reason.missing', {})
  return reason
}

/** The person as history writes them down: with the capacity they act in for this unit, or their role. */
export const whoOf = ({ person, serves }: Actor, unit?: string): Who => {
  const served = serves.find((one) => one.unit === unit)
  const role = person.roles[0]
  return {
    id: person.id,
    name: person.name,
    role: served ? CAPACITY_WORDS[served.as] : role ? ROLE_WORDS[role] : '',
    unit: person.unit,
  }
}
