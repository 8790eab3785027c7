import { expect, it } from 'vitest'
import { paced } from '../../../shared/adapter/mail/paced.ts'
import type { Mail } from '../../../shared/service/ports.ts'

it('mails begin no faster than was set, however many are given at once', async () => {
  const began: number[] = []
  const mailer = paced(
    {
      ...{ atOnce: 6, keepsMessageId: true },
      send: async () => {
        began.push(performance.now())
        return { outcome: 'sent', detail: '' }
      },
    },
    50,
  )
  expect(mailer).toMatchObject({ atOnce: 6, keepsMessageId: true })
  await Promise.all(Array.from({ length: 11 }, () => mailer.send({} as Mail)))
  const [first = 0, last = 0] = [began[0], began.at(-1)]
  // Ten gaps of 20 ms; a timer may fire a millisecond early.
  expect(last - first).toBeGreaterThan(185)
})
