import { RULE } from '../output/vocabulary.ts'
import type { ItemKey, RuleSet } from './rules.ts'

/**
 * Every number of a rule set with its meaning beside it: one list for the page on which the office edits it, for the workbook's sheet 规则, and for
 * saying what changed between two rule sets. Grades are a list of their own.
 */
export type RuleField = {
  /** Where it stands in the rule set: items.completion.weights.lead. Also its name in the form. */
  path: string
  group: ItemKey | 'bonus'
  words: string
  means: string
  /** `share` is 0–1, `points` 0–100, `periods` 1–12, `day` a month and day, `grade` a grade's name. */
  kind: 'points' | 'share' | 'periods' | 'day' | 'grade'
  /** The named cell by which the workbook's formulas speak of it; null where the workbook cannot follow a change. */
  name: string | null
}

type Told = [path: string, words: string, means: string, name: string | null, kind?: RuleField['kind']]
const fields = (group: RuleField['group'], told: readonly Told[]): RuleField[] =>
  told.map(([path, words, means, name, kind = 'points']) => ({
    path: group === 'bonus' ? `bonus.${path}` : `items.${group}.${path}`,
    ...{ group, words, means, name, kind },
  }))

export const RULE_FIELDS: readonly RuleField[] = [
  ...fields('kickoff', [
    ['max', '满分', '各项得分之和，不超过这个数；没有收集的不计', RULE.kickoff],
    ['coordinator', '明确工作协调员', '明确了工作协调员的得分', RULE.coordinator],
    ['filed', '按时报送措施、流程、时间表', '在下面的日期以前报齐的得分', RULE.filed],
    ['filedLate', '迟报措施、流程、时间表', '过了下面的日期才报齐的得分', RULE.filedLate],
    ['by', '报齐的日期', '当天24:00以前都算按时；工作簿里的公式不随它改动', null, 'day'],
  ]),
  ...fields('completion', [
    ['max', '满分', '满分×（权重×完成值之和）÷（权重之和）', RULE.completion],
    ['weights.lead', '权重：牵头单位', '责任类型为牵头单位的任务', RULE.lead, 'share'],
    ['weights.responsible', '权重：责任单位', '责任类型为责任单位的任务', RULE.responsible, 'share'],
    ['weights.support', '权重：配合单位', '责任类型为配合单位的任务', RULE.support, 'share'],
    ['weights.wildcard', '权重：相关单位', '通知写“相关处室、事业单位”，由法规处定下的单位', RULE.wildcard, 'share'],
    ['values.verified', '完成值：已核验销号', '法规处已核验销号', RULE.verified, 'share'],
    ['values.已完成', '完成值：已完成', '单位报“已完成”，还没有核验', RULE.done, 'share'],
    ['values.进度超前', '完成值：进度超前', '零报告沿用此前的状态；申请调整按此前的状态计', RULE.ahead, 'share'],
    ['values.按计划推进', '完成值：按计划推进', '同上', RULE.onPlan, 'share'],
    ['values.滞后', '完成值：滞后，最多', '取累计进度÷100，不超过这个数', RULE.behind, 'share'],
    ['values.停顿', '完成值：停顿', '从来没有填报过的任务，完成值为0', RULE.stalled, 'share'],
    ['values.未启动', '完成值：未启动', '同上', RULE.notStarted, 'share'],
  ]),
  ...fields('timeliness', [
    ['max', '满分', '满分减各项扣分，最低0分；按时的零报告不扣分', RULE.timeliness],
    ['late', '迟报每次扣', '截止以后、锁定以前报送', RULE.late],
    ['madeUp', '漏报每次扣', '锁定时没有收到，以后经延期补报', RULE.madeUp],
    ['missing', '未报每次扣', '应报而没有收到', RULE.missing],
  ]),
  ...fields('quality', [
    ['max', '满分', '满分减各项扣分，最低0分', RULE.quality],
    ['returned', '因本单位原因退回，每次扣', '退回时由法规处勾选原因', RULE.returned],
    ['error', '差错每处扣', '人工记录，写明理由和是哪份月报', RULE.error],
    ['hollow', '无实质内容每处扣', '人工记录，写明理由和是哪份月报', RULE.hollow],
  ]),
  ...fields('lookback', [
    ['max', '满分', '各项得分之和，不超过这个数；没有收集的不计', RULE.lookback],
    ['onTime', '按时自查', '按时报送自查的得分', RULE.selfCheck],
    ['remedied', '问题整改率乘以', '已整改÷发现问题；没有问题的整改率按1计', RULE.remedied],
  ]),
  ...fields('overall', [['max', '满分', '人工评分，写明理由；没有录入的不计', RULE.overall]]),
  ...fields('bonus', [
    ['within', '合计不超过（正负）', '灯号减分和人工加减分合计，限在这个数以内', RULE.within],
    ['red', '红灯每项减', '最近一个到期报告期是红灯的任务；只看牵头单位，没有牵头的看责任单位', RULE.red],
    ['yellow', '连续黄灯每项减', '最近几个到期报告期都是黄灯的任务', RULE.yellow],
    ['yellowPeriods', '连续几期黄灯', '连续到这个期数才减分；工作簿里的公式不随它改动', null, 'periods'],
    ['praised', '省级以上表扬加', '人工记录，写明文件', RULE.praised],
    ['innovation', '工作创新加', '人工记录，写明文件', RULE.innovation],
    ['falseReport', '弄虚作假减', '人工记录，写明理由和是哪份月报', RULE.falseReport],
    ['falseReportGrade', '弄虚作假的最高等次', '有弄虚作假的，等次不高于这一等', RULE.cap, 'grade'],
  ]),
]

type Tree = { [key: string]: Tree | number | string }

/** What stands at a field's place; `undefined` where the rule set has no such place. */
export const ruleAt = (rules: RuleSet, path: string): number | string | undefined => {
  const value = path
    .split('.')
    .reduce<Tree | number | string | undefined>(
      (tree, key) => (typeof tree === 'object' ? tree[key] : undefined),
      rules as unknown as Tree,
    )
  return typeof value === 'object' ? undefined : value
}

/** A copy with one place changed. */
export const withRule = <T extends object>(rules: T, path: string, value: unknown): T => {
  const copy = structuredClone(rules)
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const tree = keys.reduce<Record<string, unknown>>(
    (at, key) => at[key] as Record<string, unknown>,
    copy as Record<string, unknown>,
  )
  tree[last] = value
  return copy
}

export const groupName = (rules: RuleSet, group: RuleField['group']): string =>
  group === 'bonus' ? rules.bonus.name : rules.items[group].name

const gradesInWords = ({ grades }: RuleSet): string => grades.map(({ name, from }) => `${name}≥${from}`).join('，')
export const RANKING_WORDS = { class: '按单位类别分别排名', all: '全部单位一起排名' } as const

/** What differs between two rule sets, in words: 报送及时 迟报每次扣：0.5→1. */
export const changedRules = (before: RuleSet, after: RuleSet): string[] => {
  const arrow = (what: string, from: unknown, to: unknown): string[] =>
    from === to ? [] : [`${what}：${String(from)}→${String(to)}`]
  const groups = [...new Set(RULE_FIELDS.map((field) => field.group))]
  return [
    ...groups.flatMap((group) => arrow('名称', groupName(before, group), groupName(after, group))),
    ...RULE_FIELDS.flatMap(({ path, group, words }) =>
      arrow(`${groupName(after, group)}　${words}`, ruleAt(before, path), ruleAt(after, path)),
    ),
    ...arrow('等次', gradesInWords(before), gradesInWords(after)),
    ...arrow('排名', RANKING_WORDS[before.ranking], RANKING_WORDS[after.ranking]),
  ]
}
