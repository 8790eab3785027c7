import { CAPACITIES, CAPACITY_WORDS, ROLE_WORDS } from '../../../domain/people.ts'
import { DUTY_WORDS, taskOf } from '../../../domain/plan.ts'
import { columns, type TableKind } from './table.ts'

/** Who and what the plan is about. */

export const duties: TableKind = {
  id: 'plan',
  words: '任务和分工',
  says: '每项任务由谁承担一行，带任务原文、时限和量化目标',
  needs: 'output.download',
  columns: () =>
    columns({
      task: '任务编号',
      title: '任务',
      text: '任务原文',
      group: '环境',
      deadlines: '完成时限',
      targets: '量化目标',
      unit: '单位',
      role: '责任类型',
      from: '从',
      to: '到',
    }),
  rows: async function* ({ data: { plan, year } }) {
    const names = new Map(year.units.map((unit) => [unit.id, unit.name]))
    for (const duty of plan.duties) {
      const task = taskOf(plan, duty.task)
      yield [
        task?.label ?? String(duty.task),
        task?.title ?? '',
        task?.text ?? '',
        task?.group == null ? null : (plan.groups[task.group]?.title ?? null),
        task?.deadlines.map((deadline) => deadline.date).join('、') ?? '',
        task?.targets.map((target) => target.text).join('、') ?? '',
        names.get(duty.unit) ?? duty.unit,
        DUTY_WORDS[duty.role],
        duty.from,
        duty.to,
      ]
    }
  },
}

export const people: TableKind = {
  id: 'people',
  words: '单位和人员',
  says: '每个人在每个单位的身份一行，没有人的单位也列出',
  needs: 'people.read',
  columns: () =>
    columns({
      unit: '单位',
      fullName: '单位全称',
      class: '类别',
      from: '单位从',
      to: '单位到',
      capacity: '身份',
      name: '姓名',
      mail: '邮箱',
      phone: '电话',
      removed: '已停用',
    }),
  rows: async function* ({ data }) {
    const persons = new Map(data.people.map((person) => [person.id, person]))
    for (const unit of data.year.units) {
      const about = [unit.name, unit.fullName, unit.class, unit.from, unit.to]
      const served = CAPACITIES.flatMap((as) => {
        const person = unit[as] === null ? undefined : persons.get(unit[as])
        return person ? [[CAPACITY_WORDS[as], person.name, person.mail, person.phone, person.removed]] : []
      })
      for (const line of served.length > 0 ? served : [['', '', null, '', false]]) yield [...about, ...line]
    }
    for (const person of data.people)
      for (const role of person.roles)
        yield ['', '', '', null, null, ROLE_WORDS[role], person.name, person.mail, person.phone, person.removed]
  },
}
