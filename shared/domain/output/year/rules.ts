import type { RuleSet } from '../../evaluation/rules.ts'
import { type Book, cell, type Row, row, type Sheet } from '../book.ts'
import { heading, headRow, notes } from '../frame.ts'
import { gradeFrom, gradeName, RULE, YEAR_SHEETS } from '../vocabulary.ts'
import { cutOffInWords } from '../words.ts'
import type { YearScene } from './YearScene.ts'

const HEADS = ['项目', '规则', '数值', '说明', '公式里的名称']
const VALUE_COLUMN = 'C'

/** One rule: what it is about, its words, its number, what the number means, and the name that formulas use (none where the workbook cannot follow a change). */
type Line = [item: string, rule: string, value: number | string, means: string, name: string | null]

const itemLines = ({ items }: RuleSet): Line[] => {
  const { kickoff, completion, timeliness, quality, lookback, overall } = items
  const [month = 0, day = 0] = kickoff.by.split('-').map(Number)
  return [
    [kickoff.name, '满分', kickoff.max, '各项得分之和，不超过这个数；没有收集的不计', RULE.kickoff],
    [kickoff.name, '明确工作协调员', kickoff.coordinator, '“原始数据”第三部分“明确协调员”为1', RULE.coordinator],
    [
      kickoff.name,
      '按时报送措施、流程、时间表',
      kickoff.filed,
      `${month}月${day}日以前报齐；这个日期不随本表改动`,
      RULE.filed,
    ],
    [kickoff.name, '迟报措施、流程、时间表', kickoff.filedLate, `${month}月${day}日以后报齐`, RULE.filedLate],
    [completion.name, '满分', completion.max, '满分×（权重×完成值之和）÷（权重之和）', RULE.completion],
    [completion.name, '权重：牵头单位', completion.weights.lead, '责任类型为牵头单位的任务', RULE.lead],
    [completion.name, '权重：责任单位', completion.weights.responsible, '责任类型为责任单位的任务', RULE.responsible],
    [completion.name, '权重：配合单位', completion.weights.support, '责任类型为配合单位的任务', RULE.support],
    [
      completion.name,
      '权重：相关单位',
      completion.weights.wildcard,
      '通知写“相关处室、事业单位”，由法规处定下的单位',
      RULE.wildcard,
    ],
    [completion.name, '完成值：已核验销号', completion.values.verified, '法规处已核验销号', RULE.verified],
    [completion.name, '完成值：已完成', completion.values.已完成, '单位报“已完成”，还没有核验', RULE.done],
    [
      completion.name,
      '完成值：进度超前',
      completion.values.进度超前,
      '零报告沿用此前的状态；申请调整按此前的状态计',
      RULE.ahead,
    ],
    [completion.name, '完成值：按计划推进', completion.values.按计划推进, '同上', RULE.onPlan],
    [completion.name, '完成值：滞后，最多', completion.values.滞后, '取累计进度÷100，不超过这个数', RULE.behind],
    [completion.name, '完成值：停顿', completion.values.停顿, '从来没有填报过的任务，完成值为0', RULE.stalled],
    [completion.name, '完成值：未启动', completion.values.未启动, '同上', RULE.notStarted],
    [timeliness.name, '满分', timeliness.max, '满分减各项扣分，最低0分；按时的零报告不扣分', RULE.timeliness],
    [timeliness.name, '迟报每次扣', timeliness.late, '截止以后、锁定以前报送', RULE.late],
    [timeliness.name, '漏报每次扣', timeliness.madeUp, '锁定时没有收到，以后经延期补报', RULE.madeUp],
    [timeliness.name, '未报每次扣', timeliness.missing, '应报而没有收到', RULE.missing],
    [quality.name, '满分', quality.max, '满分减各项扣分，最低0分', RULE.quality],
    [quality.name, '因本单位原因退回，每次扣', quality.returned, '退回时由法规处勾选原因', RULE.returned],
    [quality.name, '差错每处扣', quality.error, '人工记录，写明理由和是哪份月报', RULE.error],
    [quality.name, '无实质内容每处扣', quality.hollow, '人工记录，写明理由和是哪份月报', RULE.hollow],
    [lookback.name, '满分', lookback.max, '各项得分之和，不超过这个数；没有收集的不计', RULE.lookback],
    [lookback.name, '按时自查', lookback.onTime, '“原始数据”第三部分“自查”为“按时”', RULE.selfCheck],
    [lookback.name, '问题整改率乘以', lookback.remedied, '已整改÷发现问题；没有问题的整改率按1计', RULE.remedied],
    [overall.name, '满分', overall.max, '人工评分，写明理由；没有录入的不计', RULE.overall],
  ]
}

const bonusLines = ({ bonus }: RuleSet): Line[] => {
  return [
    [bonus.name, '合计不超过（正负）', bonus.within, '灯号减分和人工加减分合计，限在这个数以内', RULE.within],
    [
      bonus.name,
      '红灯每项减',
      bonus.red,
      '最近一个到期报告期是红灯的任务；只看牵头单位，没有牵头的看责任单位',
      RULE.red,
    ],
    [
      bonus.name,
      '连续黄灯每项减',
      bonus.yellow,
      `最近${bonus.yellowPeriods}个到期报告期都是黄灯的任务；期数不随本表改动`,
      RULE.yellow,
    ],
    [bonus.name, '省级以上表扬加', bonus.praised, '人工记录，写明文件', RULE.praised],
    [bonus.name, '工作创新加', bonus.innovation, '人工记录，写明文件', RULE.innovation],
    [bonus.name, '弄虚作假减', bonus.falseReport, '人工记录，写明理由和是哪份月报', RULE.falseReport],
    [bonus.name, '弄虚作假的最高等次', bonus.falseReportGrade, '有弄虚作假的，等次不高于这一等', RULE.cap],
  ]
}

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
  for (const line of [...itemLines(rules), ...bonusLines(rules)]) add(line)
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
    rules.ranking === 'class' ? '按类别' : '不分类别',
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
