import { describe, expect, it } from 'vitest'
import { isLong, isOver, JOB_STATES, OutputJob, progressInWords, seenAt } from '../../../shared/domain/output/job.ts'
import { at } from '../../../shared/domain/time.ts'

describe('A job', () => {
  it('is over once it is done, failed or cancelled', () => {
    expect(JOB_STATES.filter(isOver)).toEqual(['done', 'failed', 'cancelled'])
  })

  it('says how far it is where that can be counted', () => {
    expect(progressInWords({ step: '读月报', done: 40, total: 300 })).toBe('读月报（40／300）')
    expect(progressInWords({ step: '存文件', done: 0, total: 0 })).toBe('存文件')
  })

  it('that has been silent for an hour has stopped, whatever it says of itself', () => {
    const job = OutputJob.parse({
      ...{ id: 'a', state: 'running', kind: 'rates', plan: '2019', period: null, by: { id: 'a', name: '' }, why: null },
      ...{ cutOff: at('2019-07-10', '09:00'), step: '读月报', done: 1, total: 2, begun: 1, result: null, error: null },
      lease: at('2026-03-02', '09:00'),
    })
    expect(seenAt(job, at('2026-03-02', '09:59'))).toBe(job)
    expect(seenAt(job, at('2026-03-02', '10:00'))).toMatchObject({
      state: 'failed',
      error: '做到一半停住了，请再做一次。',
    })
    expect(seenAt({ ...job, state: 'done' }, at('2026-03-03', '10:00')).state).toBe('done')
    expect(seenAt({ ...job, lease: null }, at('2026-03-03', '10:00')).state).toBe('running')
  })

  it('is asked for by a province and not by a department: 30 units with 5 tasks each, 3,200 with 30', () => {
    expect(isLong({ duties: 150, periods: 10 })).toBe(false)
    expect(isLong({ duties: 96_000, periods: 1 })).toBe(true)
  })
})
