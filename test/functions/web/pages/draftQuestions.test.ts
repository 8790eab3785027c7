import { describe, expect, it } from 'vitest'
import { fieldOf, readAnswers, wordingsOf } from '../../../../functions/web/pages/draftQuestions.tsx'
import type { Form } from '../../../../functions/web/request.ts'
import { questionsOf } from '../../../../shared/domain/settlement.ts'
import { duty, planWith, unit } from '../../../domain/counting/scene.ts'

const units = [
  unit('office', 1, { name: '办公室' }),
  unit('relief', 2, { name: '救助处' }),
  unit('centre', 3, { name: '信息中心', class: '直属事业单位' }),
  unit('charity', 4, { name: '慈善总会', class: '社会组织' }),
]
const wildcard = { name: '相关处室', role: 'responsible' as const, wildcard: true }
const plan = planWith([duty('office', 1), duty('office', 2)], {
  1: {
    responsibility: {
      text: '（责任单位：办公室、相关处室）',
      parties: [{ ...wildcard, name: '办公室', wildcard: false }, wildcard],
    },
  },
})
const asked = (of: typeof plan) =>
  questionsOf(of, units).map((question) => ({ ...question, suggestion: [] as string[] }))
const questions = asked(plan)

const sent = (fields: Record<string, string[]>): Form => ({
  get: (name) => fields[name]?.at(-1) ?? '',
  all: (name) => fields[name] ?? [],
  has: (name) => name in fields,
  file: () => null,
  record: () => Object.fromEntries(Object.entries(fields).map(([name, all]) => [name, all.at(-1) ?? ''])),
  names: () => Object.keys(fields),
})

describe('the answers to a draft', () => {
  it('names the fields by task and place within it', () => {
    expect(questions.map((question) => fieldOf(question, questions))).toEqual(['q-1-1', 'q-2-1'])
  })
  it('takes the ticked units', () => {
    expect(readAnswers(questions, units, sent({ 'q-1-1-preset': ['pick'], 'q-1-1': ['relief', 'centre'] }))).toEqual([
      { task: 1, party: '相关处室', units: ['relief', 'centre'] },
    ])
  })
  it.each([
    ['divisions', ['office', 'relief']],
    ['institutions', ['office', 'relief', 'centre']],
  ])('the quick choice %s wins over ticks', (preset, expected) => {
    expect(readAnswers(questions, units, sent({ 'q-2-1-preset': [preset], 'q-2-1': ['charity'] }))).toEqual([
      { task: 2, party: null, units: expected },
    ])
  })
  it('an answer with nothing ticked is taken back; a question that was not on the form stays', () => {
    expect(readAnswers(questions, units, sent({ 'q-1-1-preset': ['pick'] }))).toEqual([
      { task: 1, party: '相关处室', units: [] },
    ])
  })
  it('never takes a unit that does not exist', () => {
    expect(readAnswers(questions, units, sent({ 'q-1-1': ['nobody'] }))[0]?.units).toEqual([])
  })
})

describe('one wording at several tasks', () => {
  const parties = { responsibility: { text: '（责任单位：相关处室）', parties: [wildcard] } }
  const many = asked(
    planWith([duty('office', 1), duty('office', 2), duty('office', 3)], { 1: parties, 2: parties, 3: parties }),
  )
  const [wording] = wordingsOf(many)
  const all = wording?.id ?? ''

  it('is asked once for all of them', () => {
    expect(wordingsOf(many).map((one) => one.questions.map(({ task }) => task.number))).toEqual([[1, 2, 3]])
    expect(wordingsOf(questions)).toEqual([])
  })
  it('settles every task; one that was answered apart keeps its own', () => {
    const answers = readAnswers(
      many,
      units,
      sent({
        [`${all}-preset`]: ['divisions'],
        'q-2-1-preset': ['pick'],
        'q-2-1': ['charity'],
        'q-3-1-preset': ['pick'],
      }),
    )
    expect(answers.map((answer) => answer.units)).toEqual([['office', 'relief'], ['charity'], ['office', 'relief']])
  })
  it('is not asked where it is answered already, or where last year’s answers differ', () => {
    const mixed = many.map((question, index) => ({ ...question, suggestion: index === 0 ? ['relief'] : [] }))
    expect(wordingsOf(mixed).map((one) => one.questions.length)).toEqual([2])
    expect(wordingsOf(many.map((question) => ({ ...question, units: ['office'] })))).toEqual([])
  })
})

describe('hundreds of units', () => {
  const crowd = Array.from({ length: 300 }, (_, index) => unit(`u-${index}`, index, { name: `第${index}处` }))
  const kept = questions.map((question) => ({ ...question, suggestion: crowd.slice(0, 250).map((one) => one.id) }))

  it('are written by name, or kept as they were suggested', () => {
    const named = readAnswers(kept, crowd, sent({ 'q-1-1-preset': ['pick'], 'q-1-1': ['第7处、第9处\n第7处'] }))
    expect(named[0]?.units).toEqual(['u-7', 'u-9'])
    expect(readAnswers(kept, crowd, sent({ 'q-1-1-preset': ['keep'] }))[0]?.units).toHaveLength(250)
    expect(() => readAnswers(kept, crowd, sent({ 'q-1-1-preset': ['pick'], 'q-1-1': ['第7处、不存在处'] }))).toThrow(
      expect.objectContaining({ code: 'input.invalid' }),
    )
  })
})
