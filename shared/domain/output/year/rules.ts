import { groupName, RANKING_WORDS, RULE_FIELDS, ruleAt } from '../../evaluation/ruleFields.ts'
import type { RuleSet } from '../../evaluation/rules.ts'
import { type Book, cell, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { gradeFrom, gradeName, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import type { YearScene } from './YearScene.ts'

const HEADS = ['项目', '规则', '数值', '说明', '公式里的名称']
const VALUE_COLUMN = 'C'

/** One rule: what it is about, its words, its number, what the number means, and the name that formulas use (none where the workbook cannot follow a change). */
type Line = [item: string, rule: string, value: number | string, means: string, name: string | null]

const linesOf = (rules: RuleSet): Line[] =>
  RULE_FIELDS.map(({ path, group, words, means, name }) => [
    groupName(rules, group),
    words,
    ruleAt(rules, path) ?? '',
    means,
    name,
  ])

/** 规则: every number that scores, ranks and grades stand on, each cell named. They may be changed; the other sheets follow. */
export const rulesSheet = ({ year, evaluation }: YearScene): { sheet: Sheet; names: Book['names'] } => {
  const { rules } = evaluation
  const names: Book['names'] = []
  const rows: Row[] = [
    ...heading(
      `${year.plan.year}年度评价规则`,
      `${year.plan.title}　　数据截至${cutOffInWords(year.cutOff)}　　浅黄色单元格可以改，改后各表分数、名次和等次随之重算`,
      HEADS.length,
    ),
    headRow(HEADS),
  ]
  const add = ([item, rule, value, means, name]: Line): void => {
    if (name) names.push({ name, sheet: YEAR_SHEETS.rules, cell: `${VALUE_COLUMN}${rows.length + 1}` })
    rows.push(
      row(
        cell(item, 'centre'),
        cell(rule, 'text'),
        cell(value, typeof value === 'number' ? 'score' : 'centre', name ? { input: true, tone: 'input' } : {}),
        cell(means, 'text'),
        cell(name ?? '', 'centre'),
      ),
    )
  }
  for (const line of linesOf(rules)) add(line)
  rules.grades.forEach((grade, index) => {
    const last = index === rules.grades.length - 1
    add(['等次', `第${index + 1}等的名称`, grade.name, '评分表、排名表用这个名称', gradeName(index + 1)])
    add([
      '等次',
      `第${index + 1}等的最低分`,
      grade.from,
      last ? '其余都归这一等' : '总分达到这个数的归这一等',
      gradeFrom(index + 1),
    ])
  })
  add([
    '排名',
    '范围',
    RANKING_WORDS[rules.ranking],
    '比总分，再比未报少、迟报少；都相同的并列，下一名顺延。范围不随本格改动',
    null,
  ])
  rows.push(
    ...notes(
      [
        '总分＝各项得分之和×100÷适用项的满分，再加减分，限在0–100分；每项、折算得分和总分都保留两位小数，四舍五入。没有得分的项不计入，满分里也不含。',
        '工作表没有设密码。保护是为了防止误改，需要时可以撤销。',
      ],
      HEADS.length,
    ),
  )
  return {
    names,
    sheet: {
      name: YEAR_SHEETS.rules,
      columns: [
        { min: 12, max: 14 },
        { min: 30, max: 34 },
        { min: 12, max: 12 },
        { min: 60, max: 70 },
        { min: 20, max: 22 },
      ],
      rows,
      frozen: { rows: 3, columns: 0 },
      repeat: { from: 1, to: 3 },
      locked: true,
      tall: false,
    },
  }
}
