import { roleOf, stripDuty, VERBS } from './duty.ts'
import { matchLabels } from './labels.ts'
import type { Party, PartyRole } from './ParsedNotice.ts'
import { compact } from './source.ts'
import { endsInPlaceWord, endsLikePlace, endsLikeUnit, isBarePlace, isUnitLike, wildcardKind } from './unitNames.ts'

/** What the words of one clause say: who owes the task in which role, by when, and what stays unclear. */
export interface ClauseContent {
  parties: Party[]
  /** Stretches of the clause that speak of time, as offsets into it. */
  times: { from: number; to: number }[]
  /** `列第一位者为牵头单位`; `onwards` when 下同 makes it hold for the clauses that follow. */
  firstLeads: { onwards: boolean } | null
  /** Whether a role was written (牵头, 配合 …), so that the order of names means nothing. */
  rolesWritten: boolean
  /** Whether the last words are a verb of duty: 负责, 牵头, 配合 … */
  verb: boolean
  /** 等 without a word for whom it stands: somebody else may be meant. */
  andOthers: boolean
  /** Words that are neither unit, time nor note. */
  unclear: string[]
}

const NOTE =
  /下同|列?(?:在)?(?:第一|首)(?:位|个|家|名)|排(?:名|列|在|序)|(?:为|是)(?:牵头|主办|主责)(?:单位|部门|处室)?$|^以下(?:简称|均)|^以上|^除.*外|^注$|不再列出|另有规定/
/** 以下均需各市政府落实，不再列出 · 具体任务均涉及各市，不再做分工: it speaks of every task and ends the list. */
const FOR_ALL =
  /^以下(?:均|各项|任务)|^(?:以上|上述|各项|所有|具体)?(?:重点)?(?:任务|工作|事项|措施)(?:均|都|皆)|^(?:均|都)(?:需|须|涉及)|^不再(?:做|作|另行|单独|一一|逐一|逐项|赘述|列|重复|分工)/
const FIRST_LEADS =
  /(?:第一|首)(?:位|个|家|名)?[^,;。]{0,10}(?:为|是)(?:牵头|主办|主责)|(?:列|排)(?:在|名)?(?:第一|首|最前)[^,;。]{0,10}(?:牵头|主办)/

/** `列第一位者为牵头单位` and its like, anywhere in folded text. */
export const saysFirstLeads = (folded: string): boolean => FIRST_LEADS.test(folded)

const TIME =
  /^(?:(?:于|在|到|至|自|从)?\s*(?:\d{4}年|\d{1,2}月|今年|明年|本年|每年|每[月季]|年[底末内]|全年|上半年|下半年|第?[一二三四]季度|长期|持续|常年|常态|立即|即日|当年|近期|中长期|20\d\d[-.]|[一二三四五六七八九十]{1,2}月)|.*(?:持续推进|长期坚持|长期推进|常态化推进|持续实施|按时限要求|逐步推进)$)/
const CONVENES = /(?:牵头|负责)?(?:会同|会商|联合(?![社会体国执工组办党调])|协同)(?=.)/g
const MID_VERB = /(?:牵头(?:负责|组织|落实|实施)?|主办|负责|承办)(?=.)/g
const CONJUNCTION = /等?(?:以及|及其|和|及|与|暨|或)/g

interface Item {
  from: number
  to: number
  /** What stood before it: a comma, 、 and conjunctions join a list, other marks begin anew. */
  joined: boolean
}

/** Splits at separators outside brackets and quotes; offsets are kept. */
const splitList = (folded: string, from: number, to: number): Item[] => {
  const items: Item[] = []
  let depth = 0
  let start = from
  let joined = false
  const push = (end: number, next: boolean): void => {
    if (end > start) items.push({ from: start, to: end, joined })
    joined = next
    start = end + 1
  }
  for (let i = from; i < to; i++) {
    const c = folded.charAt(i)
    if (c === '(' || c === '《' || c === '“') depth++
    else if ((c === ')' || c === '》' || c === '”') && depth > 0) depth--
    else if (depth === 0 && /[、,;。\t|/·]/.test(c)) push(i, c === '、' || c === '/' || c === '·')
  }
  push(to, false)
  return items
}

/** Reads the words of a clause. `folded` and `text` have equal length and hold no brackets around the whole. */
export const readClause = (folded: string, text: string): ClauseContent => {
  const content: ClauseContent = {
    parties: [],
    times: [],
    firstLeads: null,
    rolesWritten: false,
    verb: false,
    andOthers: false,
    unclear: [],
  }
  if (FIRST_LEADS.test(folded)) content.firstLeads = { onwards: /下同/.test(folded) }

  /** Parties still waiting for the verb that gives them their role. */
  let pending: Party[] = []
  /** Where in `pending` the names joined by 、 begin. */
  let listFrom = 0
  let labelRole: PartyRole | null = null
  let afterConvener = false
  let mode: 'units' | 'person' | 'time' | 'other' = 'units'
  let wildcardEnd: { party: Party; to: number; list: boolean } | null = null

  const add = (from: number, to: number, joined: boolean): void => {
    let name = compact(folded.slice(from, to))
    let role: PartyRole | null = null
    // A role in brackets behind the name: 市民政局（牵头）; other notes in brackets stay with the name.
    const noted = /\((牵头|主办|主责|负责|配合|协办|参与)[^()]{0,6}\)$/.exec(name)
    let end = to
    if (noted !== null) {
      role = roleOf(noted[1] ?? '')
      content.rolesWritten = true
      end = from + folded.slice(from, to).lastIndexOf('(')
      name = compact(folded.slice(from, end))
    }
    while (end > from && /[\s:]/.test(folded.charAt(end - 1))) end--
    while (from < end && /[\s:]/.test(folded.charAt(from))) from++
    if (/^(?:等|无|-+|略|同上)?$/.test(name)) {
      if (name === '同上') content.unclear.push(name)
      return
    }
    const kind = wildcardKind(name)
    const previous = wildcardEnd
    if (
      previous !== null &&
      joined &&
      ((kind === 'generic' && !/^(?:各|有关|相关)/.test(name)) ||
        (isBarePlace(name) && previous.list && !/^[省市区](?:人民)?政府$/.test(name)) ||
        (isBarePlace(name) && endsInPlaceWord(compact(folded.slice(from, end)))) ||
        (/^(?:人民)?政府$/.test(name) && /委$/.test(previous.party.name)) ||
        (isBarePlace(name) && /^(?:各类)?(?:开发|园|功能|景|工业园|产业园|管理)区/.test(name)) ||
        (previous.list && /^(?:县|旗|自治[区县州]|直辖市|县级市|乡|镇|街道|[市州区县](?:\([^()]*\)))/.test(name)))
    ) {
      // 各区、县级市 and 相关处室、事业单位 are one wildcard: the quantifier in front covers the whole list.
      previous.party.name = compact(text.slice(previous.to, end))
      wildcardEnd = { party: previous.party, to: previous.to, list: previous.list && endsInPlaceWord(name) }
      return
    }
    const party: Party = {
      name: compact(text.slice(from, end)).replace(/[*★]/g, ''),
      role: 'responsible',
      wildcard: kind !== null,
    }
    content.parties.push(party)
    if (role !== null) party.role = role
    else if (labelRole === 'responsible' && afterConvener) party.role = 'support'
    else if (labelRole !== null) {
      party.role = labelRole
      // 责任单位：A牵头，B配合: the verbs say more than the label.
      if (labelRole === 'responsible') pending.push(party)
    } else if (afterConvener) party.role = 'support'
    else pending.push(party)
    wildcardEnd = kind === null ? null : { party, to: from, list: endsInPlaceWord(name) }
  }

  const settle = (role: PartyRole): void => {
    // 甲局，乙局、丙局配合: without a word for 甲局 the last verb speaks only of the names joined to it.
    const from = role === 'support' && !content.rolesWritten ? listFrom : 0
    for (const party of pending.slice(from)) party.role = role
    pending = []
    listFrom = 0
    wildcardEnd = null
  }

  /** Names joined by 和, 及, 与: parted only where both sides can stand alone. */
  const addNames = (from: number, to: number, joined: boolean): void => {
    while (from < to && /[\s由请]/.test(folded.charAt(from))) from++
    while (to > from && /\s/.test(folded.charAt(to - 1))) to--
    if (to <= from) return
    const name = folded.slice(from, to)
    if (/\s/.test(name.trim())) {
      // Blanks part names only when every part is a name; otherwise they are layout (人力资源和↵社会保障局).
      const words = [...name.matchAll(/\S+/g)]
      if (
        words.length > 1 &&
        words.every(([word]) => (isUnitLike(word) && word.length >= 3) || wildcardKind(word) !== null)
      ) {
        for (const [i, word] of words.entries())
          addNames(from + word.index, from + word.index + word[0].length, i === 0 ? joined : true)
        return
      }
    }
    const others = /^(.+?[^高平同对相均])等([^、]{0,10}?(?:各|有关|相关|其他|其它|多个).+)$/.exec(name)
    if (others !== null && others[1] !== undefined && others[2] !== undefined && !/\($/.test(others[1])) {
      addNames(from, from + others[1].length, joined)
      wildcardEnd = null
      addNames(to - others[2].replace(/^(?:以及|和|及|与)/, '').length, to, false)
      return
    }
    const trailing =
      /(?<=[^高平同对相均])等(?:\s*(?:\d+|[一二三四五六七八九十]+)\s*个?)?(?:部门和单位|部门\(单位\)|单位\(部门\)|(?:[省市区县州局厅][直级属]|国家|中央)?(?:部门|单位)|处室|科室|股室|机构|局|委办局|部门单位|家单位|家|地|同志)?$/.exec(
        name,
      )
    if (trailing !== null) {
      content.andOthers = true
      addNames(from, from + trailing.index, joined)
      return
    }
    for (const hit of name.matchAll(CONJUNCTION)) {
      const left = compact(name.slice(0, hit.index))
      const right = compact(name.slice(hit.index + hit[0].length))
      if (left === '' || right.length < 2 || openBracket(left)) continue
      const leftWild = wildcardKind(left) !== null
      const rightWild = wildcardKind(right)
      // 党委和政府 are named together as one.
      if (/党委$/.test(left) && /^(?:人民)?政府$/.test(right)) continue
      // 有关部门和单位: the quantifier covers both nouns.
      if (leftWild && rightWild === 'generic') continue
      const rightStands =
        rightWild !== null ||
        isUnitLike(right.replace(/等.*$/, '').split(/以及|及其|和|及|与/)[0] ?? '') ||
        isUnitLike(right)
      const places = endsLikePlace(left) && endsLikePlace(right)
      const beforeWildcard = /^(?:各|有关|相关|其他|其它)/.test(right) && isUnitLike(left)
      if ((leftWild || endsLikeUnit(left) || places || beforeWildcard) && rightStands) {
        addNames(from, from + hit.index, joined)
        addNames(from + hit.index + hit[0].length, to, true)
        return
      }
    }
    add(from, to, joined)
  }

  const readItem = (item: Item): void => {
    let { from, to } = item
    while (from < to && /[\s由请,]/.test(folded.charAt(from))) from++
    while (to > from && /[\s,:!"'”“*★]/.test(folded.charAt(to - 1))) to--
    // 市财政局（第一责任单位为牵头单位，下同）: the note behind the last name is no part of it.
    const remark = /(?<=.)\([^()]*(?:下同|(?:为|是)(?:牵头|主办|主责)(?:单位|部门|处室)?)[^()]*\)$/.exec(
      folded.slice(from, to),
    )
    if (remark !== null) to = from + remark.index
    if (to <= from) return
    let words = folded.slice(from, to)
    if (!item.joined) listFrom = pending.length
    if (mode === 'person' || mode === 'other') return
    // 以下均需各市政府负责，不再列出 ends the list.
    if (FOR_ALL.test(words)) {
      mode = 'other'
      return
    }
    if (FIRST_LEADS.test(words) || (NOTE.test(words) && !isUnitLike(words))) return
    if (TIME.test(words) && !/(?:牵头|负责|配合)/.test(words)) {
      content.times.push({ from, to })
      return
    }
    if (mode === 'time' && !isUnitLike(compact(words))) {
      content.times.push({ from, to })
      return
    }
    // 6月底前由市民政局牵头: the time leads, the unit follows.
    const timed = /^((?:于|在)?(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|[底末])?(?:之前|以前|前)(?:完成)?,?\s*由)/.exec(
      words,
    )
    if (timed?.[1] !== undefined) {
      content.times.push({ from, to: from + timed[1].length })
      from += timed[1].length
      words = folded.slice(from, to)
    }
    // A牵头B配合, A会同B负责: parted where the left side is a name.
    for (const pattern of [CONVENES, MID_VERB]) {
      for (const hit of words.matchAll(pattern)) {
        const left = compact(words.slice(0, hit.index))
        const rest = compact(words.slice(hit.index + hit[0].length))
        const known =
          left === ''
            ? pending.length > 0 || content.parties.length > 0
            : isUnitLike(left.replace(/等$/, '')) || wildcardKind(left) !== null
        const right = stripDuty(rest).name
        const others =
          isUnitLike(right) || wildcardKind(right) !== null || wildcardKind(right.replace(/等$/, '')) !== null
        if (/^(?:单位|部门|处室|科室|机构|责任)/.test(rest)) continue
        if (!known || !others || VERBS.exec(words.slice(hit.index))?.index === 0) continue
        if (left !== '') addNames(from, from + hit.index, item.joined)
        settle(pattern === CONVENES || /牵头|主办/.test(hit[0]) ? 'lead' : 'responsible')
        content.rolesWritten = true
        content.verb = true
        afterConvener = pattern === CONVENES
        readItem({ from: from + hit.index + hit[0].length, to, joined: false })
        return
      }
    }
    // Only where the clause is known to be one: in a sentence about somebody the same words mean nothing.
    const { name, verb } = content.verb || labelRole !== null ? dutyOf(words) : stripDuty(words)
    const end = from + name.length
    if (verb !== '' || name !== words) content.verb = content.verb || verb !== ''
    const known = content.parties.length
    addNames(from, end, item.joined)
    if (verb !== '' && labelRole !== null && labelRole !== 'responsible') {
      // 牵头单位：A，B配合: only the words with the verb change their role.
      if (roleOf(verb) !== 'responsible') for (const party of content.parties.slice(known)) party.role = roleOf(verb)
    } else if (verb !== '') {
      if (afterConvener && roleOf(verb) === 'responsible') afterConvener = false
      settle(roleOf(verb))
      if (roleOf(verb) !== 'responsible') content.rolesWritten = true
      afterConvener = false
    }
  }

  let at = 0
  for (const label of [...matchLabels(folded), null]) {
    const end = label?.from ?? folded.length
    for (const item of splitList(folded, at, end)) readItem(item)
    if (label === null) break
    settle('responsible')
    at = label.to
    mode = label.kind
    afterConvener = false
    labelRole = label.kind === 'units' ? label.role : null
    if (label.kind === 'units' && label.role !== 'responsible') content.rolesWritten = true
    wildcardEnd = null
  }
  settle('responsible')

  content.parties = mergeParties(
    content.parties.filter(({ name }) => {
      const plain = name.replace(/[（(【[].*$/, '')
      const fits = name.length <= 40 && !/[：:。；;]/.test(name) && plain.length >= 2
      if (!fits) content.unclear.push(name)
      return fits
    }),
  )
  return content
}

/** 各街道落实场地: the verb of duty with its object, behind a name that stands by itself. */
const WITH_OBJECT =
  /^(.{2,30}?)(负责|牵头|配合|落实|做好|提供|协助|参与|承担|实施|推进|组织|开展)(?!单位|部门|处室|科室|机构|人$|小组|办公室)(.{2,24})$/

const dutyOf = (words: string): { name: string; verb: string } => {
  const plain = stripDuty(words)
  if (plain.verb !== '' || isUnitLike(compact(words))) return plain
  const found = WITH_OBJECT.exec(words)
  const name = compact(found?.[1] ?? '')
  if (found === null || !(isUnitLike(name) || wildcardKind(name) !== null)) return plain
  return { name: found[1] ?? '', verb: found[2] ?? '' }
}

const openBracket = (text: string): boolean => (text.match(/\(/g)?.length ?? 0) > (text.match(/\)/g)?.length ?? 0)

const STRENGTH: Record<PartyRole, number> = { lead: 3, responsible: 2, support: 1 }

/** The union of parties, each name once with its stronger role, in order of first mention. */
export const mergeParties = (parties: Party[]): Party[] => {
  const byName = new Map<string, Party>()
  for (const party of parties) {
    const known = byName.get(party.name)
    if (known === undefined) byName.set(party.name, { ...party })
    else if (STRENGTH[party.role] > STRENGTH[known.role]) known.role = party.role
  }
  return [...byName.values()]
}
