import { describe, expect, it } from 'vitest'
import { openApi } from '../../../functions/web/api/openapi.ts'
import { routes } from '../../../functions/web/api/routes.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { PERMISSIONS } from '../../../shared/domain/permission.ts'
import { REFUSALS } from '../../../shared/domain/refusal.ts'
import { openHouse } from '../../support/app.ts'

/** What an outsider reads of the API has no types. */
type Json = ReturnType<typeof JSON.parse>

describe('The description of the API', () => {
  const document = openApi() as Json

  const walk = (node: Json, visit: (node: Json) => void): void => {
    if (node === null || typeof node !== 'object') return
    visit(node)
    for (const child of Object.values(node)) walk(child, visit)
  }

  it('is OpenAPI 3.1, served to anyone', async () => {
    const house = await openHouse({ empty: true })
    const answer = await house.browser().get(`${paths.api}/openapi.json`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(document)
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: '/api/v1' }])
    await house.close()
  })

  it('names every line of the table, and nothing else', () => {
    const described = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    )
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it('gives every operation a summary, its permission, its parameters, and answers with schemas', () => {
    const ids = new Set<string>()
    for (const [path, item] of Object.entries<Json>(document.paths))
      for (const [method, operation] of Object.entries<Json>(item)) {
        const at = `${method} ${path}`
        expect([at, operation.summary]).toEqual([at, expect.stringMatching(/[一-鿿]/)])
        expect(operation.operationId).toMatch(/^[a-zA-Z]+$/)
        ids.add(operation.operationId)
        expect([at, [...PERMISSIONS, 'signed-in', 'anyone'].includes(operation['x-permission'])]).toEqual([at, true])
        const named = operation.parameters.filter((one: Json) => one.in === 'path').map((one: Json) => one.name)
        expect([at, named]).toEqual([at, [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1])])
        const statuses = Object.keys(operation.responses)
        expect([at, statuses.some((status) => status.startsWith('2'))]).toEqual([at, true])
        expect([at, statuses.includes('500')]).toEqual([at, true])
        if (operation['x-permission'] !== 'anyone') expect(statuses).toEqual(expect.arrayContaining(['401', '403']))
        for (const answer of Object.values<Json>(operation.responses))
          expect([
            at,
            answer.$ref !== undefined || answer.content['application/json'].schema.$ref !== undefined,
          ]).toEqual([at, true])
      }
    expect(ids.size).toBe(routes.length)
  })

  it('has every schema, parameter and answer that it refers to', () => {
    const refs = new Set<string>()
    walk(document, (node) => {
      if (typeof node.$ref === 'string') refs.add(node.$ref)
    })
    expect(refs.size).toBeGreaterThan(20)
    for (const ref of refs) {
      const found = ref
        .slice(2)
        .split('/')
        .reduce((node: Json, part) => node?.[part], document)
      expect([ref, found !== undefined]).toEqual([ref, true])
    }
    for (const schema of Object.values<Json>(document.components.schemas)) {
      expect(schema.$schema).toBeUndefined()
      expect(schema.$defs).toBeUndefined()
    }
  })

  it('says of what may be sent what our own schema says: defaults may be left out, lengths are limited', () => {
    const { SendZero, SendReport, Head, Problem } = document.components.schemas
    expect(SendZero.required).toEqual(['version', 'reason'])
    expect(SendReport.properties.entries.items.required).toEqual(['task'])
    expect(Head.required).toContain('extensions')
    expect(Problem.properties.code.enum).toEqual(Object.keys(REFUSALS))
  })
})
