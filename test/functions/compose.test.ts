import { afterAll, expect, it } from 'vitest'
import { compose } from '../../functions/compose.ts'
import type { Settings } from '../../functions/settings.ts'
import { as, bothTasks, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
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
