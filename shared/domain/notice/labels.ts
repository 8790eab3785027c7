import type { PartyRole } from './ParsedNotice.ts'

/**
 * The words in front of a colon that say what follows: 责任单位： 牵头部门： 配合处室（单位）： 主办： 责任人： 完成时限： …
 * Names of persons are no units; times become deadlines; what is none of these (联系电话) is left out.
 */
export interface Label {
  from: number
  to: number
  kind: 'units' | 'person' | 'time' | 'other'
  role: PartyRole
}

const BODY =
  '(?:单位|部门|处室|处\\(室\\)|科室|科\\(室\\)|股室|机构|主体|局|方|委办局|地区|县区|站所|单位和部门|部门和单位|部门单位|单位部门|单位\\(部门\\)|部门\\(单位\\)|处室\\(单位\\)|单位\\(处室\\)|科室\\(单位\\)|单位及责任人|单位和责任人)'
const PLURAL = '(?:\\([^()]{1,8}\\))?'
const TAIL = '\\s{0,4}(?::|(?:为|是)(?!\\s{0,4}(?:牵头|主办|主责)))\\s{0,4}'

/** Words that need 单位, 部门 … behind them, and words that are a label by themselves (牵头：, 主办：). */
const unitLabel = (needy: string, free: string): string => `(?:(?:${needy})${BODY}|(?:${free})${BODY}?)${PLURAL}${TAIL}`
const LEAD = unitLabel('总牵头|主责|主要责任|第一责任|首要责任|牵头责任|牵头负责|牵头主办|主管|主体责任', '牵头|主办')
const SUPPORT = unitLabel(
  '参加|协同|协作|支持|配合责任|协同配合|参与配合|责任配合|协同责任|协助配合|共同参与|主要配合',
  '配合|协办|协助|参与',
)
const RESPONSIBLE = unitLabel(
  '落实|实施|执行|负责|承担|完成|任务|具体责任|具体负责|落实责任|工作责任|分工|责任分工|组织实施|具体承办|直接责任|共同责任|主要承办',
  '责任|承办',
)
const TIME = `(?:任务|计划|预计)?(?:完成|办结|整改|工作|落实|实施|推进)?(?:时限|期限|时间节点|时间要求|时限要求|时间安排|时间|节点)${PLURAL}\\s{0,4}:\\s{0,4}`
const PERSON = `(?:(?:责任|牵头|分管|包保|包抓|挂点|主管|主要|[市区县局厅总]|第一|直接|具体|配合){0,3}(?:领导|责任人|负责人|负责同志|校领导|院领导)|牵头人|经办人|承办人)${PLURAL}\\s{0,4}:\\s{0,4}`
const OTHER =
  '(?:联系电话|联系人|联络员|填报人|电话|备注|说明|注|成果形式|工作目标|目标要求|(?:督办|监督|督查|督导|指导|验收|考核)单位|资金来源|预期成果)\\s{0,4}:\\s{0,4}'
const LABEL = new RegExp(
  `(?<lead>${LEAD})|(?<support>${SUPPORT})|(?<time>${TIME})|(?<person>${PERSON})|(?<responsible>${RESPONSIBLE})|(?<other>${OTHER})`,
  'g',
)

/** All labels in folded text, in order. Without a colon (责任单位为…) only at the beginning. */
export const matchLabels = (folded: string): Label[] => {
  if (!/[:为是]/.test(folded)) return []
  const labels: Label[] = []
  let depth = 0
  let scanned = 0
  for (const hit of folded.matchAll(LABEL)) {
    for (; scanned < hit.index; scanned++) {
      const c = folded.charAt(scanned)
      if (c === '(') depth++
      else if (c === ')' && depth > 0) depth--
    }
    if (depth > 0) continue
    const groups = hit.groups ?? {}
    if (!hit[0].includes(':') && folded.slice(0, hit.index).trim() !== '') continue
    const kind =
      groups['time'] !== undefined
        ? 'time'
        : groups['person'] !== undefined
          ? 'person'
          : groups['other'] !== undefined
            ? 'other'
            : 'units'
    const role: PartyRole =
      groups['lead'] !== undefined ? 'lead' : groups['support'] !== undefined ? 'support' : 'responsible'
    labels.push({ from: hit.index, to: hit.index + hit[0].length, kind, role })
  }
  return labels
}

/** A label that names units and stands exactly at the beginning of the words given; also without a colon, before a blank. */
export const beginsWithUnitLabel = (folded: string): boolean => {
  const first = matchLabels(folded)[0]
  return first !== undefined && first.from === 0
}
