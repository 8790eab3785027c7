import { assembleRow } from './assembleRow.ts'
import { assembleTask, NO_YEAR } from './assembleTask.ts'
import type { Chosen } from './chooseSection.ts'
import type { Sheet } from './coverage.ts'
import { groupsOf } from './groups.ts'
import type { FormalKind, Header } from './header.ts'
import { type ChapterKind, chapterKind, headingOf } from './headings.ts'
import { isCarrier, type OutlineNode, type Section, walk } from './outline.ts'
import type { Doubt, NoticeGroup, NoticePhase, NoticeTask, ParsedNotice } from './ParsedNotice.ts'
import { saysFirstLeads } from './parties.ts'
import { phasesInline, readPhase } from './phases.ts'
import type { Piece } from './pieces.ts'
import { holdsTasks } from './selectTasks.ts'
import type { Source } from './source.ts'

const FORMAL_REASON: Record<Exclude<FormalKind, 'title' | 'documentNumber' | 'file'>, string> = {
  addressees: '主送机关',
  signature: '落款',
  date: '成文日期',
  publicity: '公开方式',
  page: '页码',
  meta: '网页或印制信息',
  annex: '附件',
}
const KIND_REASON: Record<ChapterKind, string> = {
  general: '总体要求、原则和目标，不含任务',
  phases: '实施步骤的说明',
  safeguard: '保障措施，不含任务',
  implementation: '组织实施，不含任务',
  tasks: '任务部分的标题和导语',
}

/** Fills the parsed notice part by part and keeps the sheet that accounts for every character. */
export class Draft {
  private readonly source: Source
  private readonly sheet: Sheet
  private readonly header: Header
  private readonly groups: NoticeGroup[] = []
  private readonly tasks: NoticeTask[] = []
  private readonly phaseList: NoticePhase[] = []
  private readonly doubts: Doubt[] = []

  constructor(source: Source, sheet: Sheet, header: Header) {
    this.source = source
    this.sheet = sheet
    this.header = header
  }

  /** Everything by its place first: formal parts, preamble, chapters by kind, annexes. Groups, tasks and phases lie over it. */
  background(pieces: Piece[], kinds: (FormalKind | null)[], sections: Section[], chosen: Chosen): void {
    const found = chosen.selection.tasks.size > 0 || chosen.table.rows.length > 0
    pieces.forEach((piece, i) => {
      const kind = kinds[i] ?? null
      if (kind === null) return
      const written =
        kind === 'documentNumber' ? /\((\d{4})\)/.exec(this.source.folded.slice(piece.from, piece.to))?.[1] : undefined
      if (written !== undefined && this.header.issuedOn !== null && !this.header.issuedOn.startsWith(written))
        this.doubts.push({
          line: piece.line,
          text: this.source.text.slice(piece.from, piece.to),
          reason: `文号写的是${written}年，落款日期是${this.header.issuedOn}，请确认。`,
        })
      if (kind === 'title' || kind === 'documentNumber') this.sheet.mark(piece.from, piece.to, 'title')
      else if (kind === 'file')
        this.sheet.mark(piece.from, piece.to, 'doubtful', '这里只有附件的文件名，附件没有随正文一起，请另传或略过。')
      else this.sheet.mark(piece.from, piece.to, 'skipped', FORMAL_REASON[kind])
    })
    const holding = holdsTasks(chosen.selection.tasks)
    for (const section of sections) {
      if (section !== chosen.section) {
        for (const one of walk(section.root)) this.skip(one, section.annex ? '附件' : '正文，不含任务')
        const carrier = found ? [...walk(section.root)].find(isCarrier) : undefined
        if (carrier !== undefined) this.doubt(carrier, '附件里也有带责任单位的条目，没有列为任务，请确认。')
        continue
      }
      this.skip(section.root, '前言、说明或结尾')
      for (const chapter of section.root.children) this.chapter(chapter, chapterKind(chapter), holding, chosen, found)
    }
    for (const [one, reason] of chosen.selection.doubtful)
      for (const below of walk(one)) this.mark(below.pieces, 'doubtful', reason)
    for (const { node, reason } of chosen.selection.remarks) this.doubt(node, reason)
  }

  private chapter(
    chapter: OutlineNode,
    kind: ChapterKind | null,
    holding: Set<OutlineNode>,
    chosen: Chosen,
    found: boolean,
  ): void {
    if (holding.has(chapter)) {
      for (const one of walk(chapter)) {
        const own = chapterKind(one)
        if (holding.has(one)) this.skip(one, '章节标题和导语')
        else if (own === 'general') this.skip(one, KIND_REASON.general)
        else if (chapter.marker?.form === 'chapter' && !chosen.selection.byClauses) this.skip(one, '条文，不含任务')
        else this.mark(one.pieces, 'doubtful', '夹在任务之间，却不像任务，请确认。')
      }
      return
    }
    const legal =
      !chosen.selection.byClauses && (chapter.marker?.form === 'chapter' || chapter.marker?.form === 'article')
    if (legal && found) for (const one of walk(chapter)) this.skip(one, '条文，不含任务')
    else if (!found) for (const one of walk(chapter)) this.skip(one, '没有认出任务')
    else if (kind !== null) for (const one of walk(chapter)) this.skip(one, KIND_REASON[kind])
    else if (!chosen.selection.tasks.has(chapter) && chosen.table.rows.length === 0)
      for (const one of walk(chapter))
        this.mark(one.pieces, 'doubtful', '这一章没有责任单位，也看不出是不是任务，请确认。')
    else for (const one of walk(chapter)) this.skip(one, '表格以外的正文')
  }

  groupsAndTasks(chosen: Chosen): void {
    const { section, selection } = chosen
    if (chosen.table.rows.length > 0) {
      this.tableTasks(chosen)
      return
    }
    const { nodes, groupOf } = groupsOf(section.root, selection)
    for (const one of nodes) {
      this.groups.push({ number: one.marker?.number ?? this.groups.length + 1, title: headingOf(one) })
      const head = one.pieces[0]
      if (head !== undefined) this.sheet.mark(head.from, head.to, 'group')
    }
    const all = [...selection.tasks].sort((a, b) => (a.pieces[0]?.from ?? 0) - (b.pieces[0]?.from ?? 0))
    const last = all.at(-1)
    const linesBehind = all
      .slice(0, -1)
      .reduce((most, task) => Math.max(most, task.children.length > 0 ? 0 : task.pieces.length - 1), 0)
    const leads = this.leadNotes(section, selection.tasks)
    let firstLeads = false
    let previous: { task: NoticeTask; node: OutlineNode } | null = null
    for (const node of all) {
      const start = node.pieces[0]?.from ?? 0
      firstLeads ||= leads.some((at) => at < start)
      const { task: read, ...assembled } = assembleTask(this.source, node, {
        year: this.header.year,
        firstLeads,
        linesBehind: node === last ? linesBehind : null,
      })
      firstLeads ||= assembled.firstLeadsOnwards
      const group = groupOf.get(node)
      const task: NoticeTask = { ...read, group: group === undefined ? null : nodes.indexOf(group) }
      this.tasks.push(task)
      for (const { from, to } of assembled.words) this.sheet.mark(from, to, 'task')
      for (const { from, to } of assembled.clauses) this.sheet.mark(from, to, 'clause')
      for (const { from, to } of assembled.strays) this.sheet.mark(from, to, 'skipped', '责任单位后面多出的标点')
      for (const piece of assembled.behind)
        this.sheet.mark(
          piece.from,
          piece.to,
          node === last ? 'skipped' : 'doubtful',
          node === last ? '结尾' : '跟在责任单位后面，没有编号，看不出属于哪项任务，请确认。',
        )
      for (const remark of new Set(assembled.remarks)) this.doubt(node, remark)
      if (task.text === '') this.doubt(node, '这一项只有编号，没有内容，请确认。')
      if (previous !== null) this.counting(previous, { task, node })
      previous = { task, node }
    }
    const first = all[0]
    if (first !== undefined && this.tasks.every(({ responsibility }) => responsibility === null))
      this.doubt(first, '全文没有写责任单位，每项任务都要补上。')
  }

  /** Where, outside the tasks, it says that the first named unit leads. */
  private leadNotes(section: Section, tasks: Set<OutlineNode>): number[] {
    return [...walk(section.root)]
      .filter((one) => !tasks.has(one))
      .flatMap(({ pieces }) => pieces)
      .filter(({ from, to }) => saysFirstLeads(this.source.folded.slice(from, to)))
      .map(({ from }) => from)
  }

  private counting(
    before: { task: NoticeTask; node: OutlineNode },
    now: { task: NoticeTask; node: OutlineNode },
  ): void {
    const a = before.task.number
    const b = now.task.number
    const sameList = before.node.parent === now.node.parent
    if (before.node.marker?.form !== now.node.marker?.form || b === a + 1 || (b === 1 && !sameList)) return
    if (b > a + 1) this.doubt(now.node, `编号从${a}跳到${b}，请确认中间有没有遗漏。`)
    else this.doubt(now.node, b === a ? `编号${b}重复，请确认。` : `编号从${a}退回到${b}，请确认。`)
  }

  private tableTasks({ table }: Chosen): void {
    for (const piece of table.heads) this.sheet.mark(piece.from, piece.to, 'skipped', '表头')
    for (const row of table.rows)
      for (const { from, to } of row.pieces) this.sheet.mark(from, to, 'skipped', '表格的其他列')
    for (const { number, title, at } of table.groups) {
      this.groups.push({ number, title })
      this.sheet.mark(at.from, at.to, 'group')
    }
    for (const row of table.rows) {
      for (const { from, to } of row.numberCell === null ? row.text : [row.numberCell, ...row.text])
        this.sheet.mark(from, to, 'task')
      for (const { from, to } of [...row.clause, ...row.times]) this.sheet.mark(from, to, 'clause')
      const task = assembleRow(this.source, row, this.header)
      this.tasks.push(task)
      if (task.deadlines.some(({ date }) => date === null))
        this.doubts.push({ line: task.line, text: this.lineText(task.line), reason: NO_YEAR })
      if (task.responsibility === null)
        this.doubts.push({ line: task.line, text: this.lineText(task.line), reason: '这一行没有写责任单位，请补上。' })
    }
  }

  /** Phases with their dates, from chapters about steps and from headings that say 阶段. */
  phases(sections: Section[]): void {
    for (const { root } of sections) {
      for (const chapter of root.children) {
        if (chapterKind(chapter) !== 'phases') continue
        const before = this.phaseList.length
        for (const child of chapter.children) {
          const head = child.pieces[0]
          if (head === undefined || this.sheet.useAt(head.from) === 'task') continue
          this.phase(child.stretch.folded, child.stretch.text, child.pieces, /阶段/.test(headingOf(child)))
        }
        for (const piece of chapter.pieces.slice(1)) {
          const folded = this.source.folded.slice(piece.from, piece.to)
          if (/^.{0,20}阶段/.test(folded))
            this.phase(folded, this.source.text.slice(piece.from, piece.to), [piece], true)
        }
        if (this.phaseList.length > before) continue
        const own = chapter.stretch
        const inline = phasesInline(own.folded, own.text, () => chapter.line, this.header)
        this.phaseList.push(...inline)
        if (inline.length > 0) this.mark(chapter.pieces, 'phase')
      }
    }
  }

  private phase(folded: string, text: string, pieces: Piece[], expected: boolean): void {
    const head = pieces[0]
    if (head === undefined) return
    const phase = readPhase(folded, text, head.line, this.header)
    if (phase !== null) {
      this.phaseList.push(phase)
      this.mark(pieces, 'phase')
    } else if (expected) this.mark(pieces.slice(0, 1), 'doubtful', '这一阶段没有写起止日期，请补上。')
  }

  result(): Pick<ParsedNotice, 'groups' | 'tasks' | 'phases' | 'doubts' | 'coverage'> {
    const coverage = this.sheet.coverage()
    for (const { from, to, as, reason } of coverage.spans) {
      if (as !== 'doubtful') continue
      const line = this.lineAt(from)
      const text = this.source.text.slice(from, to)
      this.doubts.push({ line, text: text.slice(0, 400), reason: reason ?? '看不出用途，请确认。' })
    }
    this.recurring()
    const first = this.source.lines.find(({ from, to }) => to > from)
    if (this.tasks.length === 0 && first !== undefined)
      this.doubts.push({
        line: first.number,
        text: this.lineText(first.number),
        reason: '没有认出任务，请确认这是不是实施方案。',
      })
    const doubts = this.doubts
      .filter((one, i) => i === 0 || one.line !== this.doubts[i - 1]?.line || one.reason !== this.doubts[i - 1]?.reason)
      .sort((a, b) => a.line - b.line)
    return { groups: this.groups, tasks: this.tasks, phases: this.phaseList, doubts, coverage }
  }

  /** 每月底前报送: when exactly is for the office to say; the notice does not. */
  private recurring(): void {
    if (this.tasks.length === 0) return
    for (const line of this.source.lines) {
      const hit = /每(?:个)?(?:月|季度?)(?:底|末)(?:之?前)?(?=[^。;]{0,24}报)/.exec(
        this.source.folded.slice(line.from, line.to),
      )
      if (hit !== null)
        this.doubts.push({
          line: line.number,
          text: this.lineText(line.number),
          reason: `“${hit[0]}”没有写明是自然日还是工作日、几点，请选定。`,
        })
    }
  }

  private skip(one: OutlineNode, reason: string): void {
    this.mark(one.pieces, 'skipped', reason)
  }

  private mark(pieces: Piece[], as: 'skipped' | 'doubtful' | 'phase', reason?: string): void {
    for (const { from, to } of pieces) this.sheet.mark(from, to, as, reason)
  }

  private doubt(one: OutlineNode, reason: string): void {
    const piece = one.pieces[0]
    const text =
      piece === undefined
        ? this.lineText(one.line)
        : this.source.text.slice(piece.from, Math.min(piece.to, piece.from + 400))
    this.doubts.push({ line: one.line, text, reason })
  }

  private lineText(number: number): string {
    const line = this.source.lines[number - 1]
    return line === undefined ? '' : this.source.text.slice(line.from, Math.min(line.to, line.from + 400))
  }

  private lineAt(offset: number): number {
    const { lines } = this.source
    let low = 0
    let high = lines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((lines[middle]?.to ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return lines[low]?.number ?? 1
  }
}
