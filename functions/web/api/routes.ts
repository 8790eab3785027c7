import { evaluationRoutes } from './evaluation.ts'
import { evidenceRoutes } from './evidence.ts'
import { outputRoutes } from './outputs.ts'
import { overviewRoutes } from './overview.ts'
import { peopleRoutes } from './people.ts'
import { phaseRoutes } from './phases.ts'
import { planRoutes } from './plans.ts'
import { reminderRoutes } from './reminders.ts'
import { reportRoutes } from './reports.ts'
import type { Route } from './route.ts'
import { sessionRoutes } from './session.ts'

/** The whole table, in the order of the description. */
export const routes: readonly Route[] = [
  ...sessionRoutes,
  ...reportRoutes,
  ...evidenceRoutes,
  ...phaseRoutes,
  ...planRoutes,
  ...overviewRoutes,
  ...outputRoutes,
  ...evaluationRoutes,
  ...peopleRoutes,
  ...reminderRoutes,
]
