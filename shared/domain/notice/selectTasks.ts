import { chapterKind, isExcluded } from './headings.ts'
import { isCarrier, type OutlineNode, type Section, walk } from './outline.ts'

/**
 * Which numbered items are the tasks. With clauses the notice says it itself: the innermost items that carry one, and
 * their siblings without (they have nobody yet). Without any clause the headings decide, and no unit is guessed.
 */
export interface Selection {
  tasks: Set<OutlineNode>
  /** Items that stand like tasks but without enough to go by; they are shown as doubtful. */
  doubtful: Map<OutlineNode, string>
  /** Remarks on items that are used. */
  remarks: { node: OutlineNode; reason: string }[]
  byClauses: boolean
}

/** How sure the header makes us that this is a plan: its title says so, there is a title or number, or nothing. */
export type Evidence = 'plan' | 'header' | 'none'

const NO_CLAUSE = '同组其他任务都写了责任单位，这一项没有写，请补上。'

export const selectTasks = (section: Section, evidence: Evidence): Selection => {
  const selection: Selection = { tasks: new Set(), doubtful: new Map(), remarks: [], byClauses: false }
  const carriers = [...walk(section.root)].filter(isCarrier)
  if (carriers.length > 0) {
    selection.byClauses = true
    byClauses(section, selection)
  }
  if (selection.tasks.size === 0) {
    selection.byClauses = false
    byHeadings(section, selection, evidence)
  }
  return selection
}

const byClauses = (section: Section, selection: Selection): void => {
  const nodes = [...walk(section.root)].filter((one) => one.marker !== null)
  const kinds = new Map(section.root.children.map((chapter) => [chapter, chapterKind(chapter)]))
  const carriesBelow = new Map<OutlineNode, boolean>()
  for (const one of [...nodes].reverse())
    carriesBelow.set(one, isCarrier(one) || one.children.some((child) => carriesBelow.get(child) === true))

  // 1. … 2. … 3. …（责任单位：A）: one clause behind the last of several steps can stand for the whole item.
  const onlyLast = (one: OutlineNode): boolean => {
    const last = one.children.at(-1)
    return (
      one.children.length >= 2 &&
      !isCarrier(one) &&
      last !== undefined &&
      last.children.length === 0 &&
      isCarrier(last) &&
      one.children.slice(0, -1).every((child) => carriesBelow.get(child) !== true)
    )
  }
  const wholeByForm = new Map<string, number>()
  const eachByForm = new Map<string, number>()
  const count = (counts: Map<string, number>, form: string | undefined): void => {
    if (form !== undefined) counts.set(form, (counts.get(form) ?? 0) + 1)
  }
  const lastOnly = new Set(nodes.filter(onlyLast))
  for (const one of nodes) {
    if (
      lastOnly.has(one) ||
      (isCarrier(one) && one.children.length === 0 && !(one.parent !== null && lastOnly.has(one.parent)))
    )
      count(wholeByForm, one.marker?.form)
    if (isCarrier(one) && one.parent !== null && !lastOnly.has(one.parent)) count(eachByForm, one.marker?.form)
  }
  const standsForWhole = (one: OutlineNode): boolean =>
    lastOnly.has(one) &&
    one.parent !== null &&
    (wholeByForm.get(one.marker?.form ?? '') ?? 0) > (eachByForm.get(one.children[0]?.marker?.form ?? '') ?? 0)

  // The innermost carriers, from the leaves up (reverse order visits children before their parents).
  const chosen = new Map<OutlineNode, OutlineNode[]>()
  for (const one of [...nodes].reverse()) {
    const below = one.children.flatMap((child) => chosen.get(child) ?? [])
    let mine: OutlineNode[]
    if (below.length === 0) mine = isCarrier(one) ? [one] : []
    else if (isCarrier(one)) {
      const each = one.children.filter((child) => carriesBelow.get(child) === true).length
      const whole = each * 2 < one.children.length
      if (!whole)
        selection.remarks.push({
          node: one,
          reason: '这一级标题自带责任单位，下面各项又有各自的责任单位，请确认两处的关系。',
        })
      mine = whole ? [one] : below
    } else mine = standsForWhole(one) ? [one] : below
    chosen.set(one, mine)
  }
  for (const chapter of section.root.children) {
    if (kinds.get(chapter) === 'phases') {
      if (carriesBelow.get(chapter) === true)
        selection.remarks.push({ node: chapter, reason: '实施步骤里写了责任单位，按阶段处理，没有列为任务，请确认。' })
      continue
    }
    for (const task of chosen.get(chapter) ?? []) selection.tasks.add(task)
  }
  if (selection.tasks.size === 0) return
  addSiblings(section, selection, kinds)
}

/** Items without a clause beside items with one: the same list, or the next list of the same kind. */
const addSiblings = (
  section: Section,
  selection: Selection,
  kinds: Map<OutlineNode, ReturnType<typeof chapterKind>>,
): void => {
  const { tasks } = selection
  const holds = holdsTasks(tasks)
  const parents = new Set([...tasks].map((task) => task.parent))
  const forms = new Set([...tasks].map((task) => task.marker?.form))
  for (const parent of parents) {
    if (parent === null) continue
    const chapterLevel = parent === section.root
    const with_ = parent.children.filter((child) => tasks.has(child))
    const without = parent.children.filter((child) => {
      if (tasks.has(child) || holds.has(child) || child.marker?.form !== with_[0]?.marker?.form) return false
      const kind = chapterLevel ? (kinds.get(child) ?? null) : chapterKind(child)
      return chapterLevel ? !isExcluded(kind) && kind !== 'implementation' : kind !== 'general'
    })
    const enough = with_.length >= without.length
    for (const child of without) {
      if (enough) {
        tasks.add(child)
        if (child.clauses.every(({ plain }) => plain !== true))
          selection.remarks.push({ node: child, reason: NO_CLAUSE })
      } else selection.doubtful.set(child, '与任务同级，却没有责任单位，也看不出是不是任务，请确认。')
    }
  }
  // Groups of the same list in which no item has a clause.
  const groupForms = new Set(
    [...parents].filter((parent) => parent !== null && parent !== section.root).map((parent) => parent?.marker?.form),
  )
  const lastNumber = [...tasks].reduce((most, task) => Math.max(most, task.marker?.number ?? 0), 0)
  const holding = section.root.children.filter((chapter) => holds.has(chapter)).length
  for (const group of [...walk(section.root)]) {
    if (group.marker === null || tasks.has(group) || holds.has(group) || !groupForms.has(group.marker.form)) continue
    const first = group.children[0]
    if (first === undefined || !forms.has(first.marker?.form)) continue
    const atTop = group.parent === section.root
    const kind = atTop ? (kinds.get(group) ?? null) : chapterKind(group)
    if (isExcluded(kind) || (atTop && kind === 'implementation')) continue
    if (insideExcluded(group, section, kinds)) continue
    const besideGroups = !atTop && group.parent !== null && holds.has(group.parent)
    const runsOn = first.marker?.number === lastNumber + 1
    if (!besideGroups && !runsOn && !(atTop && (kind === 'tasks' || holding >= 2))) continue
    for (const child of group.children) {
      tasks.add(child)
      selection.remarks.push({ node: child, reason: '这一组都没有写责任单位，请补上。' })
    }
  }
}

const insideExcluded = (
  one: OutlineNode,
  section: Section,
  kinds: Map<OutlineNode, ReturnType<typeof chapterKind>>,
): boolean => {
  for (let up = one.parent; up !== null && up !== section.root; up = up.parent) {
    const kind = up.parent === section.root ? (kinds.get(up) ?? null) : chapterKind(up)
    if (isExcluded(kind)) return true
  }
  return false
}

/** All nodes that have a task somewhere below them. */
export const holdsTasks = (tasks: Iterable<OutlineNode>): Set<OutlineNode> => {
  const holding = new Set<OutlineNode>()
  for (const task of tasks) for (let up = task.parent; up !== null && !holding.has(up); up = up.parent) holding.add(up)
  return holding
}

/** A notice without clauses: the items of its working chapters; goals, phases and safeguards are left out by heading. */
const byHeadings = (section: Section, selection: Selection, evidence: Evidence): void => {
  const chapters = section.root.children
  if (chapters.length === 0) return
  const legal = chapters.some(({ marker }) => marker?.form === 'chapter' || marker?.form === 'article')
  if (legal) {
    // Rules in 章 and 条 bind for good; only an article that lists 主要任务 reads like a plan.
    for (const one of walk(section.root))
      if (one.children.length > 0 && chapterKind(one) === 'tasks' && headingEndsTask(one))
        for (const child of one.children) selection.tasks.add(child)
    return
  }
  const kinds = new Map(chapters.map((chapter) => [chapter, chapterKind(chapter)]))
  const working = chapters.filter((chapter) => !isExcluded(kinds.get(chapter) ?? null))
  const named = working.filter((chapter) => kinds.get(chapter) === 'tasks' && chapter.children.length > 0)
  const nested = working.filter((chapter) => chapter.children.length > 0)
  if (evidence === 'none' && named.length === 0) return
  if (nested.length === 0) {
    // One level only: the items themselves, but only of what calls itself a plan; any other note has headings like these.
    if (evidence !== 'plan') return
    for (const chapter of working) selection.tasks.add(chapter)
    return
  }
  // 组织实施 belongs to the work only where its items are numbered like those of the working chapters.
  const itemForm = (named[0] ?? nested[0])?.children[0]?.marker?.form
  for (const chapter of nested) {
    if (kinds.get(chapter) === 'implementation' && chapter.children[0]?.marker?.form !== itemForm) continue
    for (const item of innermost(chapter)) selection.tasks.add(item)
  }
  for (const chapter of working)
    if (chapter.children.length === 0 && kinds.get(chapter) !== 'implementation')
      selection.doubtful.set(chapter, '这一章没有分条，看不出是不是任务，请确认。')
}

const headingEndsTask = (one: OutlineNode): boolean =>
  /(?:主要|重点|工作)任务[:：]?\s*$/.test(one.stretch.folded.split('\n')[0] ?? '')

/** A chapter's items, or one level further down where most items are groups of their own. */
const innermost = (chapter: OutlineNode): OutlineNode[] => {
  const groups = chapter.children.filter((child) => child.children.length > 0)
  const grouped =
    groups.length * 2 > chapter.children.length && groups.every((group) => group.stretch.folded.length <= 120)
  return grouped
    ? chapter.children.flatMap((child) => (child.children.length > 0 ? child.children : [child]))
    : chapter.children
}
