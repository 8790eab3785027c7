/**
 * Numbers a task can be measured by: 100个 · 15项 · 不少于400名 · 95% · 1万名 (10,000 名) · 1,200户 · 300万元 · 3个工作日.
 * Left out: years and durations (5年内, 6个月), ages, times of day, multiples such as 1.3倍 (a standard to keep, not a
 * count to reach), ordinals (第3批), document and article numbers, titles of documents, and counting words written in
 * Chinese (三大, “五项”). Of a range (1到2个) the lower number counts: it is what must at least be done.
 */
export interface FoundTarget {
  from: number
  to: number
  quantity: number
  unit: string
}

const UNITS =
  '个百分点|个工作日|工作日|个|项|名|人次|人|家|所|处|套|场次|场|次|期|件|篇|户次|户|亩|公顷|平方公里|平方千米|平方米|公里|千米|立方米|吨|公斤|台|辆|座|条|批次|部|种|类|份|张|间|栋|幢|支|对|只|头|株|棵|宗|起|笔|例|门|本|册|万元|亿元|元|班次|车次|人份|床|对接|款|枚|眼|盏|块|道|层|站|点|片|堂|课时|学时|幅|首|集|％|%|‰'
const TARGET = new RegExp(
  `(?:(不少于|不低于|不超过|不多于|不高于|至少|最少|最多|超过)\\s*)?(?<![\\d.,A-Za-z第\\-])(\\d{1,3}(?:,\\d{3})+|\\d{1,9})(\\.\\d{1,4})?(?:\\s*(?:-|到|至)\\s*(\\d{1,9})(?:\\.\\d+)?)?\\s*([百千万亿]?)(?:余|多)?\\s*(${UNITS})`,
  'g',
)
const SCALE: Record<string, number> = { 百: 100, 千: 1000, 万: 10_000, 亿: 100_000_000 }

/** Numeric targets in folded text. */
export const findTargets = (folded: string): FoundTarget[] => {
  if (!/\d/.test(folded)) return []
  const quoted = [...folded.matchAll(/《[^《》]{0,120}》|\(\s*\d{4}\s*\)\s*\d+\s*号/g)].map(
    (hit) => [hit.index, hit.index + hit[0].length] as const,
  )
  const found: FoundTarget[] = []
  for (const hit of folded.matchAll(TARGET)) {
    const [whole, , digits, fraction, , scale, unit] = hit
    if (digits === undefined || unit === undefined) continue
    const to = hit.index + whole.length
    if (quoted.some(([start, end]) => hit.index < end && to > start)) continue
    const before = folded.slice(Math.max(0, hit.index - 2), hit.index)
    const after = folded.slice(to, to + 2)
    if (/第$|\d年$/.test(before) || (unit === '个' && /^(?:月|小时|季度|学期|学年|年|自然日|星期)/.test(after)))
      continue
    if (
      (unit === '期' && /^间/.test(after)) ||
      (unit === '人' && /^民/.test(after)) ||
      (unit === '点' && /^(?:前|后|半|整|钟)/.test(after))
    )
      continue
    if (unit === '号' || (unit === '条' && /第$/.test(before))) continue
    const times = (SCALE[scale ?? ''] ?? 1) * (unit === '万元' ? 10_000 : unit === '亿元' ? 100_000_000 : 1)
    const value = Number((Number(`${digits.replace(/,/g, '')}${fraction ?? ''}`) * times).toPrecision(15))
    found.push({ from: hit.index, to, quantity: value, unit: unit.endsWith('元') ? '元' : unit === '％' ? '%' : unit })
  }
  return found
}
