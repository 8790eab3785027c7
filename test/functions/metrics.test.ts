import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countRun, METRICS, type Metric, metricLine, NAMESPACE } from '../../functions/metrics.ts'
import { paths } from '../../shared/domain/paths.ts'
import { openHouse, type TestHouse } from '../support/app.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

/** What was counted while this was done. */
const counted = async (act: () => Promise<unknown>): Promise<string[]> => {
  house.counts.splice(0)
  await act()
  await house.services.settled()
  return house.counts.splice(0)
}

describe('what is counted', () => {
  it('is a report when it is filed, not when it is saved', async () => {
    const limin = await house.signIn('limin')
    const report = paths.report('2019', '2019-06', 'jiuzhu')
    expect(await counted(() => limin.post(report, { 't5.work': '走访', version: '0' }))).toEqual([])
    const zero = paths.reportZero('2019', '2019-06', 'jiuzhu')
    expect(await counted(() => limin.post(zero, { reason: '本月无新进展', version: '1' }))).toEqual(['reportsFiled'])
  })

  it('is a refusal by its kind, on a page and in the API', async () => {
    const limin = await house.signIn('limin')
    expect(await counted(() => limin.get(paths.people))).toEqual(['refusals forbidden'])
    expect(await counted(() => limin.get(`${paths.api}/plans/none`))).toEqual(['refusals missing'])
  })

  it('is a mail that was not delivered, by its outcome', async () => {
    house.mailAnswers(async () => ({ outcome: 'refused', detail: '550 no such user' }))
    const office = await house.signIn('sunning')
    const back = paths.return('2019', '2019-06', 'jiuzhu')
    const notices = await counted(() => office.post(back, { reason: '请补充', cause: 'unit' }))
    expect(notices).toEqual(['mailTrouble refused'])
  })

  it('is what a reminder run came to; one that hands on has not finished', () => {
    const lines: string[] = []
    const summary = {
      at: '',
      trigger: 'daily',
      sent: 3,
      failed: 1,
      unknown: 0,
      refused: 0,
      lines: 4,
      busy: 0,
      next: null,
      unknownYears: [],
    }
    const count = (metric: Metric, value = 1): void => {
      lines.push(`${metric} ${value}`)
    }
    countRun(count, { ...summary, again: true })
    expect(lines).toEqual(['remindersSent 3', 'remindersFailed 1', 'remindersUnknown 0', 'remindersRefused 0'])
    countRun(count, { ...summary, again: false })
    expect(lines.at(-1)).toBe('runsFinished 1')
  })
})

describe('a line of CloudWatch’s embedded metric format', () => {
  it('names its value, its unit and its dimensions, in total and by kind', () => {
    const line = JSON.parse(metricLine('prod', 1_561_425_600_000, { metric: 'refusals', value: 1, kind: 'forbidden' }))
    expect(line).toEqual({
      _aws: {
        Timestamp: 1_561_425_600_000,
        CloudWatchMetrics: [
          {
            Namespace: NAMESPACE,
            Dimensions: [
              ['service', 'stage'],
              ['service', 'stage', 'kind'],
            ],
            Metrics: [{ Name: METRICS.refusals, Unit: 'Count' }],
          },
        ],
      },
      service: 'yuebao',
      stage: 'prod',
      kind: 'forbidden',
      Refusals: 1,
    })
  })
})
