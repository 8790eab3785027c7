import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../functions/web/api/routes.ts'
import { paths } from '../../shared/domain/paths.ts'
import { type Browser, openHouse, type TestHouse } from '../support/app.ts'
import { jiuzhuJune } from '../support/bureau.ts'

/** Whatever is sent to whatever address by whomever: it may be refused or taken, but it is never a fault of ours. */

const { plan, period, unit } = jiuzhuJune
const at = [plan, period, unit] as const
const FORMS = [
  paths.report(...at),
  paths.reportSubmit(...at),
  paths.reportZero(...at),
  paths.reportWithdraw(...at),
  paths.accept(...at),
  paths.return(...at),
  paths.reopen(...at),
  paths.enter(...at),
  paths.extend(...at),
  paths.verify(plan, '1'),
  paths.planImport,
  paths.planSettle(plan),
  paths.planPublish(plan),
  paths.planSettle('2020'),
  paths.planPublish('2020'),
  paths.unitNew,
  paths.unit('fuli'),
  paths.personNew,
  paths.person('zhangwei'),
  paths.calendar,
]
const NAMES = [
  ...['work', 'zero', 'reason', 'progress', 'status', 'problem', 'next', 'figures.0', 'remark'].flatMap((field) => [
    `t1.${field}`,
    `t2.${field}`,
  ]),
  'pick.t1.work',
  'mine.t1.work',
  'version',
  'reason',
  'next',
  'why',
  'phrase',
  'cause',
  'date',
  'time',
  'working',
  'unit',
  'text',
  'year',
  'act',
  'name',
  'fullName',
  'aliases',
  'class',
  'order',
  'from',
  'to',
  'mail',
  'phone',
  'role',
  'coordinator',
  'standIn',
  'head',
  'due',
  'dueTime',
  'first',
  'last',
  'window',
  'lock',
  'locks',
  'title',
  'formTitle',
  'q0',
  'q-1',
  'units',
  'answer',
  '__proto__',
  '',
]
const VALUES = [
  '',
  ' ',
  '0',
  '-1',
  '1',
  '1e999',
  '1.5',
  'NaN',
  '９',
  '100%',
  '99999999999999999999',
  '2019-06-31',
  '2019-06-20',
  '0000-00-00',
  '9999-12-31',
  '25:99',
  '17:30',
  'yes',
  'change',
  'appoint',
  'remove',
  'end',
  'unit',
  '已完成',
  '滞后',
  '好',
  '处室',
  'jiuzhu',
  'limin',
  'nobody',
  '../x',
  '\u0000',
  '\ud83d',
  '\r\n',
  "'",
  '<x>',
  '__proto__',
  '一、任务。做好。（责任单位：救助处）',
  '2020',
  'x'.repeat(2_001),
  '办'.repeat(501),
  'a@b.cn',
  'sunning@mzt.example',
  'office',
  'administrator',
  'null',
  '[]',
  '{}',
]
const form = fc.array(
  fc.tuple(
    fc.constantFrom(...NAMES),
    fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 20 })),
  ),
  { maxLength: 12 },
)
const json = fc.oneof(
  fc.dictionary(
    fc.constantFrom(
      'version',
      'entries',
      'why',
      'reason',
      'next',
      'until',
      'remarks',
      'cause',
      'unit',
      'text',
      'file',
      'year',
      'settlements',
      'rhythm',
      'title',
      'name',
      'phone',
      'mail',
      'roles',
      'removed',
      'class',
      'order',
      'aliases',
      'from',
      'to',
      'coordinator',
      'head',
      'working',
      'reason',
      'assumed',
      'fullName',
    ),
    fc.oneof(
      fc.constantFrom<unknown>(...VALUES, 0, 1, -1, 1.5, 1e21, null, true, [], [{}], {}),
      fc.constantFrom<unknown>(
        [{ task: 1 }],
        [{ task: 1, work: 'x', figures: [{ target: 99, quantity: 1e300 }] }],
        [{ task: 9_999 }],
        [{ task: 1, text: 'x' }],
        { name: 'x', base64: 'AAAA' },
      ),
    ),
  ),
  fc.jsonValue(),
)

let house: TestHouse
let people: Browser[]
beforeAll(async () => {
  house = await openHouse()
  people = await Promise.all(['limin', 'hefan', 'sunning', 'guanli'].map((one) => house.signIn(one)))
})
afterAll(() => house.close())

const who = fc.nat(3)
/** A person whose roles or sessions were changed on the way is signed in again. */
const sender = async (index: number): Promise<Browser> => {
  const browser = people[index] ?? house.browser()
  if (
    (await browser.get(paths.help)).status === 200 &&
    (await browser.get(paths.home)).headers.get('location') !== paths.signIn
  )
    return browser
  const again = await house.signIn(['limin', 'hefan', 'sunning', 'guanli'][index] ?? '')
  people[index] = again
  return again
}

describe('Any input', () => {
  it('in a form is answered', async () => {
    await fc.assert(
      fc.asyncProperty(who, fc.constantFrom(...FORMS), form, async (index, path, pairs) => {
        const answer = await (await sender(index)).post(path, pairs)
        expect([path, answer.status < 500, house.lines]).toEqual([path, true, []])
      }),
      { numRuns: 400, seed: 2019 },
    )
  }, 60_000)

  it('in JSON is answered', async () => {
    const lines = routes.filter(({ method, needs }) => method !== 'get' && needs !== 'anyone' && needs !== 'signed-in')
    await fc.assert(
      fc.asyncProperty(who, fc.constantFrom(...lines), json, fc.boolean(), async (index, line, body, fresh) => {
        const path = line.path
          .replace('{plan}', plan)
          .replace('{period}', period)
          .replace('{unit}', fresh ? 'fresh' : unit)
          .replace('{task}', '1')
          .replace('{person}', fresh ? 'fresh' : 'zhangwei')
          .replace('{date}', '2019-06-22')
        const answer = await (await sender(index)).api(line.method.toUpperCase(), path, body)
        expect([path, answer.status < 500, house.lines]).toEqual([path, true, []])
      }),
      { numRuns: 400, seed: 2019 },
    )
  }, 60_000)

  it('leaves every page readable', async () => {
    const sunning = await sender(2)
    for (const path of [
      paths.report(...at),
      paths.review(...at),
      paths.history(...at),
      paths.enter(...at),
      paths.extend(...at),
      paths.overview(plan, period),
      paths.tasks(plan),
      paths.reviews(plan),
      paths.reminders(plan),
      paths.downloads(plan),
      paths.evaluation(plan),
      paths.people,
      paths.unit('fuli'),
      paths.calendar,
      paths.plans,
      paths.plan(plan),
      paths.monthOutput(plan, period, 'summary'),
      paths.output(plan, 'evaluation'),
      paths.output(plan, 'rates'),
    ])
      expect([path, (await sunning.get(path)).status]).toEqual([path, 200])
  })
})
