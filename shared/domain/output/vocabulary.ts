/**
 * The words of the workbooks: sheets, columns and marks, one place for writing and for reading. A column's place is its place in its list, so
 * a formula and a head can never disagree.
 */

export const MONTH_SHEETS = {
  summary: '汇总表',
  filing: '报送情况',
  problems: '问题与协调事项',
  zero: '零报告清单',
  ledger: '台账',
  /** One sheet per unit: 报表·救助处. */
  form: '报表',
} as const

export const formSheet = (unit: string): string => `${MONTH_SHEETS.form}·${unit}`

export const YEAR_SHEETS = {
  scores: '评分表',
  deductions: '扣分明细',
  ranking: '排名表',
  tasks: '任务完成情况',
  matrix: '报送矩阵',
  lookback: '回头看',
  rules: '规则',
  raw: '原始数据',
} as const

/** Columns in their order: key → head. */
type Columns = Record<string, string>
/** Found once a list: the formulas of a large workbook ask a million times. */
const places = new WeakMap<Columns, ReadonlyMap<string, number>>()
/** 1 for the first column. */
export const place = <C extends Columns>(columns: C, key: keyof C): number => {
  const known = places.get(columns) ?? new Map(Object.keys(columns).map((one, index) => [one, index + 1]))
  places.set(columns, known)
  return known.get(String(key)) ?? 0
}

/** Raw data, first block: a row per unit and period. */
export const RAW_REPORTS = {
  number: '序号',
  unit: '单位',
  period: '报告期',
  expected: '应报',
  reported: '已报',
  onTime: '按时',
  late: '迟报',
  madeUp: '漏报',
  missing: '未报',
  zero: '零报告',
  returned: '退回次数',
  returnsByUnit: '单位原因退回',
  marks: '状态和标注',
  due: '截止时间',
  filedAt: '报送时间',
  filedBy: '填报人',
  acceptedBy: '审核人',
} as const

/** Raw data, second block: a row per unit and task. */
export const RAW_DUTIES = {
  number: '序号',
  unit: '单位',
  task: '任务',
  role: '责任类型',
  counted: '计分',
  status: '计分状态',
  progress: '累计进度',
  verified: '核验销号',
  red: '红灯',
  yellow: '连续黄灯',
  weight: '权重',
  value: '完成值',
  title: '工作任务',
  note: '说明',
  weighted: '权重×完成值',
  latest: '最近有进展的月报',
  light: '灯',
} as const

/** Raw data, fifth block: a row per entry of a reported report. */
export const RAW_ENTRIES = {
  number: '序号',
  unit: '单位',
  period: '报告期',
  role: '责任类型',
  task: '任务',
  status: '进展状态',
  progress: '累计进度',
  zero: '零报告',
  hasProblem: '有问题',
  hasMeasure: '有措施',
  revision: '第几次报送',
  figures: '量化目标',
  work: '本月工作进展情况',
  problem: '存在问题',
  coordination: '需协调解决事项',
  next: '下一步工作措施',
  note: '备注／零报告理由',
} as const

/** Raw data, third block: a row per unit with what else its score stands on. Its values may be filled in or changed. */
export const RAW_FACTS = {
  number: '序号',
  unit: '单位',
  coordinator: '明确协调员',
  kickoff: '启动材料',
  selfCheck: '自查',
  problems: '发现问题',
  remedied: '已整改',
  overall: '综合评价',
  note: '综合评价的理由',
} as const
/** The words of 启动材料 and 自查 by which formulas decide. */
export const FILED = { onTime: '按时', late: '迟报', none: '没有报送' } as const

/** Raw data, fourth block: a row per manual mark, and empty rows for more. `count` may be changed: 0 takes the mark away. */
export const RAW_MARKS = {
  number: '序号',
  unit: '单位',
  period: '报告期',
  kind: '项目',
  count: '计数',
  task: '任务',
  reason: '理由',
  record: '依据',
  at: '记录时间',
  by: '记录人',
} as const
/** Empty rows kept under the marks. */
export const SPARE_MARKS = 10

export const ZERO = '零报告'
export const YES = '是'
export const NONE = '—'
export const LATE = '迟报'
export const MADE_UP = '漏报补报'
export const SELF_ACCEPTED = '自审'
export const ENTERED = '代录'
export const EXTENDED = '延期'
export const REOPENED = '重新打开'
export const REVISED = '修订'
const ASSUMED = '示例'

/** Marks after a unit's name where the unit is not named in the notice but assumed. */
export const unitLabel = (unit: { name: string; assumed: boolean }): string =>
  unit.assumed ? `${unit.name}（${ASSUMED}）` : unit.name

/** Named cells of the sheet 规则, by which formulas speak. `grade(1)` is the best grade. */
export const RULE = {
  kickoff: '满分_组织启动',
  completion: '满分_任务完成',
  timeliness: '满分_报送及时',
  quality: '满分_报送质量',
  lookback: '满分_回头看',
  overall: '满分_综合评价',
  lead: '权重_牵头单位',
  responsible: '权重_责任单位',
  support: '权重_配合单位',
  wildcard: '权重_相关单位',
  verified: '值_核验销号',
  done: '值_已完成',
  ahead: '值_进度超前',
  onPlan: '值_按计划推进',
  behind: '值_滞后上限',
  stalled: '值_停顿',
  notStarted: '值_未启动',
  late: '扣_迟报',
  madeUp: '扣_漏报',
  missing: '扣_未报',
  returned: '扣_退回',
  error: '扣_差错',
  hollow: '扣_无实质内容',
  coordinator: '分_明确协调员',
  filed: '分_按时启动',
  filedLate: '分_迟报启动',
  selfCheck: '分_按时自查',
  remedied: '分_问题整改',
  praised: '加_省级以上表扬',
  innovation: '加_工作创新',
  falseReport: '减_弄虚作假',
  cap: '弄虚作假最高等次',
  within: '加减分上限',
  red: '减_红灯',
  yellow: '减_连续黄灯',
} as const
export const gradeFrom = (rank: number): string => `等次线_${rank}`
export const gradeName = (rank: number): string => `等次名_${rank}`

/** 评分表. The items stand between; their heads are the rules' own names. */
export const SCORES = {
  number: '序号',
  unit: '单位',
  class: '类别',
  kickoff: '组织启动',
  completion: '任务完成',
  timeliness: '报送及时',
  quality: '报送质量',
  lookback: '回头看',
  overall: '综合评价',
  sum: '各项合计',
  applicable: '适用满分',
  scaled: '折算得分',
  lights: '灯号减分',
  manual: '人工加减分',
  bonus: '加减分',
  total: '总分',
  rank: '名次',
  grade: '等次',
  expected: '应报',
  missing: '未报',
  late: '迟报',
  position: '排位',
  note: '说明',
} as const

/** 扣分明细, first block: a row per unit. Deductions are positive, what is added or taken by 加减分 is signed. */
export const DEDUCTIONS = {
  number: '序号',
  unit: '单位',
  expected: '应报',
  late: '迟报次数',
  madeUp: '漏报次数',
  missing: '未报次数',
  timeliness: '报送及时扣分',
  returned: '单位原因退回次数',
  error: '差错处数',
  hollow: '无实质内容处数',
  quality: '报送质量扣分',
  red: '红灯任务数',
  yellow: '连续黄灯任务数',
  lights: '灯号减分',
  praised: '表扬次数',
  innovation: '创新次数',
  falseReport: '弄虚作假次数',
  manual: '人工加减分',
} as const

/** 扣分明细, second block: a row per record that gave or cost points. */
export const POINT_LINES = {
  number: '序号',
  unit: '单位',
  item: '项目',
  what: '事由',
  period: '报告期',
  task: '任务',
  count: '次数',
  each: '每次分值',
  points: '得失分',
  source: '出处',
} as const

/** 排名表. */
export const RANKING = {
  position: '序号',
  rank: '名次',
  unit: '单位',
  kickoff: '组织启动',
  completion: '任务完成',
  timeliness: '报送及时',
  quality: '报送质量',
  lookback: '回头看',
  overall: '综合评价',
  scaled: '折算得分',
  bonus: '加减分',
  total: '总分',
  grade: '等次',
  missing: '未报',
  late: '迟报',
} as const

/** 任务完成情况, second block: a row per unit and task, leading from the score to the raw data. */
export const DUTY_SCORES = {
  number: '序号',
  unit: '单位',
  task: '工作任务',
  role: '责任类型',
  status: '最近状态',
  progress: '累计进度\n（%）',
  from: '出自',
  weight: '权重',
  value: '完成值',
  weighted: '权重×完成值',
  points: '得分',
  lost: '失分',
} as const
