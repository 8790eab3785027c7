import { describe, expect, it } from 'vitest'
import { ReminderMail } from '../../../shared/domain/reminder/ledger.ts'

describe('a mail as it is kept', () => {
  it('is read as the first version wrote it, one unit a line', () => {
    const line = { plan: '2019', period: '2019-06', rule: 'due-morning', due: '2019-06-28', person: 'limin' }
    const mail = {
      ...{ day: '2019-06-28', person: 'limin', number: 1, messageId: '<a@b>', state: 'sent', attempts: 1 },
      ...{ lease: '2019-06-28T01:10:00.000Z', to: 'limin@mzt.example', detail: '' },
    }
    const old = ReminderMail.parse({ ...mail, lines: [{ ...line, unit: 'jiuzhu' }] })
    const now = ReminderMail.parse({ ...mail, lines: [{ ...line, units: ['jiuzhu'] }] })
    expect(old).toEqual(now)
    expect(old.lines[0]?.units).toEqual(['jiuzhu'])
  })
})
