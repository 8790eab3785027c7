import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDigests, type Digests } from '../../shared/service/digest.ts'
import { as, type Bureau, bothTasks, filled, JUNE, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openStore, type Store } from '../support/store.ts'

let store: Store
let bureau: Bureau
let digests: Digests
beforeEach(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  digests = createDigests(bureau.deps, bureau.load)
  await bureau.reports.submit(jiuzhuJune, by('limin', '2019-06-25'), { entries: bothTasks, version: 0 })
  await bureau.reports.submit(fagui, by('hefan', '2019-06-25'), { entries: [filled(3)], version: 0 })
  await digests.ofDay('2019', when('2019-06-26'))
  await bureau.reports.accept(jiuzhuJune, by('sunning', '2019-06-26', '10:00'))
  await digests.ofDay('2019', when('2019-06-27'))
})
afterEach(() => store.close())

const by = (id: string, date: string, time?: string) => ({ actor: as(id), now: when(date, time) })
const fagui = { ...JUNE, unit: 'fagui' }
const verify = () => digests.verify('2019', by('zhengyan', '2019-06-28'))

/** Below the adapter, as somebody would who has the database and not the service. */
const HEAD = { PK: { S: 'H#plan/2019/2019-06' }, SK: { S: 'jiuzhu' } }
const itemsOf = async (partition: string) =>
  (
    await store.call('Query', {
      TableName: store.table,
      ConsistentRead: true,
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: partition } },
    })
  ).Items ?? []
const recordOf = async (act: string) => {
  const item = (await itemsOf('R#plan/2019/2019-06#jiuzhu')).find((one) => one['j']?.S?.includes(`"act":"${act}"`))
  if (!item) throw new Error(`no record of ${act}`)
  return item
}

describe('The digest of a day', () => {
  it('is made once: what is done later that day belongs to the next', async () => {
    const first = await digests.ofDay('2019', when('2019-06-27', '18:00'))
    expect(first.at).toBe(when('2019-06-27'))
    const days = await digests.days('2019', by('sunning', '2019-06-28'))
    expect(days.map((one) => one.day)).toEqual(['2019-06-26', '2019-06-27'])
    expect(days[1]?.before).toBe(days[0]?.digest)
    expect(days[1]?.digest).not.toBe(days[0]?.digest)
    expect(days[0]?.digest).toMatch(/^[0-9a-f]{64}$/)
  })

  it('keeps the lines of a collection only where they changed', async () => {
    const kept = Object.fromEntries(
      (await digests.ofDay('2019', when('2019-06-27'))).parts.map((part) => [part.collection, part.kept]),
    )
    expect(kept['plan/2019/2019-06']).toBe('2019-06-27')
    expect(kept['units']).toBe('2019-06-26')
  })

  it('is the same while only a draft was saved', async () => {
    const may = { ...fagui, period: '2019-05' }
    await bureau.reports.extend(may, by('sunning', '2019-06-27', '11:00'), {
      until: when('2019-07-20'),
      why: '停电',
    })
    const before = await digests.ofDay('2019', when('2019-06-28'))
    await bureau.reports.save(may, by('hefan', '2019-06-28', '11:00'), { entries: [filled(3)], version: 1 })
    const after = await digests.ofDay('2019', when('2019-06-29'))
    expect(after.parts.map((part) => part.digest)).toEqual(before.parts.map((part) => part.digest))
  })
})

describe('The walk through the histories', () => {
  it('finds nothing where nothing was touched, also after more was done', async () => {
    await bureau.reports.sendBack('reopen', jiuzhuJune, by('sunning', '2019-06-28'), { why: '数字有误' })
    const found = await verify()
    expect(found).toMatchObject({ plan: '2019', days: 2, troubles: [] })
    expect(found.records).toBe(found.heads + 2)
  })

  it('names the record that was altered', async () => {
    const item = await recordOf('submit')
    const text = item['j']?.S?.replace('召开推进会1次', '召开推进会9次') ?? ''
    expect(text).not.toBe(item['j']?.S)
    await store.call('PutItem', { TableName: store.table, Item: { ...item, j: { S: text } } })
    expect((await verify()).troubles).toEqual([
      { collection: 'plan/2019/2019-06', id: 'jiuzhu', what: 'altered', record: item['SK']?.S, day: null },
    ])
  })

  it('names the record that is lost', async () => {
    const { PK, SK } = await recordOf('submit')
    if (!PK || !SK) throw new Error('no key')
    await store.call('DeleteItem', { TableName: store.table, Key: { PK, SK } })
    expect((await verify()).troubles).toMatchObject([{ id: 'jiuzhu', what: 'lost', record: SK.S }])
  })

  it('says since which day a history was cut, though what is left is whole', async () => {
    const submitted = await recordOf('submit')
    const accepted = await recordOf('accept')
    const { Item: head } = await store.call('GetItem', { TableName: store.table, Key: HEAD })
    const before = JSON.parse(accepted['j']?.S ?? '{}').before
    const cut = {
      ...JSON.parse(head?.['j']?.S ?? '{}'),
      state: 'submitted',
      version: 1,
      current: before.id,
      hash: before.hash,
    }
    await store.call('PutItem', {
      TableName: store.table,
      Item: {
        ...HEAD,
        v: { N: '1' },
        s: { S: 'submitted' },
        c: submitted['SK'] ?? { S: '' },
        j: { S: JSON.stringify(cut) },
      },
    })
    expect((await verify()).troubles).toEqual([
      { collection: 'plan/2019/2019-06', id: 'jiuzhu', what: 'cut', record: null, day: '2019-06-27' },
    ])
  })

  it('names a history that is gone, and a digest that was altered', async () => {
    await store.call('DeleteItem', { TableName: store.table, Key: HEAD })
    const [day] = await itemsOf('C#plan/2019/digests')
    await store.call('PutItem', {
      TableName: store.table,
      Item: { ...day, j: { S: day?.['j']?.S?.replace('"count":3', '"count":2') ?? '' } },
    })
    expect((await verify()).troubles.map(({ id, what, day }) => [id, what, day])).toEqual([
      ['jiuzhu', 'removed', '2019-06-26'],
      ['2019-06-26', 'altered', '2019-06-26'],
    ])
  })

  it('is for those who answer for the records or rely on them', async () => {
    for (const id of ['limin', 'tingling', 'guyong'])
      await expect(digests.verify('2019', by(id, '2019-06-28'))).rejects.toMatchObject({ code: 'access.forbidden' })
  })
})
