import { monthNotes } from '../../../domain/output/marks.ts'
import { figuresText } from '../../../domain/output/words.ts'
import { DUTY_WORDS, planIn, taskOf } from '../../../domain/plan.ts'
import { ENTRY_WORDS } from '../../../domain/report/entry.ts'
import { STATE_WORDS } from '../../../domain/report/report.ts'
import { shanghai } from '../../../domain/time.ts'
import { columns, type TableKind } from './table.ts'

/** Every text of every filed report: one row per unit, month and task. */
export const entries: TableKind = {
  id: 'entries',
  words: '月报全部内容',
  says: '每个单位每月每项任务一行，所有填报文字',
  needs: 'output.download',
  columns: () =>
    columns({
      period: '报告期',
      unit: '单位',
      task: '任务编号',
      title: '任务',
      role: '责任类型',
      zero: ENTRY_WORDS.zero,
      status: ENTRY_WORDS.status,
      progress: `${ENTRY_WORDS.progress}（%）`,
      work: ENTRY_WORDS.work,
      problem: ENTRY_WORDS.problem,
      coordination: ENTRY_WORDS.coordination,
      next: ENTRY_WORDS.next,
      note: ENTRY_WORDS.note,
      reason: ENTRY_WORDS.reason,
      figures: ENTRY_WORDS.figures,
      state: '月报状态',
      filedAt: '提交时间',
      filedBy: '填报人',
      entered: '代录',
      acceptedBy: '审核人',
      selfAccepted: '自审',
      marks: '标注',
      attachments: '佐证材料',
    }),
  rows: async function* ({ plan, data: { year }, filed }) {
    const names = new Map(year.units.map((unit) => [unit.id, unit.name]))
    // A task stands in each month as it read then.
    const plans = new Map(year.periods.map(({ period }) => [period, planIn(plan, period)]))
    for await (const { head, entries: texts, attachments } of filed(year.periods.map(({ period }) => period))) {
      const standing = year.standings[head.unit]?.[head.period]
      for (const entry of texts) {
        const task = taskOf(plans.get(head.period) ?? plan, entry.task)
        const role = head.duties.find((duty) => duty.task === entry.task)?.role
        yield [
          head.period,
          names.get(head.unit) ?? head.unit,
          task?.label ?? String(entry.task),
          task?.title ?? '',
          role === undefined ? '' : DUTY_WORDS[role],
          entry.zero,
          entry.status,
          entry.progress,
          entry.work,
          entry.problem,
          entry.coordination,
          entry.next,
          entry.note,
          entry.reason,
          figuresText(entry, task),
          STATE_WORDS[head.state],
          head.filedAt && shanghai(head.filedAt),
          head.filedBy?.name ?? null,
          head.entered,
          head.acceptedBy?.name ?? null,
          head.selfAccepted,
          standing ? monthNotes(standing, head).join('；') : '',
          attachments.flatMap((one) => (one.task === entry.task ? [one.name] : [])).join('、'),
        ]
      }
    }
  },
}
