import type { Person, Unit } from '../people.ts'
import type { Addressee } from './rules.ts'

/** Whom a mail goes to: a person, or a unit's shared mailbox under an id of its own. */
export type Recipient = { person: Pick<Person, 'id' | 'name'>; mail: string }

/** In the place of a person's id where there is nobody with an address; no slug begins with a hyphen. */
export const NOBODY: Record<Addressee, string> = {
  coordinator: '-coordinator',
  head: '-head',
  signer: '-head',
  office: '-office',
}

/** As the office reads it in the ledger. */
export const NOBODY_WORDS: Record<string, string> = {
  '-coordinator': '没有可用的协调员邮箱',
  '-head': '没有可用的负责人邮箱',
  '-office': '没有可用的法规处邮箱',
}

const MAILBOX = '-mailbox-'
/** The id of a unit's shared mailbox, in the place of a person's. */
export const mailboxOf = (unit: string): string => `${MAILBOX}${unit}`
/** The unit whose shared mailbox it is; null for a person. */
export const mailboxUnit = (person: string): string | null =>
  person.startsWith(MAILBOX) ? person.slice(MAILBOX.length) : null

const reachable = (people: ReadonlyMap<string, Person>, id: string | null): Recipient[] => {
  const person = id === null ? undefined : people.get(id)
  return person && !person.removed && person.mail !== null ? [{ person, mail: person.mail }] : []
}

export type Reached = Pick<Unit, 'id' | 'name' | 'coordinator' | 'standIn' | 'head' | 'standInHead' | 'mailbox'>

/**
 * Who gets the mail of a unit: the coordinator, or the stand-in where there is none or it has no address, or the unit's shared mailbox; the head;
 * who may sign; the office. An empty answer means the line cannot be delivered and is shown to the office.
 */
export const recipientsOf = (
  unit: Reached,
  people: ReadonlyMap<string, Person>,
  to: Addressee,
  office: readonly Person[] = officeOf(people),
): Recipient[] => {
  switch (to) {
    case 'head':
      return reachable(people, unit.head)
    case 'signer':
      return [...reachable(people, unit.head), ...reachable(people, unit.standInHead)]
    case 'coordinator':
      return [
        ...reachable(people, unit.coordinator),
        ...reachable(people, unit.standIn),
        ...(unit.mailbox === null ? [] : [{ person: { id: mailboxOf(unit.id), name: unit.name }, mail: unit.mailbox }]),
      ].slice(0, 1)
    case 'office':
      return office.flatMap((person) => reachable(people, person.id))
  }
}

/** Everybody of the office, in the order of their ids. */
export const officeOf = (people: ReadonlyMap<string, Person>): Person[] =>
  [...people.values()]
    .filter((person) => !person.removed && person.roles.includes('office'))
    .sort((a, b) => (a.id < b.id ? -1 : 1))

/** Who is copied on the mail that goes to a unit's coordinator: the shared mailbox and the addresses that the unit wants. */
export const copiesOf = ({ mailbox, cc }: Pick<Unit, 'mailbox' | 'cc'>): string[] => [
  ...new Set([...(mailbox === null ? [] : [mailbox]), ...cc]),
]
