import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { createNotify } from '../../shared/service/notify.ts'
import type { Delivery, Mail } from '../../shared/service/ports.ts'
import type { Told } from '../../shared/service/report.ts'
import { as, type Bureau, bothTasks, filled, jiuzhuJune, openBureau, when } from '../support/bureau.ts'
import { openStore, type Store } from '../support/store.ts'

let store: Store
let bureau: Bureau
let mails: Mail[]
let failures: string[]
let answer: () => Promise<Delivery>
beforeEach(async () => {
  store = await openStore()
  bureau = await openBureau(store)
  mails = []
  failures = []
  answer = async () => ({ outcome: 'sent', detail: '250 ok' })
})
afterEach(() => store.close())

const notify = (keepsMessageId = true) =>
  createNotify({
    cells: store.cells,
    chance: systemChance,
    load: bureau.load,
    machine: () => '2026-01-01T00:00:00.000Z',
    publicUrl: 'https://yuebao.example',
    sample: false,
    mailer: {
      keepsMessageId,
      send: (mail) => {
        mails.push(mail)
        return answer()
      },
    },
    undelivered: ({ outcome }) => failures.push(outcome),
  })
/** The newest act. */
const last = (): Told => {
  const told = bureau.told.at(-1)
  if (!told) throw new Error('nothing happened')
  return told
}
const limin = (now: string, time: string) => ({ actor: as('limin'), now: when(now, time) })
const sunning = (now: string, time: string) => ({ actor: as('sunning'), now: when(now, time) })

describe('the mail that follows an act', () => {
  it('is a receipt to who filed, a returned notice with reason, remarks and window, an accepted notice', async () => {
    const filed = await bureau.reports.submit(jiuzhuJune, limin('2019-06-27', '10:00'), {
      entries: bothTasks,
      version: 0,
    })
    expect(await notify().after(last())).toMatchObject([
      { to: 'limin@mzt.example', rule: 'receipt', outcome: 'sent', items: [], units: ['jiuzhu'], periods: ['2019-06'] },
    ])
    expect(mails[0]?.subject).toBe('已收到救助处2019年6月月报（按时）')
    expect(mails[0]?.text).toContain('按计划推进，50%　任务1　救助水平')

    const back = await bureau.reports.sendBack('return', jiuzhuJune, sunning('2019-06-28', '18:00'), {
      why: '数据前后不一致',
      remarks: [{ task: 2, text: '请写明完成数量' }],
      version: filed.version,
    })
    const [returned] = await notify().after(last())
    expect(returned).toMatchObject({ rule: 'returned', items: [{ task: 1 }, { task: 2, due: back.windowUntil }] })
    expect(mails[1]?.text).toMatch(/数据前后不一致[\s\S]*任务2　养老服务[\s\S]*请写明完成数量/)
    expect(mails[1]?.headers).toMatchObject({
      'X-Yuebao-Rule': 'returned',
      'X-Yuebao-Period': '2019-06',
      'X-Yuebao-Units': 'jiuzhu',
    })

    const again = await bureau.reports.submit(jiuzhuJune, limin('2019-07-01', '10:00'), {
      entries: [filled(1), filled(2, { work: '走访20户' })],
      version: back.version,
    })
    await notify().after(last())
    expect(mails[2]?.subject).toBe('已收到救助处2019年6月月报（按时）')
    await bureau.reports.accept(jiuzhuJune, sunning('2019-07-02', '10:00'), { version: again.version })
    await notify().after(last())
    expect(mails[3]?.subject).toBe('救助处2019年6月月报已审核通过')
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(4)
  })

  it('goes to the coordinator when the office entered the report, and has the same Message-ID when made again', async () => {
    await bureau.reports.enter(jiuzhuJune, sunning('2019-07-02', '10:00'), {
      entries: bothTasks,
      version: 0,
      why: '电话报送',
    })
    await notify().after(last())
    await notify().after(last())
    expect(mails.map(({ to }) => to.mail)).toEqual(['limin@mzt.example', 'limin@mzt.example'])
    expect(mails[0]?.subject).toBe('已代录救助处2019年6月月报（迟报）')
    expect(mails[0]?.messageId).toBe(mails[1]?.messageId)
  })

  it('of unknown outcome is sent once more only where it keeps its Message-ID', async () => {
    await bureau.reports.submit(jiuzhuJune, limin('2019-06-27', '10:00'), {
      entries: bothTasks,
      version: 0,
    })
    answer = async () => ({ outcome: 'unknown', detail: 'cut off' })
    expect(await notify(false).after(last())).toMatchObject([{ outcome: 'unknown' }])
    expect(mails).toHaveLength(1)
    await notify(true).after(last())
    expect(mails).toHaveLength(3)
  })

  it('never fails: what went wrong is told, the act stands', async () => {
    await bureau.reports.submit(jiuzhuJune, limin('2019-06-27', '10:00'), {
      entries: bothTasks,
      version: 0,
    })
    answer = async () => ({ outcome: 'refused', detail: '550 no such user' })
    expect(await notify().after(last())).toMatchObject([{ outcome: 'refused' }])
    answer = () => Promise.reject(new Error('socket'))
    expect(await notify().after(last())).toMatchObject([{ outcome: 'unknown' }])
    await store.close()
    expect(await notify().after(last())).toEqual([])
    expect(failures).toEqual(['refused', 'unknown', 'unknown', 'broken'])
  })
})
