import { paths } from '../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../support/app.ts'
import { as, bothTasks, filled, when } from '../support/bureau.ts'

/** The address of 救助处's month, or another unit's. */
export const at = (period: string, unit = 'jiuzhu') => ['2019', period, unit] as const
export const JUNE = paths.report(...at('2019-06'))
export const API_JUNE = '/plans/2019/reports/2019-06/jiuzhu'
/** What is sent with a report, to be given back. */
export const MINE = '这是我刚写的进展'
export const fields = { 't1.work': MINE, 't1.progress': '50', version: '1' }

export type WrongScene = { house: TestHouse; limin: Browser; sunning: Browser; guanli: Browser }

/** June 25: June is a draft of 救助处, May was accepted, March is locked; 福利处 has filed June. */
export const openWrongScene = async (): Promise<WrongScene> => {
  const house = await openHouse()
  const { reports } = house.services
  const may = { plan: '2019', period: '2019-05', unit: 'jiuzhu' }
  await reports.submit(may, { actor: as('limin'), now: when('2019-05-28') }, { entries: bothTasks, version: 0 })
  await reports.accept(may, { actor: as('sunning'), now: when('2019-05-29', '15:04') })
  const june = { plan: '2019', period: '2019-06' }
  const now = when('2019-06-24', '10:00')
  await reports.save(
    { ...june, unit: 'jiuzhu' },
    { actor: as('limin'), now },
    { entries: [filled(1, { work: '救助处的草稿' }), filled(2)], version: 0 },
  )
  await reports.submit(
    { ...june, unit: 'fuli' },
    { actor: as('zhangwei'), now },
    { entries: [filled(2, { work: '福利处的进展' })], version: 0 },
  )
  const [limin, sunning, guanli] = [
    await house.signIn('limin'),
    await house.signIn('sunning'),
    await house.signIn('guanli'),
  ]
  return { house, limin, sunning, guanli }
}

/** Every address that takes a form, and one that a person may send it to. */
export const postsOf = ({ limin, sunning }: WrongScene): [path: string, who: Browser][] => [
  ...[
    JUNE,
    paths.reportSubmit(...at('2019-06')),
    paths.reportZero(...at('2019-06')),
    paths.reportWithdraw(...at('2019-06')),
  ].map((path): [string, Browser] => [path, limin]),
  ...[
    paths.accept(...at('2019-06', 'fuli')),
    paths.return(...at('2019-06', 'fuli')),
    paths.reopen(...at('2019-05')),
    paths.enter(...at('2019-06')),
    paths.extend(...at('2019-03')),
    paths.verify('2019', '1'),
    paths.planImport,
    paths.calendar,
    paths.unitNew,
    paths.unit('fuli'),
    paths.personNew,
    paths.person('limin'),
  ].map((path): [string, Browser] => [path, sunning]),
  [paths.signOutEverywhere, limin],
]
