import * as z from 'zod'
import { paths } from '../../../shared/domain/paths.ts'
import { TOKEN_HEADER } from '../request.ts'
import { STATUS_OF } from '../status.ts'
import { Problem } from './problem.ts'
import { PARAMS, paramsIn, type Route } from './route.ts'
import { routes } from './routes.ts'
import * as schemas from './schemas.ts'

/**
 * The description of the API (A3), made from the table of routes and the schemas that check what is sent and answered. OpenAPI 3.1 speaks JSON
 * Schema 2020-12, which is what zod writes.
 */

type Json = Record<string, unknown>

const named = new Map<z.ZodType, string>([
  ...Object.entries(schemas).map(([name, schema]) => [schema as z.ZodType, name] as const),
  [Problem, 'Problem'],
])

/** `io`: what may be sent differs from what is kept, such as a text before it is trimmed, or a field that has a default. */
const jsonOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return json
}

const reference = (schema: z.ZodType): Json => {
  const name = named.get(schema)
  if (!name) throw new Error('a schema of the API is not among the named ones')
  return { $ref: `#/components/schemas/${name}` }
}

const REFUSED: Record<number, string> = {
  401: '没有登录，或者登录已过期',
  403: '没有权限，或者校验码不对',
  404: '不存在',
  409: '别人先改了，或者现在的状态不允许',
  413: '内容太大',
  415: '文件读不了',
  422: '内容不合要求',
  423: '已锁定，或者还没有开始',
  429: '次数太多',
  500: '系统出错',
}

/** What brings a file, of which the content may be refused. */
const READS_FILES = new Set<z.ZodType | null>([schemas.ImportNotice, schemas.Received])

const refusedBy = (line: Route): number[] => [
  ...(line.needs === 'anyone' ? [] : [401, 403]),
  ...(line.path.includes('{') ? [404] : []),
  ...(line.method === 'get' ? [] : [403, 409, 413, 422, 423]),
  ...(line.output === schemas.TableFile ? [409] : []),
  ...(READS_FILES.has(line.input) ? [415] : []),
  ...(line.needs === 'anyone' && line.method === 'post' ? [429] : []),
  500,
]

const operation = (line: Route): Json => ({
  operationId: `${line.method} ${line.path}`.replace(
    /[^a-z]+(.)?/gi,
    (_, next: string | undefined) => next?.toUpperCase() ?? '',
  ),
  summary: line.summary,
  tags: [line.tag],
  'x-permission': line.needs,
  security: line.needs === 'anyone' ? [] : [{ session: [] }],
  parameters: [
    ...paramsIn(line.path).map((name) => ({
      name,
      in: 'path',
      required: true,
      description: PARAMS[name].says,
      schema: jsonOf(PARAMS[name].schema, 'output'),
    })),
    ...(line.method === 'get' ? [] : [{ $ref: '#/components/parameters/token' }]),
  ],
  ...(line.input
    ? { requestBody: { required: true, content: { 'application/json': { schema: reference(line.input) } } } }
    : {}),
  responses: {
    [line.status]: { description: '办成了', content: { 'application/json': { schema: reference(line.output) } } },
    ...Object.fromEntries(
      [...new Set(refusedBy(line))].sort().map((status) => [status, { $ref: `#/components/responses/${status}` }]),
    ),
  },
})

const describe = (): Json => {
  const sent = new Set(routes.flatMap((line) => line.input ?? []))
  const byPath: Record<string, Json> = {}
  for (const line of routes) byPath[line.path] = { ...byPath[line.path], [line.method]: operation(line) }
  return {
    openapi: '3.1.0',
    info: {
      title: '月报接口',
      version: '1',
      description:
        '网页能办的事，这里都能办。登录后凭同一个会话Cookie；不是GET的请求要在x-csrf-token里带上GET /session给出的校验码。时间是UTC，日期和报告期按北京时间。拒绝都是application/problem+json，按code判断。',
    },
    servers: [{ url: paths.api }],
    paths: byPath,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'yuebao-session' } },
      parameters: {
        token: { name: TOKEN_HEADER, in: 'header', required: true, schema: { type: 'string' }, description: '校验码' },
      },
      responses: Object.fromEntries(
        [...new Set(Object.values(STATUS_OF))].map((status) => [
          status,
          {
            description: REFUSED[status],
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
      schemas: Object.fromEntries(
        [...named]
          .map(([schema, name]) => [name, jsonOf(schema, sent.has(schema) ? 'input' : 'output')] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
    },
  }
}

let made: Json | null = null

/** The document; made when it is first asked for, since no page needs it. */
export const openApi = (): Json => {
  made ??= describe()
  return made
}
