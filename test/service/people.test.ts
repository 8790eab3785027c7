import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Instant } from '../../shared/domain/time.ts'
import { as, type Bureau, openBureau, people, when } from '../support/bureau.ts'
import { openStore } from '../support/store.ts'

let bureau: Bureau
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  const store = await openStore()
  opened.push(store)
  bureau = await openBureau(store)
})
afterAll(async () => {
  for (const one of opened) await one.close()
})

const now: Instant = when('2019-06-25')
const by = (id: string) => ({ actor: as(id), now })
const formOf = (id: string) => {
  const found = people.find((person) => person.id === id)
  if (!found) throw new Error(id)
  const { name, mail, phone, unit } = found
  return { id, name, mail, phone, unit }
}
const serving = async (id: string) => (await bureau.load.actor(id))?.serves

describe('people', () => {
  it.each(['guanli', 'zhengyan', 'guyong', 'tanyue'])(
    'keep their address and their sign-in when they hold a role, whatever the office wishes (%s)',
    async (id) => {
      const forbidden = { code: 'access.forbidden' }
      await expect(
        bureau.people.savePerson(by('sunning'), { ...formOf(id), mail: 'sunning-too@mzt.example' }),
      ).rejects.toMatchObject(forbidden)
      await expect(bureau.people.savePerson(by('sunning'), { ...formOf(id), removed: true })).rejects.toMatchObject(
        forbidden,
      )
      expect(await bureau.load.person(id)).toEqual(as(id).person)
      await bureau.people.savePerson(by('sunning'), { ...formOf(id), phone: '内线1234' })
      await bureau.people.savePerson(by('guanli'), { ...formOf(id), mail: 'another@mzt.example' })
      expect(await bureau.load.person(id)).toMatchObject({ mail: 'another@mzt.example', roles: as(id).person.roles })
    },
  )

  it('without a role are the office’s to keep', async () => {
    await bureau.people.savePerson(by('sunning'), { ...formOf('limin'), mail: 'li@mzt.example' })
    await bureau.people.savePerson(by('sunning'), { ...formOf('limin'), mail: 'li@mzt.example', removed: true })
    expect(await bureau.load.actor('limin')).toBeNull()
  })

  it('are named 复核人 by the office, and given every other role by the administrator alone', async () => {
    const forbidden = { code: 'access.forbidden' }
    await bureau.people.savePerson(by('sunning'), { ...formOf('zhangwei'), roles: ['reviewer'] })
    expect((await bureau.load.person('zhangwei'))?.roles).toEqual(['reviewer'])
    await expect(
      bureau.people.savePerson(by('sunning'), { ...formOf('zhangwei'), roles: ['reviewer', 'office'] }),
    ).rejects.toMatchObject(forbidden)
    await expect(bureau.people.savePerson(by('sunning'), { ...formOf('guanli'), roles: [] })).rejects.toMatchObject(
      forbidden,
    )
    await bureau.people.savePerson(by('sunning'), { ...formOf('zhangwei'), roles: [] })
    expect(await bureau.load.person('zhangwei')).toMatchObject({ roles: [], epoch: 2 })
  })

  it('have one address each', async () => {
    await expect(
      bureau.people.savePerson(by('guanli'), { ...formOf('limin'), mail: 'new@mzt.example' }),
    ).resolves.toMatchObject({ mail: 'new@mzt.example' })
    await expect(
      bureau.people.savePerson(by('guanli'), { ...formOf('zhangwei'), mail: 'new@mzt.example' }),
    ).rejects.toMatchObject({ code: 'people.mail-taken' })
  })
})

describe('appointing', () => {
  it('hands a unit over in one step', async () => {
    await bureau.people.appoint(by('sunning'), 'jiuzhu', { coordinator: 'zhangwei' })
    expect(await serving('limin')).toEqual([])
    expect(await serving('zhangwei')).toEqual([
      { unit: 'fuli', as: 'coordinator' },
      { unit: 'jiuzhu', as: 'coordinator' },
    ])
    expect((await bureau.people.unitHistory(by('sunning'), 'jiuzhu')).map((line) => line.act)).toEqual([
      'create',
      'handover',
    ])
  })

  it('takes nobody who was removed, and nobody unknown', async () => {
    await bureau.people.savePerson(by('sunning'), { ...formOf('zhangwei'), removed: true })
    await expect(bureau.people.appoint(by('sunning'), 'jiuzhu', { standIn: 'zhangwei' })).rejects.toMatchObject({
      code: 'input.invalid',
    })
    await expect(bureau.people.appoint(by('sunning'), 'jiuzhu', { standIn: 'nobody' })).rejects.toMatchObject({
      code: 'access.missing',
    })
    // The form sends every place again: one that a removed person still holds does not hinder the others.
    await bureau.people.appoint(by('sunning'), 'fuli', { coordinator: 'zhangwei', standIn: 'guyong' })
    expect((await bureau.load.unit('fuli')).standIn).toBe('guyong')
  })
})
