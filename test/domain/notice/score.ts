import { parseNotice } from '../../../shared/domain/notice/parseNotice.ts'
import type { HeldOut } from './heldOut.ts'

export const partyText = (party: { name: string; role: string; wildcard: boolean }): string =>
  `${party.role.charAt(0)}${party.wildcard ? '*' : ''}:${party.name}`

export interface Score {
  task: number
  party: number
  misses: string[]
}

/** F1 of tasks (by number and order of repetition) and of parties (task, name, role, wildcard) over a set of notices. */
export const score = (set: HeldOut[]): Score => {
  const counts = { task: [0, 0, 0], party: [0, 0, 0] }
  const misses: string[] = []
  const compare = (key: 'task' | 'party', name: string, expected: string[], found: string[]): void => {
    const left = [...found]
    let hits = 0
    for (const one of expected) {
      const at = left.indexOf(one)
      if (at < 0) {
        misses.push(`${name} − ${key} ${one}`)
        continue
      }
      left.splice(at, 1)
      hits++
    }
    for (const one of left) misses.push(`${name} + ${key} ${one}`)
    counts[key][0] = (counts[key][0] ?? 0) + hits
    counts[key][1] = (counts[key][1] ?? 0) + expected.length
    counts[key][2] = (counts[key][2] ?? 0) + found.length
  }
  for (const notice of set) {
    const parsed = parseNotice(notice.text)
    const keyed = <T>(tasks: T[], number: (task: T) => number): [string, T][] =>
      tasks.map((task, i) => [
        `${number(task)}·${tasks.slice(0, i).filter((before) => number(before) === number(task)).length}`,
        task,
      ])
    const expected = keyed(notice.tasks, ([number]) => number)
    const found = keyed(parsed.tasks, ({ number }) => number)
    compare(
      'task',
      notice.name,
      expected.map(([key]) => key),
      found.map(([key]) => key),
    )
    compare(
      'party',
      notice.name,
      expected.flatMap(([key, [, parties]]) =>
        parties === '' ? [] : parties.split(' / ').map((party) => `${key} ${party}`),
      ),
      found.flatMap(([key, { responsibility }]) =>
        (responsibility?.parties ?? []).map((party) => `${key} ${partyText(party)}`),
      ),
    )
    if (parsed.groups.length !== notice.groups)
      misses.push(`${notice.name}: groups ${parsed.groups.length}, expected ${notice.groups}`)
    if (notice.title !== undefined && parsed.title !== notice.title)
      misses.push(`${notice.name}: title ${parsed.title}`)
    if (notice.phases !== undefined) {
      const phases = parsed.phases.map(({ name, start, end }) => `${name} ${start} ${end}`)
      if (phases.join() !== notice.phases.join()) misses.push(`${notice.name}: phases ${phases.join()}`)
    }
  }
  const f1 = ([hits = 0, expected = 0, found = 0]: number[]): number =>
    expected + found === 0 ? 1 : (2 * hits) / (expected + found)
  return { task: f1(counts.task), party: f1(counts.party), misses }
}
