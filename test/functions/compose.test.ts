import { afterAll, expect, it } from 'vitest'
import { compose } from '../../functions/compose.ts'
import type { Settings } from '../../functions/settings.ts'
import { as, bothTasks, filled, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { noFiles, openStore } from '../support/store.ts'

const settings: Settings = {
  mode: 'bureau',
  publicUrl: 'http://yuebao.example',
  mailFrom: '月报 <yuebao@mzt.example>',
  adminMail: 'guanli@mzt.example',
  oidc: null,
}
const store = await openStore()
afterAll(() => store.close())

it('tells of a mail that was not sent in the words of the mail server, without the address they repeat', async () => {
  await openBureau(store)
  const told: string[] = []
  const services = compose({
    settings,
    dynamoDb: store.call,
    table: store.table,
    mailer: { send: async ({ to }) => ({ outcome: 'refused', detail: `550 5.1.1 <${to.mail}>: unknown user` }) },
    files: noFiles,
    onTrouble: (what) => told.push(what),
  })
  await services.reports.submit(
    jiuzhuJune,
    { actor: as('limin'), now: when('2019-06-25') },
    { entries: bothTasks, version: 0 },
  )
  await services.settled()
  expect(told).toEqual(['mail refused: 550 5.1.1 <…>: unknown user'])
})

it('tells of an error by its name and place, never in its words, which may be what somebody typed', async () => {
  const secret = '手机13800000000'
  const told: unknown[][] = []
  const services = compose({
    settings,
    dynamoDb: store.call,
    table: store.table,
    mailer: { send: async () => ({ outcome: 'sent', detail: '' }) },
    files: noFiles,
    machine: () => {
      throw new Error(secret)
    },
    onTrouble: (...given) => told.push(given),
  })
  await services.reports.submit(
    { ...jiuzhuJune, unit: 'fuli' },
    { actor: as('zhangwei'), now: when('2019-06-25') },
    { entries: [filled(2)], version: 0 },
  )
  await services.settled()
  expect(told).toEqual([['mail broken', expect.objectContaining({ error: 'Error', stack: expect.any(Array) })]])
  expect(JSON.stringify(told)).not.toContain(secret)
})
