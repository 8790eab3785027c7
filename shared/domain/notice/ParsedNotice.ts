import * as z from 'zod'

const IsoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** How a party is bound: `lead` 牵头, `support` 配合, `responsible` where the notice makes no difference. */
export const PartyRole = z.enum(['lead', 'support', 'responsible'])
export type PartyRole = z.infer<typeof PartyRole>

/** One party of a clause. `wildcard` marks words such as 相关处室 that name nobody; the office settles them later. */
export const Party = z.object({ name: z.string().min(1), role: PartyRole, wildcard: z.boolean() })
export type Party = z.infer<typeof Party>

/** `date` is null when the notice gives a month without a year and the plan's year is unknown. */
export const Deadline = z.object({ text: z.string(), date: IsoDate.nullable() })
export type Deadline = z.infer<typeof Deadline>

/** A number the task can be measured by: 1万名 is `{ text: '1万名', quantity: 10000, unit: '名' }`. */
export const Target = z.object({ text: z.string(), quantity: z.number(), unit: z.string() })
export type Target = z.infer<typeof Target>

export const Responsibility = z.object({ text: z.string(), parties: z.array(Party) })
export type Responsibility = z.infer<typeof Responsibility>

export const NoticeGroup = z.object({ number: z.int(), title: z.string() })
export type NoticeGroup = z.infer<typeof NoticeGroup>

export const NoticeTask = z.object({
  number: z.int(),
  group: z.int().nullable(),
  title: z.string(),
  text: z.string(),
  responsibility: Responsibility.nullable(),
  deadlines: z.array(Deadline),
  targets: z.array(Target),
  line: z.int().min(1),
})
export type NoticeTask = z.infer<typeof NoticeTask>

export const NoticePhase = z.object({
  name: z.string(),
  start: IsoDate.nullable(),
  end: IsoDate.nullable(),
  line: z.int().min(1),
})
export type NoticePhase = z.infer<typeof NoticePhase>

export const Doubt = z.object({ line: z.int().min(1), text: z.string(), reason: z.string() })
export type Doubt = z.infer<typeof Doubt>

export const SpanUse = z.enum(['title', 'group', 'task', 'clause', 'phase', 'skipped', 'doubtful'])
export type SpanUse = z.infer<typeof SpanUse>

/** [from, to) are string offsets into the decoded text; `reason` says why a stretch was skipped or is doubtful. */
export const Span = z.object({ from: z.int(), to: z.int(), as: SpanUse, reason: z.string().optional() })
export type Span = z.infer<typeof Span>

export const Coverage = z.object({
  lines: z.int(),
  used: z.int(),
  skipped: z.int(),
  doubtful: z.int(),
  spans: z.array(Span),
})
export type Coverage = z.infer<typeof Coverage>

/** What a notice says, as the import page and `plan:parse` show it (the fixed interface of the design). */
export const ParsedNotice = z.object({
  title: z.string().nullable(),
  documentNumber: z.string().nullable(),
  issuer: z.string().nullable(),
  issuedOn: IsoDate.nullable(),
  year: z.int().nullable(),
  groups: z.array(NoticeGroup),
  tasks: z.array(NoticeTask),
  phases: z.array(NoticePhase),
  doubts: z.array(Doubt),
  coverage: Coverage,
})
export type ParsedNotice = z.infer<typeof ParsedNotice>
