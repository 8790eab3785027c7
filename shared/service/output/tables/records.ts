import { chainOf, type HistoryRecord } from '../../../domain/history.ts'
import { LINE_WORDS } from '../../../domain/reminder/ledger.ts'
import { DEFAULT_REMINDERS } from '../../../domain/reminder/rules.ts'
import { ACTS } from '../../../domain/report/acts.ts'
import { STATE_WORDS } from '../../../domain/report/report.ts'
import { shanghai } from '../../../domain/time.ts'
import { keys } from '../../keys.ts'
import { createOutputRecords } from '../records.ts'
import { columns, type TableKind } from './table.ts'

/** What was done: the history of reports, of reminders, of outputs, and what changed after the lock. */

const actInWords = (act: string): string => (act in ACTS ? ACTS[act as keyof typeof ACTS].words : act)
const stateInWords = (state: string): string =>
  state in STATE_WORDS ? STATE_WORDS[state as keyof typeof STATE_WORDS] : state

/** Histories read at once. */
const ABREAST = 25

export const history: TableKind = {
  id: 'history',
  words: '办理记录',
  says: '每份月报从提交到审核的每一步：谁、什么时候、从什么状态到什么状态、理由',
  needs: 'output.download',
  columns: () =>
    columns({
      period: '报告期',
      unit: '单位',
      at: '时间',
      by: '谁',
      role: '身份',
      act: '做了什么',
      from: '原状态',
      to: '新状态',
      why: '理由',
      record: '记录',
    }),
  rows: async function* ({ with: { chains }, data, step, cutOff }) {
    const names = new Map(data.year.units.map((unit) => [unit.id, unit.name]))
    const heads = data.reports.filter((head) => head.current !== null)
    for (let from = 0; from < heads.length; from += ABREAST) {
      const some = await Promise.all(
        heads.slice(from, from + ABREAST).map(async (head) => {
          const records = await chains.records(keys.report(head.plan, head.period, head.unit))
          return { head, lines: chainOf(head, records).filter((record) => record.at <= cutOff) }
        }),
      )
      for (const { head, lines } of some)
        for (const record of lines) yield [head.period, names.get(head.unit) ?? head.unit, ...lineOf(record)]
      await step('读办理记录', Math.min(from + ABREAST, heads.length), heads.length)
    }
  },
}

const lineOf = (record: HistoryRecord) => [
  shanghai(record.at),
  record.by.name,
  record.by.role,
  actInWords(record.act),
  stateInWords(record.from),
  stateInWords(record.to),
  record.why,
  record.id,
]

const RULES = new Map(DEFAULT_REMINDERS.map((rule) => [rule.id, rule.words]))

export const reminders: TableKind = {
  id: 'reminders',
  words: '催报台账',
  says: '每一条提醒：依据哪条规则、发给谁、结果',
  needs: 'reminder.read',
  columns: () =>
    columns({
      period: '报告期',
      unit: '单位',
      rule: '依据',
      due: '日期',
      person: '发给',
      state: '结果',
      at: '时间',
      reason: '说明',
      messageId: '邮件编号',
    }),
  rows: async function* ({ with: { cells }, plan, data, cutOff }) {
    const units = new Map(data.year.units.map((unit) => [unit.id, unit.name]))
    const people = new Map(data.people.map((person) => [person.id, person.name]))
    for (const { period } of data.year.periods)
      for (const { value: line } of await cells.list(keys.ledger(plan.id, period)))
        if (line.at <= cutOff)
          yield [
            period,
            units.get(line.unit) ?? line.unit,
            RULES.get(line.rule) ?? line.rule,
            line.due,
            people.get(line.person) ?? line.person,
            LINE_WORDS[line.state],
            shanghai(line.at),
            line.reason,
            line.messageId,
          ]
  },
}

export const outputRecords: TableKind = {
  id: 'output-records',
  words: '下载登记',
  says: '每次下载：谁、什么时候、哪一份、数据截至、版次、SHA-256',
  needs: 'output.download',
  columns: () =>
    columns({
      at: '时间',
      by: '谁',
      kind: '种类',
      period: '报告期',
      file: '文件',
      dataCutOff: '文件数据截至',
      fileRevision: '文件版次',
      size: '字节',
      sha256: 'SHA-256',
    }),
  rows: async function* ({ with: deps, plan, cutOff }) {
    // What is recorded at this very moment is this file itself, or came with it.
    for (const record of await createOutputRecords(deps).recordsOf(plan.id))
      if (record.at < cutOff)
        yield [
          shanghai(record.at),
          record.by.name,
          record.kind,
          record.period,
          record.fileName,
          shanghai(record.cutOff),
          record.revision,
          record.size,
          record.sha256,
        ]
  },
}

export const changes: TableKind = {
  id: 'changes',
  words: '修订说明',
  says: '锁定以后的每一项改动',
  needs: 'output.download',
  columns: () => columns({ at: '时间', period: '报告期', unit: '单位', act: '锁定后办理', by: '办理人', why: '理由' }),
  rows: async function* ({ revision }) {
    for (const { at, period, unitName, words, by, why } of revision.changes)
      yield [shanghai(at), period, unitName, words, by, why]
  },
}
