import * as z from 'zod'
import { REFUSALS, type Refusal } from '../../../shared/domain/refusal.ts'
import type { Ctx } from '../context.ts'
import { STATUS_OF } from '../status.ts'

/** A refusal as RFC 9457 puts it. `code` is stable; what is written for people may be worded better one day. */
export const Problem = z.object({
  type: z.string().describe('与code同义的URN'),
  title: z.string().describe('什么没有办成'),
  status: z.int(),
  detail: z.string().describe('为什么'),
  todo: z.string().describe('可以怎么办'),
  code: z.enum(Object.keys(REFUSALS) as [string, ...string[]]),
  request: z.string().describe('请求编号，反映问题时用'),
  extra: z.unknown().optional().describe('随原因而定：缺什么、两份内容、现在的版本'),
})

export const problemOf = (c: Ctx, refusal: Refusal): Response => {
  const { title, why, todo } = refusal.said
  const status = STATUS_OF[refusal.kind]
  if (refusal.kind === 'too-many') c.header('retry-after', '900')
  const body: z.infer<typeof Problem> = {
    type: `urn:yuebao:refusal:${refusal.code}`,
    title,
    status,
    detail: why,
    todo,
    code: refusal.code,
    request: c.get('requestId'),
    ...(refusal.extra === undefined ? {} : { extra: refusal.extra }),
  }
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json; charset=utf-8' })
}

/** What zod found wrong → one sentence each: where, and what. The schemas' own Chinese words where they have some. */
export const problemsOf = (error: z.ZodError): string[] =>
  error.issues.slice(0, 20).map((issue) => {
    const where = issue.path.join('.') || '内容'
    return `${where}：${/[一-鿿]/.test(issue.message) ? issue.message : (WORDS[issue.code] ?? '不合要求')}`
  })

const WORDS: Record<string, string> = {
  invalid_type: '缺少，或者类型不对',
  invalid_value: '不在可选的值里',
  invalid_format: '格式不对',
  too_big: '太大或太长',
  too_small: '太小或太短',
  unrecognized_keys: '有多余的字段',
}
