import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod'
import { RecordId } from '../../../shared/domain/output/record.ts'
import { Slug } from '../../../shared/domain/people.ts'
import type { Permission } from '../../../shared/domain/permission.ts'
import { AttachmentId } from '../../../shared/domain/report/attachment.ts'
import { LocalDate, Period } from '../../../shared/domain/time.ts'
import type { Call } from '../../../shared/service/deps.ts'
import type { Services } from '../../compose.ts'
import type { Ctx } from '../context.ts'

/**
 * The API is a table of routes. From each line come the Hono route, the check of what is sent, the permission and the description (OpenAPI);
 * what is answered passes through the line's schema, so that nothing leaves which the description does not name.
 */

/** What may stand in a path, and what it must look like. */
export const PARAMS = {
  plan: { schema: Slug, says: '实施方案，比如2019' },
  period: { schema: Period, says: '报告期，比如2019-06' },
  unit: { schema: Slug, says: '责任单位的标识' },
  person: { schema: Slug, says: '人员的标识' },
  task: { schema: z.coerce.number().int().min(1).max(9_999), says: '任务编号' },
  table: { schema: Slug, says: '数据表，比如rates' },
  job: { schema: RecordId, says: '排队的文件的标识' },
  sha256: { schema: z.string().regex(/^[0-9a-fA-F]{64}$/), says: '文件的SHA-256，64位十六进制' },
  revision: { schema: z.coerce.number().int().min(1).max(999), says: '评价的版次，比如1' },
  to: { schema: z.coerce.number().int().min(1).max(999), says: '另一个版次，比如2' },
  mark: { schema: z.string().regex(/^[\w-]{1,60}$/), says: '加减分记录的标识' },
  attachment: { schema: AttachmentId, says: '佐证材料的标识' },
  date: { schema: LocalDate, says: '日期，比如2019-05-01' },
} as const
export type ParamName = keyof typeof PARAMS

type NamesIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never
type ParamsOf<P extends string> = { [N in NamesIn<P> & ParamName]: z.output<(typeof PARAMS)[N]['schema']> }

/** `anyone`: also without signing in. `signed-in`: everybody who is. Otherwise the catalogue is asked (for the unit, where the path names one). */
export type Needs = Permission | 'signed-in' | 'anyone'

export type Given<P extends string, I> = {
  c: Ctx
  services: Services
  params: ParamsOf<P>
  input: I
  /** Who acts and when. @throws Refusal access.sign-in on a route for anyone */
  call: Call
}

/** One line of the table, as the router and the description read it. */
export type Route = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** What it does, in a few Chinese words. */
  summary: string
  tag: string
  needs: Needs
  input: z.ZodType | null
  output: z.ZodType
  status: ContentfulStatusCode
  handle: (given: Given<string, unknown>) => unknown
}

/** Writes one line, with its parts checked against each other. */
export const route = <P extends string, O extends z.ZodType, I extends z.ZodType = z.ZodVoid>(line: {
  method: Route['method']
  path: P
  summary: string
  tag: string
  needs: Needs
  input?: I
  output: O
  status?: ContentfulStatusCode
  handle: (given: Given<P, z.output<I>>) => z.input<O> | Promise<z.input<O>>
}): Route => ({
  ...line,
  input: line.input ?? null,
  status: line.status ?? 200,
  handle: line.handle as Route['handle'],
})

/** The parameters that a path names, in order. */
export const paramsIn = (path: string): ParamName[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => (name && name in PARAMS ? [name as ParamName] : []))
