import * as z from 'zod'

/** 进展状态, in the order the form offers them (domain.md, 1). */
export const STATUSES = ['未启动', '按计划推进', '进度超前', '滞后', '停顿', '已完成', '申请调整'] as const
export const Status = z.enum(STATUSES)
export type Status = z.infer<typeof Status>

/** Statuses for which 存在问题 must be filled. */
export const NEEDS_PROBLEM: readonly Status[] = ['滞后', '停顿', '申请调整']

export const ZERO_WORDS = '本月无新进展（零报告）'

/** Characters a text field may hold, and a report in all; the report also has a byte limit, so that it stays one item of the store. */
export const FIELD_LIMIT = 2_000
export const REPORT_LIMIT = 100_000
export const REPORT_BYTES = 300 * 1024

/** The text fields of an entry, in the order of the form, with the words the form, the workbook and the mails use. */
export const ENTRY_TEXTS = ['work', 'problem', 'coordination', 'next', 'note', 'reason'] as const
export type EntryText = (typeof ENTRY_TEXTS)[number]
export const ENTRY_WORDS: Record<EntryText | 'progress' | 'status' | 'figures' | 'zero', string> = {
  work: '本月工作进展情况',
  progress: '累计完成进度',
  status: '进展状态',
  problem: '存在问题',
  coordination: '需协调解决事项',
  next: '下一步工作措施',
  note: '备注',
  reason: '零报告理由',
  figures: '量化目标完成数',
  zero: '零报告',
}

const text = z
  .string()
  .transform((value) => value.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().max(FIELD_LIMIT, `最多${FIELD_LIMIT}字`))
  .default('')

/** One task in a report. Every field may be empty in a draft; `complete` says what a submission needs. */
export const Entry = z.object({
  task: z.int().min(1),
  zero: z.boolean().default(false),
  reason: text,
  work: text,
  /** 累计完成进度, per cent. */
  progress: z
    .int('请填写0到100的整数')
    .min(0, '请填写0到100的整数')
    .max(100, '请填写0到100的整数')
    .nullable()
    .default(null),
  status: Status.nullable().default(null),
  problem: text,
  coordination: text,
  next: text,
  note: text,
  /** Done so far against the task's numeric targets; `target` is the index in the task's list. */
  figures: z
    .array(z.object({ target: z.int().min(0), quantity: z.number('请填写数字').min(0, '请填写数字') }))
    .max(20)
    .default([]),
})
export type Entry = z.infer<typeof Entry>

export const emptyEntry = (task: number): Entry => Entry.parse({ task })

/** What is wrong with a field: where, and what to do. */
export type FieldProblem = { task: number; field: keyof typeof ENTRY_WORDS; message: string }

/** Has anything been filled in? */
export const isBlank = (entry: Entry): boolean =>
  !entry.zero &&
  ENTRY_TEXTS.every((field) => field === 'next' || entry[field] === '') &&
  entry.progress === null &&
  entry.status === null

/** What an entry still lacks to be submitted (R4). A zero entry needs its reason and 下一步工作措施; any other its work, status, progress and next step. */
export const lacking = (entry: Entry): FieldProblem[] => {
  const lack = (field: FieldProblem['field'], message: string): FieldProblem => ({ task: entry.task, field, message })
  const problems: FieldProblem[] = []
  if (entry.zero) {
    if (entry.reason === '') problems.push(lack('reason', '请写明零报告理由'))
    if (entry.next === '') problems.push(lack('next', '请填写下一步工作措施'))
    return problems
  }
  if (entry.work === '') problems.push(lack('work', '请填写本月工作进展情况，没有新进展的报零报告'))
  if (entry.progress === null) problems.push(lack('progress', '请填写累计完成进度，0到100的整数'))
  if (entry.status === null) problems.push(lack('status', '请选择进展状态'))
  else if (NEEDS_PROBLEM.includes(entry.status) && entry.problem === '')
    problems.push(lack('problem', `进展状态是“${entry.status}”，请写明存在问题`))
  if (entry.next === '') problems.push(lack('next', '请填写下一步工作措施'))
  return problems
}

/** Did somebody write something in it? */
export const hasText = (entry: Entry): boolean =>
  ENTRY_TEXTS.some((field) => entry[field].trim() !== '') || entry.progress !== null || entry.status !== null

/** One entry per owed task, in the order of the tasks: those given, empty ones for the rest; entries for tasks not owed are left out. */
export const entriesFor = (tasks: readonly number[], given: readonly Entry[]): Entry[] =>
  tasks.map((task) => given.find((entry) => entry.task === task) ?? emptyEntry(task))

/**
 * A whole-unit zero report: every owed task zero, with one reason; 下一步工作措施 is taken over from last month where there is one.
 * @param last last month's filed entries
 */
export const wholeUnitZero = (
  tasks: readonly number[],
  reason: string,
  last: readonly Entry[],
  next: string,
): Entry[] =>
  tasks.map((task) => ({
    ...emptyEntry(task),
    zero: true,
    reason,
    next: last.find((entry) => entry.task === task)?.next || next,
  }))

const utf8 = new TextEncoder()

/** Characters and UTF-8 bytes of a report's texts. The store holds a report as one item, which is limited in bytes. */
export const sizeOf = (entries: readonly Entry[]): { characters: number; bytes: number } => ({
  characters: entries.reduce(
    (sum, entry) => sum + ENTRY_TEXTS.reduce((count, field) => count + entry[field].length, 0),
    0,
  ),
  bytes: utf8.encode(JSON.stringify(entries)).length,
})

export const fits = (entries: readonly Entry[]): boolean => {
  const size = sizeOf(entries)
  return size.characters <= REPORT_LIMIT && size.bytes <= REPORT_BYTES
}

/** What matrices, lights and scores read of an entry; it stands on the report's head, so that an overview reads no texts. */
export const EntryBrief = z.object({
  task: z.int(),
  zero: z.boolean(),
  status: Status.nullable(),
  progress: z.int().nullable(),
  problem: z.boolean(),
  measure: z.boolean(),
})
export type EntryBrief = z.infer<typeof EntryBrief>

/** Entry → brief. `problem` and `measure` say whether 存在问题 and 下一步工作措施 hold text; 无 and 暂无 are no problem. */
export const briefOf = (entry: Entry): EntryBrief => ({
  task: entry.task,
  zero: entry.zero,
  status: entry.zero ? null : entry.status,
  progress: entry.zero ? null : entry.progress,
  problem: !entry.zero && entry.problem !== '' && !/^(暂?无|没有|无问题)[。.]?$/.test(entry.problem),
  measure: entry.next !== '',
})
