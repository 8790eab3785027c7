import { Hono } from 'hono'
import { paths } from '../../shared/domain/paths.ts'
import { Refusal } from '../../shared/domain/refusal.ts'
import { problemOf } from './api/problem.ts'
import { createApi } from './api/router.ts'
import type { Ctx, Env, House } from './context.ts'
import { bodyLimit } from './middleware/bodyLimit.ts'
import { csrf } from './middleware/csrf.ts'
import { headers } from './middleware/headers.ts'
import { requestId } from './middleware/requestId.ts'
import { clocks, session } from './middleware/session.ts'
import { correctCalendar, showCalendar } from './pages/calendar.tsx'
import { demoSignIn, moveClock, showMail, showMailbox } from './pages/demo.tsx'
import { monthWorkbook, ratesCsv, showDownloads, yearWorkbook } from './pages/downloads.tsx'
import { publishDraft, settleDraft, showDraft } from './pages/draft.tsx'
import { enterReport, showEnter } from './pages/enter.tsx'
import { showEvaluation } from './pages/evaluation.tsx'
import { extendReport, showExtend } from './pages/extend.tsx'
import { showHelp } from './pages/help.tsx'
import { showHistory } from './pages/history.tsx'
import { home } from './pages/home.tsx'
import { showMine } from './pages/mine.tsx'
import { showOverview } from './pages/overview.tsx'
import { newPerson, newUnit, savePerson, saveUnit, showPeople, showPerson, showUnit } from './pages/people.tsx'
import { showPlan } from './pages/plan.tsx'
import { importPlan, showImport, showPlans } from './pages/plans.tsx'
import { showReceipt, withdrawReport } from './pages/receipt.tsx'
import { showReminders } from './pages/reminders.tsx'
import { saveReport, showReport, submitReport } from './pages/report.tsx'
import { acceptReport, reopenReport, returnReport, showReview, showReviews } from './pages/review.tsx'
import {
  askCode,
  enterCode,
  fromIssuer,
  showCode,
  showSignIn,
  signOut,
  signOutEverywhere,
  toIssuer,
} from './pages/signIn.tsx'
import { showTask, showTasks, verifyTask } from './pages/tasks.tsx'
import { showZero, submitZero } from './pages/zero.tsx'
import { refusalOf, refusedPage } from './refused.tsx'
import { serveStatic } from './static.ts'

const PERIOD = ':period{[0-9]{4}-[0-9]{2}}'
/** The address of one unit's month, with places for what changes. */
const report = [':plan', PERIOD, ':unit'] as const

/** The web door: what every request goes through, then every route, in reading order. */
export const createApp = (house: House): Hono<Env> => {
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    c.set('house', house)
    await next()
  })
  app.use(requestId, headers)
  app.get(paths.health, health)
  app.get(paths.static(':file'), serveStatic)
  // The session comes before the limits, so that a refusal is shown to the person in their own page.
  app.use(clocks, session, bodyLimit, csrf)

  app.get(paths.home, home)
  app.get(paths.help, showHelp)

  app.get(paths.signIn, showSignIn)
  app.post(paths.signIn, askCode)
  app.get(paths.signInCode, showCode)
  app.post(paths.signInCode, enterCode)
  app.get(paths.signInIssuer, toIssuer)
  app.get(paths.signInIssuerReturn, fromIssuer)
  app.post(paths.signOut, signOut)
  app.post(paths.signOutEverywhere, signOutEverywhere)

  app.get(paths.mine, showMine)
  app.get(paths.monthWorkbook(':plan', PERIOD), monthWorkbook)
  app.get(paths.report(...report), showReport)
  app.post(paths.report(...report), saveReport)
  app.post(paths.reportSubmit(...report), submitReport)
  app.get(paths.reportZero(...report), showZero)
  app.post(paths.reportZero(...report), submitZero)
  app.get(paths.receipt(...report), showReceipt)
  app.post(paths.reportWithdraw(...report), withdrawReport)
  app.get(paths.history(...report), showHistory)

  app.get(paths.review(...report), showReview)
  app.post(paths.accept(...report), acceptReport)
  app.post(paths.return(...report), returnReport)
  app.post(paths.reopen(...report), reopenReport)
  app.get(paths.enter(...report), showEnter)
  app.post(paths.enter(...report), enterReport)
  app.get(paths.extend(...report), showExtend)
  app.post(paths.extend(...report), extendReport)

  app.get(paths.overview(':plan', PERIOD), showOverview)
  app.get(paths.reviews(':plan'), showReviews)
  app.get(paths.tasks(':plan'), showTasks)
  app.get(paths.task(':plan', ':task'), showTask)
  app.post(paths.verify(':plan', ':task'), verifyTask)
  app.get(paths.evaluation(':plan'), showEvaluation)
  app.get(paths.downloads(':plan'), showDownloads)
  app.get(paths.yearWorkbook(':plan'), yearWorkbook)
  app.get(paths.ratesCsv(':plan'), ratesCsv)
  app.get(paths.reminders(':plan'), showReminders)

  app.get(paths.plans, showPlans)
  app.get(paths.planImport, showImport)
  app.post(paths.planImport, importPlan)
  app.get(paths.planDraft(':plan'), showDraft)
  app.post(paths.planSettle(':plan'), settleDraft)
  app.post(paths.planPublish(':plan'), publishDraft)
  app.get(paths.plan(':plan'), showPlan)

  app.get(paths.people, showPeople)
  app.post(paths.unitNew, newUnit)
  app.get(paths.unit(':unit'), showUnit)
  app.post(paths.unit(':unit'), saveUnit)
  app.post(paths.personNew, newPerson)
  app.get(paths.person(':person'), showPerson)
  app.post(paths.person(':person'), savePerson)
  app.get(paths.calendar, showCalendar)
  app.post(paths.calendar, correctCalendar)

  if (house.settings.mode === 'demo') {
    app.get(paths.mailbox, showMailbox)
    app.get(paths.mail(':id'), showMail)
    app.post(paths.clock, moveClock)
    app.post(paths.demoSignIn, demoSignIn)
  }

  app.route(paths.api, createApi())

  app.notFound((c) => refused(c, new Refusal('access.missing', {})))
  app.onError((error, c) => refused(c, error))
  return app
}

/** GET /healthz: 200 when the store answers. */
const health = async (c: Ctx): Promise<Response> => {
  await c.get('house').services.load.calendar()
  return c.text('ok')
}

const refused = (c: Ctx, error: unknown): Response | Promise<Response> => {
  const refusal = refusalOf(c, error)
  if (c.req.path === paths.health) return c.text(refusal.said.title, 503)
  return c.req.path.startsWith(`${paths.api}/`) ? problemOf(c, refusal) : refusedPage(c, refusal)
}
