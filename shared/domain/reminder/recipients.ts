import type { Person, Unit } from '../people.ts'
import type { Addressee } from './rules.ts'

/** Whom a mail goes to, and why it came. */
export type Recipient = { person: Person; mail: string }

/** In the place of a person's id where there is nobody with an address; no slug begins with a hyphen. */
export const NOBODY: Record<Addressee, string> = { coordinator: '-coordinator', head: '-head', office: '-office' }

const reachable = (people: ReadonlyMap<string, Person>, id: string | null): Recipient[] => {
  const person = id === null ? undefined : people.get(id)
  return person && !person.removed && person.mail !== null ? [{ person, mail: person.mail }] : []
}

/**
 * Who gets the mail of a unit: the coordinator, or the stand-in where there is none or it has no address; the head; the office.
 * An empty answer means the line cannot be delivered and is shown to the office.
 */
export const recipientsOf = (
  unit: Pick<Unit, 'coordinator' | 'standIn' | 'head'>,
  people: ReadonlyMap<string, Person>,
  to: Addressee,
): Recipient[] => {
  if (to === 'head') return reachable(people, unit.head)
  if (to === 'coordinator')
    return [...reachable(people, unit.coordinator), ...reachable(people, unit.standIn)].slice(0, 1)
  return [...people.values()]
    .filter((person) => person.roles.includes('office'))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((person) => reachable(people, person.id))
}
