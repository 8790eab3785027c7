import { describe, expect, it } from 'vitest'
import { Unit } from '../../shared/domain/people.ts'
import type { Party, Task } from '../../shared/domain/plan.ts'
import {
  carriedOver,
  dutiesFrom,
  questionsOf,
  suggestionFor,
  unitNamed,
  unitsAt,
  unowned,
} from '../../shared/domain/settlement.ts'

const unit = (id: string, name: string, order: number, aliases: string[] = []) =>
  Unit.parse({ id, name, order, aliases, class: '处室' })
const units = [unit('bangongshi', '办公室', 1), unit('jiuzhu', '救助处', 2, ['社会救助处']), unit('fuli', '福利处', 3)]
const task = (number: number, parties: Party[] | null): Task => ({
  number,
  label: String(number),
  group: null,
  title: `任务${number}`,
  text: '',
  responsibility: parties === null ? null : { text: '', parties },
  deadlines: [],
  targets: [],
  line: number,
  addedFrom: null,
  cancelledFrom: null,
  wordings: [],
})
const named = (name: string, role: Party['role'] = 'responsible'): Party => ({ name, role, wildcard: false })
const wildcard: Party = { name: '相关处室', role: 'responsible', wildcard: true }

describe('settling who owes what', () => {
  it('takes names and aliases of units as they are, and asks about everything else', () => {
    const plan = {
      tasks: [task(1, [named('社会救助处')]), task(2, [wildcard]), task(3, null), task(4, [named('信息处')])],
      settlements: [],
    }
    expect(questionsOf(plan, units).map(({ task, kind }) => [task.number, kind])).toEqual([
      [2, 'wildcard'],
      [3, 'nobody'],
      [4, 'unknown'],
    ])
    expect(dutiesFrom(plan, units)).toEqual([{ unit: 'jiuzhu', task: 1, role: 'responsible', from: null, to: null }])
    expect(unowned(plan, units).map(({ number }) => number)).toEqual([2, 3, 4])
  })

  it('gives a unit reached by name and by wildcard one duty, with the stronger role', () => {
    const plan = {
      tasks: [task(14, [named('办公室', 'lead'), wildcard])],
      settlements: [{ task: 14, party: '相关处室', units: ['fuli', 'bangongshi'] }],
    }
    expect(dutiesFrom(plan, units).map(({ unit, role }) => [unit, role])).toEqual([
      ['bangongshi', 'lead'],
      ['fuli', 'wildcard'],
    ])
    expect(unowned(plan, units)).toEqual([])
  })

  it('offers what was answered before, for the same task first, and only units that still exist', () => {
    const plan = { tasks: [task(2, [wildcard])], settlements: [] }
    const earlier = {
      tasks: [task(7, null), { ...task(9, null), title: '任务2' }],
      settlements: [
        { task: 9, party: '相关处室', units: ['fuli', 'abolished'] },
        { task: 7, party: '相关处室', units: ['jiuzhu'] },
      ],
    }
    const [question] = questionsOf(plan, units)
    if (!question) throw new Error('no question')
    expect(suggestionFor(question, earlier, units)).toEqual(['fuli'])
    expect(suggestionFor({ ...question, task: task(3, [wildcard]) }, earlier, units)).toEqual(['jiuzhu'])
    expect(suggestionFor(question, null, units)).toEqual([])
  })
})

describe('the next year', () => {
  const merged = [
    ...units,
    { ...unit('jiuzai', '救灾处', 4), to: '2019-06-30', successors: ['fuli'] },
    { ...unit('fenzhi', '分支处', 5), to: '2019-08-31', successors: ['jiuzhu', 'bangongshi'] },
  ]

  it('a notice that still names a merged unit means who carries its tasks on; a split one is asked about', () => {
    const there = unitsAt(merged, '2020-03')
    expect(there.map((one) => one.id)).toEqual(['bangongshi', 'jiuzhu', 'fuli'])
    expect(unitNamed('救灾处', there)?.id).toBe('fuli')
    expect(unitNamed('分支处', there)).toBeNull()
    expect(unitNamed('救灾处', unitsAt(merged, '2019-06'))?.id).toBe('jiuzai')
  })

  it('last year’s answers name today’s units', () => {
    const answers = [{ task: 1, party: '相关处室', units: ['jiuzai', 'fuli', 'fenzhi', 'gone'] }]
    expect(carriedOver(answers, merged, '2020-03')).toEqual([
      { task: 1, party: '相关处室', units: ['fuli', 'jiuzhu', 'bangongshi'] },
    ])
  })
})
