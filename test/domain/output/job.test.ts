import { describe, expect, it } from 'vitest'
import { isLong, isOver, JOB_STATES, progressInWords } from '../../../shared/domain/output/job.ts'

describe('A job', () => {
  it('is over once it is done, failed or cancelled', () => {
    expect(JOB_STATES.filter(isOver)).toEqual(['done', 'failed', 'cancelled'])
  })

  it('says how far it is where that can be counted', () => {
    expect(progressInWords({ step: '读月报', done: 40, total: 300 })).toBe('读月报（40／300）')
    expect(progressInWords({ step: '存文件', done: 0, total: 0 })).toBe('存文件')
  })

  it('is asked for by a province and not by a department: 30 units with 5 tasks each, 3,200 with 30', () => {
    expect(isLong({ duties: 150, periods: 10 })).toBe(false)
    expect(isLong({ duties: 96_000, periods: 1 })).toBe(true)
  })
})
