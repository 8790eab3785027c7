import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../shared/domain/paths.ts'
import type { Browser, TestHouse } from '../support/app.ts'
import { kept, refused } from '../support/refused.ts'
import { API_JUNE, at, fields, JUNE, MINE, openWrongScene, postsOf, type WrongScene } from './wrongScene.ts'

/** Requests that no page of ours sends: methods, types, damaged bodies, names that JavaScript knows. Each is refused and changes nothing. */

let scene: WrongScene
let house: TestHouse
let limin: Browser
let sunning: Browser
beforeAll(async () => {
  scene = await openWrongScene()
  ;({ house, limin, sunning } = scene)
})
afterAll(async () => {
  await house.close()
  // Nothing in all of this was a fault of ours.
  expect(house.lines).toEqual([])
})

describe('A request that no form of ours sends', () => {
  it('by another method is refused', async () => {
    const token = await limin.token()
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
      for (const path of [JUNE, paths.mine, paths.signOut, '/']) {
        const send = () => limin.send(path, { method, headers: { 'x-csrf-token': token } })
        await refused(house, send, 404, `${method} ${path}`)
      }
    for (const path of [paths.reportSubmit(...at('2019-06')), paths.reportWithdraw(...at('2019-06')), paths.signOut])
      await refused(house, () => limin.get(path), 404, path)
    await refused(house, () => limin.api('DELETE', API_JUNE), 404)
  })

  it('by a type that is no form’s changes nothing, though its token is right', async () => {
    const token = await limin.token()
    const bodies: [type: string, body: string][] = [
      ['application/json', JSON.stringify(fields)],
      ['text/plain', new URLSearchParams(fields).toString()],
      ['application/xml', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
      ['application/octet-stream', 'x'],
      ['', 'x'],
    ]
    for (const path of [JUNE, paths.reportSubmit(...at('2019-06'))])
      for (const [type, body] of bodies) {
        const headers = { 'x-csrf-token': token, ...(type === '' ? {} : { 'content-type': type }) }
        await refused(house, () => limin.send(path, { method: 'POST', body, headers }), 422, `${path} ${type}`)
      }
  })

  it('as a damaged form of parts is refused', async () => {
    const token = await limin.token()
    const part = `--x\r\ncontent-disposition: form-data; name="t1.work"\r\n\r\n${MINE}`
    for (const [boundary, body] of [
      ['x', part],
      ['x', `${part}\r\n--x`],
      ['y', `${part}\r\n--x--\r\n`],
      ['x', ''],
      ['x', '\0\0\0'],
      ['', `${part}\r\n--x--\r\n`],
    ]) {
      const headers = { 'x-csrf-token': token, 'content-type': `multipart/form-data; boundary=${boundary}` }
      await refused(
        house,
        () => limin.send(JUNE, { method: 'POST', body: body ?? '', headers }),
        422,
        `${boundary} ${body}`,
      )
    }
    const headers = { 'x-csrf-token': token, 'content-type': 'multipart/form-data' }
    await refused(house, () => limin.send(JUNE, { method: 'POST', body: part, headers }), 422)
  })

  it('as JSON that is none, or of another shape, is refused by the API', async () => {
    const token = await limin.token()
    const headers = { 'x-csrf-token': token, 'content-type': 'application/json' }
    for (const body of [
      '{',
      'null',
      '[]',
      '"x"',
      '1e999',
      '{"version":1}',
      '{"version":"1","entries":[]}',
      `{"version":1,"entries":{"length":1}}`,
      '{"version":1,"entries":[null]}',
      '{"version":1.5,"entries":[]}',
      '{"version":-1,"entries":[]}',
      '{"version":1,"entries":[{"task":"1"}]}',
      '{"version":1,"entries":[{"task":1,"progress":101}]}',
      '{"version":1,"entries":[{"task":1,"status":"好"}]}',
      '{"version":1,"entries":[{"task":1,"work":{"a":1}}]}',
      '['.repeat(200_000),
      `{"entries":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      '\ufeff{"version":1',
      '\0',
    ]) {
      const told = await refused(
        house,
        () => limin.send(`${paths.api}${API_JUNE}`, { method: 'PUT', body, headers }),
        422,
        body.slice(0, 60),
      )
      expect(told.code).toBe('input.invalid')
    }
  })
})

/** Acts that ask for no more than their address. */
const RIGHT_AS_IT_IS = [paths.signOutEverywhere, paths.accept(...at('2019-06', 'fuli'))]

describe('Names that JavaScript knows', () => {
  it('change nothing of how objects are made, in forms and in JSON', async () => {
    const before = await kept(house)
    const names = [
      '__proto__',
      '__proto__.polluted',
      't1.__proto__',
      'constructor',
      'constructor.prototype.polluted',
      'pick.__proto__',
      'mine.t1.constructor',
      'toString',
      't1.hasOwnProperty',
      'role',
    ]
    const sent = Object.fromEntries(names.map((name) => [name, 'polluted']))
    const pairs = Object.entries(sent)
    for (const [path, who] of postsOf(scene).filter(([one]) => !RIGHT_AS_IT_IS.includes(one))) {
      const answer = await who.post(path, [...pairs, ['__proto__', 'polluted']])
      expect([path, answer.status]).toEqual([path, expect.toSatisfy((status: number) => status < 500)])
    }
    const bad =
      '{"__proto__":{"polluted":1,"roles":["administrator"]},"constructor":{"prototype":{"polluted":1}},"why":"x","version":9}'
    for (const [method, path] of [
      ['PUT', API_JUNE],
      ['PUT', '/people/persons/limin'],
      ['PATCH', '/people/units/fuli/people'],
      ['POST', '/plans/2019/reports/2019-06/fuli/return'],
    ] as const) {
      const headers = { 'x-csrf-token': await sunning.token(), 'content-type': 'application/json' }
      const answer = await sunning.send(`${paths.api}${path}`, { method, body: bad, headers })
      expect([path, answer.status]).toEqual([path, expect.toSatisfy((status: number) => status < 500)])
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((await kept(house)).filter((line) => !before.includes(line))).toEqual([])
  })
})
