import * as z from 'zod'
import { type Actor, Person } from '../shared/domain/people.ts'
import type { Instant } from '../shared/domain/time.ts'
import { keys } from '../shared/service/keys.ts'
import type { Services } from './compose.ts'
import type { Settings } from './settings.ts'

/** Who sets an installation up: nobody who can sign in. */
export const founder: Actor = {
  person: Person.parse({ id: 'system', name: '系统', mail: null, roles: ['administrator', 'office'] }),
  serves: [],
}

/** What an installation remembers of itself: what a demo holds is never a bureau's. */
export const modeCell = keys.installation('mode', z.enum(['demo', 'bureau']))

const ADMINISTRATOR = 'admin'

/** A bureau begins with one person: ADMIN_MAIL, who signs in by a mailed code and adds the others. */
const appointAdministrator =
  (settings: Settings, now: Instant) =>
  async ({ people, load }: Services): Promise<void> => {
    const admin = { id: ADMINISTRATOR, name: '系统管理员', mail: settings.adminMail, phone: '', unit: null }
    try {
      await people.savePerson({ actor: founder, now }, { ...admin, roles: ['administrator'] })
    } catch (error) {
      // Two functions of one installation may start at once: the appointment is one conditional write, and the other was quicker.
      if (!(await load.person(ADMINISTRATOR))) throw error
    }
  }

/**
 * The first start: what an installation begins with, and then that it has begun. Cut off in between, it is begun again.
 * @param begin what it begins with; without it, the administrator alone
 */
export const found = async (
  services: Services,
  settings: Settings,
  now: Instant,
  begin: (services: Services) => Promise<void> = appointAdministrator(settings, now),
): Promise<void> => {
  await begin(services)
  await services.cells.put(modeCell, settings.mode, 'any')
}
