import { describe, expect, it } from 'vitest'
import { effectInWords } from '../../../../functions/web/pages/extend.tsx'
import { reportDates } from '../../../../shared/domain/report/dates.ts'
import { clock, datesOf } from '../../../domain/counting/scene.ts'

const scene = { dates: reportDates(datesOf('2019-06'), { extensions: [], windowUntil: null }) }

describe('what an extension will do', () => {
  it.each([
    ['before the due time it moves it', '2019-06-28T17:29', '截止移到新的时间'],
    ['from the due time on it moves only the lock', '2019-06-28T17:30', '只把锁定往后移'],
    ['after the lock it opens for making up', '2019-07-05T17:30', '补报的记作漏报'],
  ])('%s', (_, now, words) => {
    expect(effectInWords(scene, clock(now))).toContain(words)
  })
})
