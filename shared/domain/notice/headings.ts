import type { OutlineNode } from './outline.ts'
import { compact } from './source.ts'

/**
 * What a chapter is for, by its heading. General requirements, principles and goals, phases and safeguards use the same
 * numbering as tasks and are not tasks; a clause in them says otherwise (a goal without one stays a goal).
 */
export type ChapterKind = 'general' | 'phases' | 'safeguard' | 'implementation' | 'tasks'

const GENERAL =
  /总体要求|指导思想|基本原则|工作原则|实施原则|总体目标|工作目标|主要目标|发展目标|目标要求|目标任务|任务目标|总体思路|工作思路|总体安排|总体部署|总体考虑|重要意义|充分认识|编制依据|适用范围|工作背景|基本情况|主要成效|现状|总则|指导原则|^目标|年度目标|活动主题|整治目标|整治范围|检查范围|工作范围|实施范围|总体工作|工作概述|创建目标|行动目标|预期目标|建设目标|阶段目标|具体目标|^原则|^目的|^意义/
const PHASES =
  /步骤|阶段安排|实施阶段|工作阶段|阶段划分|时间安排|进度安排|时间进度|进度计划|工作进度|实施进度|推进计划|时序安排|阶段任务|工作安排|实施安排|推进安排|时间节点/
const SAFEGUARD =
  /保障|工作要求|有关要求|相关要求|几点要求|(?:组织|加强)领导(?!班子)|领导小组|组织架构|人员组成|附则|组织机构|监督检查|督导检查|督促检查|督查考核|督导考核|考核评价|考核评估|监督考核|考核奖惩|监督管理$|宣传引导|工作机制|要求$|其他事项|其它事项|有关事项|工作纪律|组织推进|责任追究|加强督|强化督|注意事项|联系方式|^考核/
const IMPLEMENTATION = /组织实施|抓好落实|推进落实|推动落实|落实$|强化落实|实施$/
const TASKS =
  /(?:主要|重点|工作|具体|目标)?任务(?:分工|清单|分解|措施|及分工|和分工|与分工|及措施|和措施)?$|(?:重点|主要|具体)(?:工作|举措|措施|项目|内容|行动|活动|安排)(?:任务|及分工)?$|(?:整治|攻坚|检查|活动|创建|实施|建设|行动|治理)(?:内容|任务|重点|项目)$|工作措施$|任务(?:分工|(?:及|和|与)责任分[工解])|工作内容$|主要工作内容/

/** The first sentence of a node's own words, without its number, blanks and closing mark. */
export const headingOf = (one: Pick<OutlineNode, 'stretch'>): string => {
  const { folded, text } = one.stretch
  return firstSentence(folded, text)
}

/** Up to the first full stop outside brackets and quotes, or the line's end; a heading may also close with a colon. */
export const firstSentence = (folded: string, text: string): string => {
  let depth = 0
  let end = folded.length
  for (let i = 0; i < folded.length; i++) {
    const c = folded.charAt(i)
    if (c === '(' || c === '“' || c === '《') depth++
    else if ((c === ')' || c === '”' || c === '》') && depth > 0) depth--
    else if (c === '\n' && i > 0) {
      end = i
      break
    } else if ((depth === 0 && /[。;!?]/.test(c)) || (c === ':' && depth === 0 && i <= 40)) {
      end = i
      break
    }
  }
  return compact(text.slice(0, end)).replace(/[。；;：:，,、.]+$/, '')
}

const foldedHeading = (one: Pick<OutlineNode, 'stretch'>): string =>
  firstSentence(one.stretch.folded, one.stretch.folded).replace(/\([^()]*\)/g, '')

export const chapterKind = (one: OutlineNode): ChapterKind | null => {
  const heading = foldedHeading(one)
  // A pasted line may hold the heading and its paragraph without a mark between: only its beginning is the heading.
  const words = heading.length <= 30 ? heading : heading.slice(0, 14)
  if (TASKS.test(words) && !/目标任务|任务目标/.test(words)) return 'tasks'
  if (GENERAL.test(words)) return 'general'
  if (PHASES.test(words) && hasPhaseDates(one)) return 'phases'
  if (one.children.filter((child) => /阶段/.test(foldedHeading(child).slice(0, 30))).length >= 2) return 'phases'
  if (SAFEGUARD.test(words)) return 'safeguard'
  if (IMPLEMENTATION.test(words)) return 'implementation'
  return null
}

const hasPhaseDates = (one: OutlineNode): boolean =>
  [one, ...one.children].some(({ stretch }) =>
    /阶段|\d{1,2}\s*月|季度|上旬|年底|上半年/.test(stretch.folded.slice(0, 400)),
  )

export const isExcluded = (kind: ChapterKind | null): boolean =>
  kind === 'general' || kind === 'phases' || kind === 'safeguard'
