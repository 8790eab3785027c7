import type { Mailer } from '../../service/ports.ts'

/** A mailer that begins at most so many mails a second: mail servers and SES refuse those who are quicker than they were allowed. */
export const paced = (mailer: Mailer, perSecond: number): Mailer => {
  const gap = 1000 / perSecond
  let free = 0
  return {
    ...mailer,
    send: async (mail) => {
      const now = Date.now()
      const at = Math.max(now, free)
      free = at + gap
      if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now))
      return mailer.send(mail)
    },
  }
}
