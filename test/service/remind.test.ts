import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemChance } from '../../shared/adapter/crypto/chance.ts'
import { defaultRhythm } from '../../shared/domain/calendar.ts'
import { isNotice, isOpenLine, type LedgerLine, lineKeyText } from '../../shared/domain/reminder/ledger.ts'
import { familyOf } from '../../shared/domain/reminder/rules.ts'
import { addDays, addMinutes, type Instant, instant, ms } from '../../shared/domain/time.ts'
import { change } from '../../shared/service/chain.ts'
import { keys } from '../../shared/service/keys.ts'
import { createLoad } from '../../shared/service/load.ts'
import { createNotify } from '../../shared/service/notify.ts'
import type { Cells, Chains, Delivery, Mail, Mailer } from '../../shared/service/ports.ts'
import { createReminders, LEASE_MINUTES, type SentMail } from '../../shared/service/remind.ts'
import { as, type Bureau, bothTasks, filled, JUNE, jiuzhuJune, openBureau, plan, when } from '../support/bureau.ts'
import { openStore, type Store } from '../support/store.ts'

/** Months played on the real engine; as many more as CASES asks of the plain ones. */
const MONTHS = Math.max(10, Math.round(Number(process.env['CASES'] ?? 0) / 200))

class Killed extends Error {}

/** The run on a real store, with a mail server that keeps what it is given, and a machine clock of its own. */
const office = (store: Store, bureau: Bureau, keepsMessageId = true) => {
  const mails: Mail[] = []
  const fates: (Delivery['outcome'] | 'killed')[] = []
  let minutes = 0
  let calls = 0
  let killAt = Number.POSITIVE_INFINITY
  let before: (() => Promise<unknown>) | null = null
  let underway = 0
  const alive = () => {
    calls++
    if (calls >= killAt) throw new Killed()
  }
  /** A store call of the process, which dies before it, as far as the store can tell. Reads do not count, but a dead process makes none either. */
  const call = async <T>(act: () => Promise<T>, counts: boolean): Promise<T> => {
    if (counts) alive()
    else if (calls >= killAt) throw new Killed()
    underway++
    try {
      return await act()
    } finally {
      underway--
    }
  }
  /** Several mails are on their way at once: when one finds the process dead, the others do at their next step. */
  const allDead = async () => {
    for (let quiet = 0; quiet < 5; quiet = underway === 0 ? quiet + 1 : 0) await new Promise(setImmediate)
  }
  const cells: Cells = {
    ...store.cells,
    get: (ref) => call(() => store.cells.get(ref), true),
    list: (...given: Parameters<Cells['list']>) => call(() => store.cells.list(...given), false) as never,
    put: (...given: Parameters<Cells['put']>) =>
      call(async () => {
        const then = before
        before = null
        if (then) await then()
        return store.cells.put(...given)
      }, true),
  }
  const chains: Chains = {
    ...store.chains,
    headsOf: (...given: Parameters<Chains['headsOf']>) => call(() => store.chains.headsOf(...given), false) as never,
    record: (...given) => call(() => store.chains.record(...given), false),
  }
  const mailer: Mailer = {
    keepsMessageId,
    send: async (mail) => {
      if (calls >= killAt) throw new Killed()
      const fate = fates.shift() ?? 'sent'
      if (fate === 'sent' || fate === 'unknown' || fate === 'killed') mails.push(mail)
      if (fate === 'killed') {
        killAt = calls
        throw new Killed()
      }
      return { outcome: fate, detail: fate === 'sent' ? '250 ok' : '451 later' }
    },
  }
  const machine = (): Instant => instant(ms('2026-01-01T00:00:00.000Z') + minutes * 60_000)
  const load = createLoad({ ...store, chance: systemChance })
  const publicUrl = 'https://yuebao.example'
  const notify = createNotify({
    ...{ cells, chance: systemChance, load, mailer, machine, publicUrl, sample: false },
  })
  const reminders = createReminders({
    chains,
    cells,
    chance: systemChance,
    load,
    mailer,
    notify,
    proofOf: async () => 'proof-of-the-day',
    publicUrl,
    sample: false,
  })
  return {
    mails,
    fates,
    bureau,
    notify,
    reminders,
    machine,
    run: async (now: Instant, until?: Instant) => {
      const sent: SentMail[] = []
      const onMail = (mail: SentMail) => sent.push(mail)
      return { ...(await reminders.run({ now, machine, onMail, ...(until ? { until } : {}) })), mails: sent }
    },
    /** Runs until killed at the n-th store call; says whether it was. */
    killedAt: async (n: number, now: Instant): Promise<boolean> => {
      calls = 0
      killAt = n
      try {
        await reminders.run({ now, machine })
        return false
      } catch (error) {
        if (error instanceof Killed) return true
        throw error
      } finally {
        await allDead()
        killAt = Number.POSITIVE_INFINITY
        minutes += LEASE_MINUTES + 1
      }
    },
    revive: async () => {
      await allDead()
      killAt = Number.POSITIVE_INFINITY
      minutes += LEASE_MINUTES + 1
    },
    wait: (more: number) => {
      minutes += more
    },
    onNextWrite: (act: () => Promise<unknown>) => {
      before = act
    },
    ledger: async (): Promise<LedgerLine[]> =>
      (
        await Promise.all(
          ['2019-06', '2019-07'].map((period) =>
            reminders.ledger({ actor: as('sunning'), now: when('2019-06-01') }, plan.id, period),
          ),
        )
      ).flat(),
  }
}

let store: Store
let the: ReturnType<typeof office>
beforeEach(async () => {
  store = await openStore()
  the = office(store, await openBureau(store))
  // The months before are overdue in this small bureau: the office is told of them once, and June is told apart.
  await the.run(when('2019-06-17'))
  the.mails.length = 0
})
afterEach(() => store.close())

const submit = (unit: string, tasks = bothTasks, at = when('2019-06-20', '10:00')) =>
  the.bureau.reports.submit(
    { ...JUNE, unit },
    { actor: as(unit === 'jiuzhu' ? 'limin' : unit === 'fuli' ? 'zhangwei' : 'hefan'), now: at },
    { entries: tasks, version: 0 },
  )

const ofJune = (lines: readonly LedgerLine[]) => lines.filter(({ period }) => period === '2019-06')

describe('the reminder run', () => {
  it('writes to those who still owe, listing exactly the owed tasks, unfilled first, with links', async () => {
    await submit('fuli', [filled(2)])
    await the.bureau.reports.save(
      jiuzhuJune,
      { actor: as('limin'), now: when('2019-06-20', '10:00') },
      { entries: [filled(1)], version: 0 },
    )
    const summary = await the.run(when('2019-06-27'))
    expect(the.mails.map(({ to }) => to.mail)).toEqual(expect.arrayContaining(['limin@mzt.example']))
    expect(the.mails.map(({ to }) => to.mail)).not.toContain('zhangwei@mzt.example')
    const mail = the.mails.find(({ to }) => to.mail === 'limin@mzt.example')
    expect(mail?.subject).toContain('还有1项任务没填，明天17:30截止：救助处2019年6月月报')
    expect(mail?.headers).toMatchObject({
      'X-Yuebao-Rule': 'before-1',
      'X-Yuebao-Period': '2019-06',
      'X-Yuebao-Units': 'jiuzhu',
    })
    expect(mail?.text).toMatch(/未填　任务2[\s\S]*已填　任务1/)
    expect(mail?.text).toContain('https://yuebao.example/plans/2019/2019-06/jiuzhu#task-2')
    expect(mail?.text).toContain('https://yuebao.example/plans/2019/2019-06/jiuzhu/zero')
    const sent = summary.mails.find(({ person }) => person === 'limin')
    const due = '2019-06-28T09:30:00.000Z'
    expect(sent).toMatchObject({
      rule: 'before-1',
      outcome: 'sent',
      items: [
        { unit: 'jiuzhu', period: '2019-06', task: 1, due },
        { unit: 'jiuzhu', period: '2019-06', task: 2, due },
      ],
    })
    expect(sent?.messageId).toBe(mail?.messageId)
  })

  it('does nothing when it is run again', async () => {
    await the.run(when('2019-06-27'))
    const count = the.mails.length
    const again = await the.run(when('2019-06-27', '11:00'))
    expect([again.mails, again.lines, again.again]).toEqual([[], 0, false])
    expect(the.mails).toHaveLength(count)
  })

  it('names the years in which a running plan comes due and no holidays are known', async () => {
    expect((await the.run(when('2019-06-27'))).unknownYears).toEqual([])
    const far = { ...plan, id: '2050', year: 2050, rhythm: defaultRhythm(2050) }
    const head = {
      id: far.id,
      title: far.title,
      year: far.year,
      state: 'published' as const,
      publishedAt: when('2019-06-26'),
    }
    const call = { actor: as('sunning'), now: when('2019-06-26') }
    await change(the.bureau.deps, keys.plan(far.id), null, call, { act: 'publish', body: far, head })
    expect((await the.run(when('2019-06-28'))).unknownYears).toEqual([])
    expect((await the.run(when('2050-04-01'))).unknownYears).toEqual([2050, 2051])
  })

  it('tells the office of all overdue units in one mail each, and of no unit that has filed or was returned', async () => {
    const head = await submit('fuli', [filled(2)])
    await the.bureau.reports.sendBack(
      'return',
      { ...JUNE, unit: 'fuli' },
      { actor: as('sunning'), now: when('2019-06-28', '18:00') },
      { why: '请补充数据', version: head.version },
    )
    await the.run(when('2019-07-01'))
    const digest = the.mails.filter(({ headers }) => headers['X-Yuebao-Rule'] === 'digest')
    expect(digest.map(({ to }) => to.mail).sort()).toEqual(['sunning@mzt.example', 'tanyue@mzt.example'])
    expect(digest[0]?.headers['X-Yuebao-Units']).toContain('jiuzhu')
    expect(digest[0]?.subject).toContain('逾期没有提交')
    expect(
      the.mails.some(
        ({ headers }) =>
          !isNotice(headers['X-Yuebao-Rule'] ?? '') &&
          headers['X-Yuebao-Units']?.split(',').includes('fuli') &&
          headers['X-Yuebao-Period'] === '2019-06',
      ),
    ).toBe(false)
    // One who coordinates a unit and belongs to the office gets both in one mail.
    const both = the.mails.filter(({ to }) => to.mail === 'hefan@mzt.example')
    expect(both.map(({ headers }) => headers['X-Yuebao-Rule'])).toEqual(['overdue,digest'])
  })

  it('records a unit head without an address as undeliverable', async () => {
    await the.run(when('2019-07-01'))
    const lines = ofJune(await the.ledger()).filter(({ unit, rule }) => unit === 'jiuzhu' && rule === 'overdue')
    expect(lines.map(({ person, state }) => [person, state])).toEqual(
      expect.arrayContaining([
        ['-head', 'undeliverable'],
        ['limin', 'sent'],
      ]),
    )
  })

  it('drops what is filed between its plan and its mail', async () => {
    the.onNextWrite(() => submit('jiuzhu', bothTasks, when('2019-06-27', '09:00')))
    await the.run(when('2019-06-27'))
    expect(the.mails.some(({ headers }) => headers['X-Yuebao-Units'] === 'jiuzhu')).toBe(false)
    const line = ofJune(await the.ledger()).find(({ unit, rule }) => unit === 'jiuzhu' && rule === 'before-1')
    expect(line?.state).toBe('skipped')
  })

  it('lets two runs at once send each line once', async () => {
    const both = await Promise.all([the.run(when('2019-06-27')), the.run(when('2019-06-27'))])
    const third = await the.run(when('2019-06-27', '09:30'))
    expect(third.mails).toEqual([])
    expect(new Set(the.mails.map(({ messageId }) => messageId)).size).toBe(the.mails.length)
    expect(new Set(the.mails.map(({ to }) => to.mail)).size).toBe(the.mails.length)
    expect(both.flatMap(({ mails }) => mails)).toHaveLength(3)
  })

  it('sends a mail of unknown outcome once more under its Message-ID, and then says 结果不明', async () => {
    the.fates.push('unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown')
    const summary = await the.run(when('2019-06-27'))
    expect(summary.mails.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown'])
    const ids = the.mails.map(({ messageId }) => messageId)
    expect(new Set(ids).size * 2).toBe(ids.length)
    const lines = ofJune(await the.ledger()).filter(({ messageId }) => messageId === the.mails[0]?.messageId)
    expect(new Set(lines.map(({ state }) => state))).toEqual(new Set(['unknown']))
    expect((await the.run(when('2019-06-27', '12:00'))).mails).toEqual([])
  })

  it('tries again in the next run what failed for now, under the same Message-ID', async () => {
    the.fates.push('failed', 'failed', 'failed')
    const first = await the.run(when('2019-06-27'))
    expect(first.failed).toBe(3)
    expect(the.mails).toHaveLength(0)
    expect((await the.run(when('2019-06-27', '09:01'))).mails).toEqual([])
    the.wait(5)
    const second = await the.run(when('2019-06-27', '09:05'))
    expect(second.mails.map(({ messageId }) => messageId)).toEqual(first.mails.map(({ messageId }) => messageId))
    expect(second.mails.every(({ outcome }) => outcome === 'sent')).toBe(true)
  })

  it('shows a refused address as undeliverable, and does not try it again for this rule', async () => {
    the.fates.push('refused', 'refused', 'refused')
    await the.run(when('2019-06-27'))
    expect(
      ofJune(await the.ledger())
        .filter(({ rule }) => rule === 'before-1')
        .every(({ state }) => state === 'undeliverable'),
    ).toBe(true)
    expect((await the.run(when('2019-06-27', '12:00'))).mails).toEqual([])
  })

  it('sends once more under the same Message-ID what a run was killed over', async () => {
    the.fates.push('killed')
    await expect(the.run(when('2019-06-27'))).rejects.toThrow()
    const [first] = the.mails
    await the.revive()
    await the.run(when('2019-06-27', '09:30'))
    expect(the.mails.filter(({ to }) => to.mail === first?.to.mail).map(({ messageId }) => messageId)).toEqual([
      first?.messageId,
      first?.messageId,
    ])
  })

  it('sends nothing of unknown outcome again where the mailer replaces its Message-ID, nor does the next run', async () => {
    the = office(store, the.bureau, false)
    the.fates.push('unknown', 'unknown', 'killed')
    await expect(the.run(when('2019-06-27'))).rejects.toThrow()
    await the.revive()
    await the.run(when('2019-06-27', '09:30'))
    await the.run(when('2019-06-27', '12:00'))
    const addresses = the.mails.map(({ to }) => to.mail)
    expect(addresses).toHaveLength(3)
    expect(new Set(addresses).size).toBe(3)
    const lines = ofJune(await the.ledger()).filter(({ rule }) => rule === 'before-1')
    expect(lines.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown'])
  })

  it('remembers its last run, by the machine clock for the alarm', async () => {
    the.wait(26 * 60 + 1)
    expect((await the.reminders.lastRun(the.machine())).overdue).toBe(true)
    await the.run(when('2019-06-27'))
    expect(await the.reminders.lastRun(the.machine())).toMatchObject({
      last: { at: when('2019-06-27'), sent: 3 },
      overdue: false,
    })
    the.wait(26 * 60 + 1)
    expect((await the.reminders.lastRun(the.machine())).overdue).toBe(true)
  })

  it('previews what the next run then sends, and writes nothing', async () => {
    const call = { actor: as('sunning'), now: when('2019-06-26', '15:00') }
    await the.run(when('2019-06-26'))
    const before = the.mails.length
    const preview = await the.reminders.preview(call, the.machine())
    expect(the.mails).toHaveLength(before)
    const summary = await the.run(when('2019-06-27'))
    expect(preview.map(({ person, rule, items }) => ({ person, rule, items }))).toEqual(
      summary.mails.map(({ person, rule, items }) => ({ person, rule, items })),
    )
    await expect(the.reminders.preview({ ...call, actor: as('limin') }, the.machine())).rejects.toMatchObject({
      code: 'access.forbidden',
    })
    await expect(
      the.reminders.run({ now: when('2019-06-27'), machine: the.machine, actor: as('limin') }),
    ).rejects.toMatchObject({
      code: 'access.forbidden',
    })
  })
})

/** Message-IDs that each ledger line has ever had; asked for after every run. */
const noteIds = async (ids: Map<string, Set<string>>) => {
  for (const line of await the.ledger())
    if (line.messageId !== null)
      ids.set(lineKeyText(line), (ids.get(lineKeyText(line)) ?? new Set()).add(line.messageId))
}

/** What must hold however the runs went. */
const soundness = async (ids: Map<string, Set<string>>) => {
  await noteIds(ids)
  const lines = await the.ledger()
  for (const line of lines) expect([lineKeyText(line), isOpenLine(line)]).toEqual([lineKeyText(line), false])
  for (const [key, messageIds] of ids) expect([key, messageIds.size]).toEqual([key, 1])
  for (const line of lines.filter(({ state }) => state === 'sent'))
    expect(the.mails.some(({ messageId }) => messageId === line.messageId)).toBe(true)
  return lines
}

describe('a run killed at any of its store calls', () => {
  it('is finished by the next: no line open, none lost, none under two Message-IDs', async () => {
    const now = when('2019-07-01')
    // Every call of the first mails one by one, then every eleventh: from there on the mails repeat themselves.
    let n = 1
    for (; ; n += n < 16 ? 1 : 11) {
      await store.close()
      store = await openStore()
      the = office(store, await openBureau(store))
      const ids = new Map<string, Set<string>>()
      const killed = await the.killedAt(n, now)
      if (!killed) break
      await noteIds(ids)
      await the.run(addMinutes(now, 30))
      const lines = ofJune(await soundness(ids))
      const sent = lines
        .filter(({ state }) => state === 'sent')
        .map(({ unit, rule, person }) => [unit, rule, person].join(' '))
      expect(sent.sort()).toEqual(
        [
          ...['jiuzhu limin', 'fuli zhangwei', 'fagui hefan'].map((who) => who.replace(' ', ' overdue ')),
          ...['jiuzhu', 'fuli', 'fagui'].flatMap((unit) =>
            ['hefan', 'sunning', 'tanyue'].map((who) => `${unit} digest ${who}`),
          ),
        ].sort(),
      )
    }
    expect(n).toBeGreaterThan(50)
  }, 240_000)
})

/** Does the mail ask for a filing, or tell of one that is missing, and of nothing else? */
const toFile = ({ headers }: Mail): boolean =>
  (headers['X-Yuebao-Rule'] ?? '').split(',').every((rule) => familyOf(rule).startsWith('file'))

describe('a month of missed, killed and failing runs while units file, withdraw and are extended', () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        act: fc.constant('run' as const),
        kill: fc.option(fc.integer({ min: 1, max: 60 }), { freq: 3 }),
        fates: fc.array(fc.constantFrom('sent', 'failed', 'unknown', 'refused', 'killed'), { maxLength: 4 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constantFrom('submit' as const, 'withdraw' as const, 'extend' as const),
        unit: fc.constantFrom('jiuzhu', 'fuli', 'fagui'),
      }),
    },
  )
  const month = fc.array(fc.record({ days: fc.integer({ min: 0, max: 4 }), step }), { minLength: 4, maxLength: 16 })

  it(
    'ends with every line sent, folded, skipped, unknown or undeliverable, and no mail to a unit that had filed',
    async () => {
      await fc.assert(
        fc.asyncProperty(month, async (steps) => {
          await store.close()
          store = await openStore()
          the = office(store, await openBureau(store))
          const { reports } = the.bureau
          const filed = new Set<string>()
          const ids = new Map<string, Set<string>>()
          let day = '2019-06-18'
          let minute = 0
          const attempt = async (now: Instant, kill: number | null) => {
            const count = the.mails.length
            try {
              if (kill !== null) await the.killedAt(kill, now)
              else await the.run(now)
            } catch (error) {
              if (!(error instanceof Killed)) throw error
            }
            await the.revive()
            await noteIds(ids)
            for (const mail of the.mails.slice(count))
              if (mail.headers['X-Yuebao-Period'] === '2019-06' && toFile(mail))
                for (const unit of mail.headers['X-Yuebao-Units']?.split(',') ?? []) expect(filed.has(unit)).toBe(false)
          }
          for (const { days, step: doing } of steps) {
            if (days > 0) minute = 0
            the.wait(days * 24 * 60)
            day = addDays(day, days)
            const now = addMinutes(when(day), minute++)
            if (doing.act === 'run') {
              the.fates.splice(0, 9, ...(doing.fates as Delivery['outcome'][]))
              await attempt(now, doing.kill)
              the.fates.length = 0
              continue
            }
            const which = { ...JUNE, unit: doing.unit }
            const who = as(doing.unit === 'jiuzhu' ? 'limin' : doing.unit === 'fuli' ? 'zhangwei' : 'hefan')
            const tasks = doing.unit === 'jiuzhu' ? bothTasks : [filled(doing.unit === 'fuli' ? 2 : 3)]
            const { head } = await reports.scene(which)
            try {
              if (doing.act === 'submit') {
                await reports.submit(which, { actor: who, now }, { entries: tasks, version: head.version })
                filed.add(doing.unit)
              } else if (doing.act === 'withdraw') {
                await reports.withdraw(which, { actor: who, now })
                filed.delete(doing.unit)
              } else
                await reports.extend(
                  which,
                  { actor: as('sunning'), now },
                  { until: when(addDays(day, 6), '17:30'), why: '系统故障' },
                )
            } catch {
              // The table or the dates said no: nothing happened.
            }
          }
          the.wait(3 * 24 * 60)
          for (const after of ['2019-08-01', '2019-08-02']) {
            await attempt(when(after), null)
            await the.run(when(after, '10:00'))
          }
          const lines = ofJune(await soundness(ids))
          for (const unit of ['jiuzhu', 'fuli', 'fagui'])
            if (!filed.has(unit))
              expect(
                lines.some(
                  (line) =>
                    line.unit === unit &&
                    line.rule === 'lock-digest' &&
                    ['sent', 'unknown', 'undeliverable'].includes(line.state),
                ),
              ).toBe(true)
        }),
        { numRuns: MONTHS, endOnFailure: true },
      )
    },
    120_000 + MONTHS * 12_000,
  )
})
