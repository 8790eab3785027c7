import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes as apiRoutes } from '../../../functions/web/api/routes.ts'
import { createApp } from '../../../functions/web/app.tsx'
import { paths } from '../../../shared/domain/paths.ts'
import { may, type Permission } from '../../../shared/domain/permission.ts'
import { keys } from '../../../shared/service/keys.ts'
import { openHouse, type TestHouse } from '../../support/app.ts'
import { as, people } from '../../support/bureau.ts'

/**
 * Every route × every kind of person: what the catalogue of permissions says is what the doors do (A2). `unit` is whose thing it is; everybody who
 * is signed in may where `needs` is null.
 */
type Line = { method: 'GET' | 'POST'; path: string; needs: Permission | null; unit?: string }

const UNIT = 'jiuzhu'
const at = ['2019', '2019-06', UNIT] as const
const get = (path: string, needs: Permission | null, unit?: string): Line => ({
  method: 'GET',
  path,
  needs,
  ...(unit ? { unit } : {}),
})
const post = (path: string, needs: Permission | null, unit?: string): Line => ({
  ...get(path, needs, unit),
  method: 'POST',
})

const LINES: Line[] = [
  get(paths.help, null),
  get(paths.mine, null),
  get(paths.report(...at), 'report.read', UNIT),
  post(paths.report(...at), 'report.fill', UNIT),
  post(paths.reportSubmit(...at), 'report.fill', UNIT),
  get(paths.reportZero(...at), 'report.read', UNIT),
  post(paths.reportZero(...at), 'report.fill', UNIT),
  get(paths.fillable(...at), 'report.fill', UNIT),
  post(paths.fillable(...at), 'report.fill', UNIT),
  get(paths.fillableFile(...at), 'report.fill', UNIT),
  get(paths.receipt(...at), 'report.read', UNIT),
  post(paths.reportWithdraw(...at), 'report.fill', UNIT),
  post(paths.reportSign(...at), 'report.sign', UNIT),
  post(paths.reportDecline(...at), 'report.sign', UNIT),
  get(paths.history(...at), 'report.read', UNIT),
  get(paths.review(...at), 'report.accept', UNIT),
  post(paths.accept(...at), 'report.accept', UNIT),
  post(paths.return(...at), 'report.return', UNIT),
  post(paths.reopen(...at), 'report.return', UNIT),
  get(paths.enter(...at), 'report.enter', UNIT),
  post(paths.enter(...at), 'report.enter', UNIT),
  get(paths.extend(...at), 'report.extend', UNIT),
  post(paths.extend(...at), 'report.extend', UNIT),
  get(paths.overview('2019', '2019-06'), 'summary.read'),
  get(paths.reviews('2019'), 'report.accept', UNIT),
  get(paths.tasks('2019'), 'overview.read'),
  get(paths.task('2019', '1'), 'overview.read'),
  post(paths.verify('2019', '1'), 'task.verify'),
  get(paths.leadership('2019'), 'overview.read'),
  post(paths.leadershipLinks('2019'), 'leadership.link'),
  post(paths.leadershipRevoke('2019', 'no-such-link'), 'leadership.link'),
  get(paths.phases('2019'), null),
  get(paths.kickoff('2019', UNIT), 'phase.read', UNIT),
  post(paths.kickoff('2019', UNIT), 'phase.file', UNIT),
  post(paths.kickoffFile('2019', UNIT), 'phase.file', UNIT),
  get(paths.lookback('2019', UNIT), 'phase.read', UNIT),
  post(paths.lookback('2019', UNIT), 'phase.file', UNIT),
  post(paths.lookbackFile('2019', UNIT), 'phase.file', UNIT),
  post(paths.lookbackRemedy('2019', UNIT), 'phase.file', UNIT),
  post(paths.lookbackMark('2019', UNIT), 'phase.mark', UNIT),
  get(paths.benchmarks('2019', UNIT), 'phase.read', UNIT),
  post(paths.benchmarks('2019', UNIT), 'phase.file', UNIT),
  get(paths.evaluation('2019'), 'evaluation.read'),
  get(paths.evaluationUnit('2019', UNIT), 'evaluation.read'),
  get(paths.evaluationRules('2019'), 'evaluation.draft'),
  post(paths.evaluationRules('2019'), 'evaluation.rules'),
  get(paths.evaluationMarks('2019'), 'evaluation.draft'),
  post(paths.evaluationMarks('2019'), 'evaluation.mark'),
  post(paths.evaluationUnmark('2019', UNIT, 'nothing'), 'evaluation.mark', UNIT),
  get(paths.evaluationCompare('2019'), 'evaluation.draft'),
  get(paths.evaluationPublish('2019'), 'evaluation.publish'),
  post(paths.evaluationPublish('2019'), 'evaluation.publish'),
  post(paths.evaluationCorrect('2019'), 'evaluation.publish'),
  post(paths.evaluationShow('2019'), 'evaluation.publish'),
  get(paths.revision('2019', '1'), 'evaluation.read'),
  get(paths.revisionUnit('2019', '1', UNIT), 'evaluation.read'),
  get(paths.revisionFile('2019', '1', 'workbook'), 'output.download'),
  get(paths.downloads('2019'), 'output.download'),
  get(paths.monthOutput('2019', '2019-06', 'summary'), 'output.download'),
  get(paths.output('2019', 'evaluation'), 'output.download'),
  get(paths.output('2019', 'rates'), 'output.download'),
  post(paths.output('2019', 'rates'), 'output.download'),
  post(paths.monthOutput('2019', '2019-06', 'summary'), 'output.download'),
  get(paths.outputManifest('2019'), 'output.download'),
  get(paths.outputAgain('2019', 'none'), 'output.download'),
  get(paths.outputJob('2019', 'none'), 'output.download'),
  post(paths.outputJobCancel('2019', 'none'), 'output.download'),
  get(paths.outputJobFile('2019', 'none'), 'output.download'),
  get(paths.integrity('2019'), 'history.verify'),
  post(paths.integrity('2019'), 'history.verify'),
  get(paths.export, 'export.all'),
  post(paths.export, 'export.all'),
  get(paths.exportJob('none'), 'export.all'),
  post(paths.exportJobCancel('none'), 'export.all'),
  get(paths.exportJobFile('none'), 'export.all'),
  get(paths.verifyFile, null),
  post(paths.verifyFile, null),
  get(paths.reminders('2019'), 'reminder.read'),
  get(paths.reminderRules('2019'), 'reminder.read'),
  post(paths.reminderRules('2019'), 'reminder.edit'),
  post(paths.chase('2019', '2019-06'), 'reminder.run'),
  post(paths.bounced('2019', '2019-06'), 'reminder.run'),
  get(paths.evidence(...at), 'report.read', UNIT),
  post(paths.evidenceBytes(...at), 'report.attach', UNIT),
  get(paths.evidenceReceived(...at), 'report.attach', UNIT),
  get(paths.attachment(...at, 'no-such-file'), 'report.read', UNIT),
  post(paths.attachmentRemove(...at, 'no-such-file'), 'report.attach', UNIT),
  get(paths.plans, 'plan.read'),
  get(paths.planImport, 'plan.edit'),
  post(paths.planImport, 'plan.edit'),
  get(paths.planDraft('2019'), 'plan.edit'),
  post(paths.planSettle('2019'), 'plan.edit'),
  post(paths.planPublish('2019'), 'plan.edit'),
  get(paths.plan('2019'), 'plan.read'),
  get(paths.planChanges('2019'), 'plan.edit'),
  post(paths.planChanges('2019'), 'plan.edit'),
  get(paths.planChangeNew('2019'), 'plan.edit'),
  post(paths.planChangeNew('2019'), 'plan.edit'),
  post(paths.planChangePreview('2019'), 'plan.edit'),
  get(paths.rhythm('2019'), 'plan.edit'),
  post(paths.rhythm('2019'), 'plan.edit'),
  post(paths.rhythmDue('2019'), 'plan.edit'),
  get(paths.formLayout('2019'), 'plan.edit'),
  post(paths.formLayout('2019'), 'plan.edit'),
  get(paths.people, 'people.read'),
  get(paths.peopleWorkbook, 'people.read'),
  get(paths.peopleImport, 'people.edit'),
  post(paths.peopleImport, 'people.edit'),
  post(paths.peopleImportConfirm, 'people.edit'),
  post(paths.unitNew, 'people.edit'),
  get(paths.unit(UNIT), 'people.read'),
  post(paths.unit(UNIT), 'people.edit'),
  post(paths.personNew, 'people.edit'),
  get(paths.person('limin'), 'people.read'),
  post(paths.person('limin'), 'people.edit'),
  get(paths.calendar, 'calendar.edit'),
  post(paths.calendar, 'calendar.edit'),
]

/** Asked of nobody in particular: tested in access.test.ts and security.test.ts. */
const OPEN = [
  paths.home,
  paths.health,
  paths.static(':file'),
  paths.signIn,
  paths.signInCode,
  paths.signInIssuer,
  paths.signInIssuerReturn,
  paths.signOut,
  paths.signOutEverywhere,
  paths.leadershipOpen(':token'),
]

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const allowed = (person: string, { needs, unit }: Pick<Line, 'needs' | 'unit'>): boolean =>
  needs === null || may(as(person), needs, unit === undefined ? {} : { unit })

const door = (status: number): 'open' | 'forbidden' | 'sign-in' =>
  status === 403 ? 'forbidden' : status === 401 ? 'sign-in' : 'open'

describe('Every page', () => {
  it('stands in this walk', () => {
    const served = createApp(house)
      .routes.filter(({ method, path }) => method !== 'ALL' && !path.startsWith(paths.api))
      .map(({ method, path }) => `${method} ${path.replace(/\{[^/]*\}/g, '')}`)
    const patternOf = (path: string): string =>
      path
        .replace('/2019-06', '/:period')
        .replace(/\/outputs\/\w+/, '/outputs/:kind')
        .replace('/downloads/none', '/downloads/:record')
        .replace('/jobs/none', '/jobs/:job')
        .replace('/export/none', '/export/:job')
        .replace('/plans/2019', '/plans/:plan')
        .replace(/\/tasks\/1(?=\/|$)/, '/tasks/:task')
        .replace(/\/:period\/jiuzhu/, '/:period/:unit')
        .replace('/no-such-link', '/:link')
        .replace('/no-such-file', '/:attachment')
        .replace(/\/(kickoff|lookback|benchmarks)\/jiuzhu/, '/$1/:unit')
        .replace('/units/jiuzhu', '/units/:unit')
        .replace('/persons/limin', '/persons/:person')
        .replace('/marks/jiuzhu/nothing', '/marks/:unit/:mark')
        .replace('/revisions/1', '/revisions/:revision')
        .replace('/files/workbook', '/files/:file')
    const walked = new Set(LINES.map(({ method, path }) => `${method} ${patternOf(path)}`))
    expect(served.filter((one) => !walked.has(one) && !OPEN.some((path) => one.endsWith(` ${path}`)))).toEqual([])
    expect([...walked].filter((one) => !served.includes(one))).toEqual([])
  })

  for (const { id } of people)
    it(`is open to ${id} as the catalogue says`, async () => {
      const browser = await house.signIn(id)
      const found: string[] = []
      const said: string[] = []
      for (const line of LINES) {
        const answer = line.method === 'GET' ? await browser.get(line.path) : await browser.post(line.path)
        found.push(`${line.method} ${line.path} ${door(answer.status)}`)
        said.push(`${line.method} ${line.path} ${allowed(id, line) ? 'open' : 'forbidden'}`)
        expect([line.path, answer.status === 500]).toEqual([line.path, false])
      }
      expect(found).toEqual(said)
    })

  it('leads whoever is not signed in to sign-in, and takes nothing from them', async () => {
    const browser = house.browser()
    for (const line of LINES.filter((one) => one.path !== paths.help)) {
      const answer = line.method === 'GET' ? await browser.get(line.path) : await browser.post(line.path)
      const seen = [answer.status, answer.headers.get('location')]
      expect([line.path, ...seen]).toEqual([line.path, ...(line.method === 'GET' ? [303, paths.signIn] : [401, null])])
    }
  })
})

describe('Every line of the API', () => {
  const addressOf = (path: string): string =>
    path
      .replace('{plan}', '2019')
      .replace('{period}', '2019-06')
      .replace('{unit}', UNIT)
      .replace('{person}', 'limin')
      .replace('{task}', '1')
      .replace('{attachment}', 'no-such-file')
      .replace('{date}', '2019-05-01')
      .replace('{job}', 'none')
      .replace('{table}', 'rates')
      .replace('{sha256}', '0'.repeat(64))
      .replace('{revision}', '1')
      .replace('{to}', '1')
      .replace('{mark}', 'nothing')
  const walked = apiRoutes.filter((line) => !line.path.startsWith('/session'))

  for (const { id } of people)
    it(`is open to ${id} as the catalogue says`, async () => {
      const browser = await house.signIn(id)
      const found: string[] = []
      const said: string[] = []
      for (const { method, path, needs } of walked) {
        // What is sent is never right, so that nothing changes; a delete and a run change nothing that this walk looks at.
        if (needs === 'reminder.run' || method === 'delete') continue
        const answer = await browser.api(
          method.toUpperCase(),
          addressOf(path),
          method === 'get' ? undefined : { version: -1 },
        )
        const name = `${method} ${path}`
        const unit = path.includes('{unit}') ? { unit: UNIT } : {}
        const open = needs === 'signed-in' || needs === 'anyone' || may(as(id), needs, unit)
        found.push(`${name} ${door(answer.status)}`)
        said.push(`${name} ${open ? 'open' : 'forbidden'}`)
        expect([name, answer.status]).not.toEqual([name, 500])
      }
      expect(found).toEqual(said)
    })

  it('answers 401 to whoever is not signed in, whatever they send', async () => {
    const browser = house.browser()
    for (const { method, path, needs } of apiRoutes.filter((line) => line.needs !== 'anyone')) {
      const answer = await browser.api(method.toUpperCase(), addressOf(path), method === 'get' ? undefined : {})
      expect([path, needs, answer.status]).toEqual([path, needs, 401])
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    }
  })
})

describe('Another unit’s report', () => {
  it('is neither read nor changed by a coordinator, on pages and in the API', async () => {
    const stored = () => house.store.chains.head(keys.report(...at))
    const before = await stored()
    const zhangwei = await house.signIn('zhangwei')
    for (const path of [paths.report(...at), paths.history(...at), paths.receipt(...at)]) {
      const answer = await zhangwei.get(path)
      expect([path, answer.status]).toEqual([path, 403])
      expect(await answer.text()).not.toContain('救助水平')
    }
    const sent = { version: 0, entries: [] }
    for (const [method, path] of [
      ['PUT', ''],
      ['POST', '/submit'],
      ['POST', '/zero'],
      ['POST', '/withdraw'],
      ['POST', '/accept'],
    ] as const)
      expect(
        (await zhangwei.api(method, `/plans/2019/reports/2019-06/jiuzhu${path}`, { ...sent, reason: '无' })).status,
      ).toBe(403)
    expect(await stored()).toEqual(before)
  })

  it('stays closed to whoever served the unit until this morning', async () => {
    const limin = await house.signIn('limin')
    expect((await limin.get(paths.report(...at))).status).toBe(200)
    const admin = { actor: as('guanli'), now: house.clocks.business() }
    await house.services.people.savePerson(admin, { ...as('limin').person, unit: 'fuli' })
    await house.services.people.appoint(admin, UNIT, { coordinator: null })
    expect((await limin.get(paths.report(...at))).status).toBe(403)
    await house.services.people.savePerson(admin, { ...as('limin').person, unit: UNIT })
    await house.services.people.appoint(admin, UNIT, { coordinator: 'limin' })
    expect((await limin.get(paths.report(...at))).status).toBe(200)
  })
})
