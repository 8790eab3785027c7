import { Hono } from 'hono'
import { paths } from '../../shared/domain/paths.ts'
import { Refusal } from '../../shared/domain/refusal.ts'
import { serveApi } from './api/serveApi.ts'
import type { Ctx, Env, House } from './context.ts'
import {
  acceptReport,
  addMark,
  askForExport,
  askForOutput,
  cancelJob,
  changeRule,
  chaseUnits,
  correctCalendar,
  correctEvaluation,
  createPerson,
  createUnit,
  declineReport,
  demoSignIn,
  directoryWorkbook,
  downloadAgain,
  downloadAttachment,
  downloadFillable,
  downloadJob,
  downloadManifest,
  downloadOutput,
  downloadRevision,
  editChange,
  enterReport,
  extendReport,
  fileKickoff,
  fileLookback,
  importPeople,
  importPlan,
  lookAtPeople,
  makeChange,
  makeLeadershipLink,
  markBounced,
  markProblem,
  moveClock,
  openLeadership,
  previewChange,
  publishDraft,
  publishEvaluation,
  readFillable,
  receiveEvidence,
  remedyProblem,
  removeAttachment,
  removeMark,
  reopenReport,
  returnReport,
  revokeLeadershipLink,
  saveBenchmarks,
  saveFormLayout,
  saveKickoff,
  saveLookback,
  savePerson,
  saveReminderRules,
  saveRules,
  saveUnit,
  setDue,
  settleDraft,
  showBenchmarks,
  showCalendar,
  showChange,
  showChanges,
  showCompare,
  showDownloads,
  showDraft,
  showEnter,
  showEvaluation,
  showEvidence,
  showExport,
  showExtend,
  showFillable,
  showFormLayout,
  showHelp,
  showHistory,
  showImport,
  showImportPeople,
  showIntegrity,
  showJob,
  showKickoff,
  showLeadership,
  showLookback,
  showMail,
  showMailbox,
  showMarks,
  showOverview,
  showPeople,
  showPerson,
  showPhases,
  showPlan,
  showPlans,
  showPublish,
  showReminderRules,
  showReminders,
  showReview,
  showReviews,
  showRevision,
  showRhythm,
  showRules,
  showTask,
  showTasks,
  showToUnits,
  showUnit,
  showUnitScore,
  showVerifyFile,
  signReport,
  takeEvidence,
  verifyFile,
  verifyHistory,
  verifyTask,
} from './later.ts'
import { answerLimit } from './middleware/answerLimit.ts'
import { bodyLimit } from './middleware/bodyLimit.ts'
import { csrf } from './middleware/csrf.ts'
import { headers } from './middleware/headers.ts'
import { anyoneSignedIn, needs } from './middleware/needs.ts'
import { packed } from './middleware/packed.ts'
import { requestId } from './middleware/requestId.ts'
import { clocks, session } from './middleware/session.ts'
import { home } from './pages/home.tsx'
import { showMine } from './pages/mine.tsx'
import { showReceipt, withdrawReport } from './pages/receipt.tsx'
import { saveReport, showReport, submitReport } from './pages/report.tsx'
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
import { showZero, submitZero } from './pages/zero.tsx'
import { refused } from './refused.tsx'
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
  app.use(requestId, headers, answerLimit, packed)
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
  app.post(paths.signOutEverywhere, anyoneSignedIn, signOutEverywhere)

  app.get(paths.mine, anyoneSignedIn, showMine)
  app.get(paths.report(...report), needs('report.read'), showReport)
  app.post(paths.report(...report), needs('report.fill'), saveReport)
  app.post(paths.reportSubmit(...report), needs('report.fill'), submitReport)
  app.get(paths.reportZero(...report), needs('report.read'), showZero)
  app.post(paths.reportZero(...report), needs('report.fill'), submitZero)
  app.get(paths.fillable(...report), needs('report.fill'), showFillable)
  app.post(paths.fillable(...report), needs('report.fill'), readFillable)
  app.get(paths.fillableFile(...report), needs('report.fill'), downloadFillable)
  app.get(paths.receipt(...report), needs('report.read'), showReceipt)
  app.post(paths.reportWithdraw(...report), needs('report.fill'), withdrawReport)
  app.post(paths.reportSign(...report), needs('report.sign'), signReport)
  app.post(paths.reportDecline(...report), needs('report.sign'), declineReport)
  app.get(paths.history(...report), needs('report.read'), showHistory)
  app.get(paths.evidence(...report), needs('report.read'), showEvidence)
  app.post(paths.evidenceBytes(...report), needs('report.attach'), takeEvidence)
  app.get(paths.evidenceReceived(...report), needs('report.attach'), receiveEvidence)
  app.get(paths.attachment(...report, ':attachment'), needs('report.read'), downloadAttachment)
  app.post(paths.attachmentRemove(...report, ':attachment'), needs('report.attach'), removeAttachment)

  app.get(paths.review(...report), needs('report.read'), showReview)
  app.post(paths.accept(...report), needs('report.accept'), acceptReport)
  app.post(paths.return(...report), needs('report.return'), returnReport)
  app.post(paths.reopen(...report), needs('report.return'), reopenReport)
  app.get(paths.enter(...report), needs('report.enter'), showEnter)
  app.post(paths.enter(...report), needs('report.enter'), enterReport)
  app.get(paths.extend(...report), needs('report.extend'), showExtend)
  app.post(paths.extend(...report), needs('report.extend'), extendReport)

  app.get(paths.overview(':plan', PERIOD), needs('summary.read'), showOverview)
  app.get(paths.reviews(':plan'), needs('overview.read'), showReviews)
  app.get(paths.tasks(':plan'), needs('overview.read'), showTasks)
  app.get(paths.task(':plan', ':task'), needs('overview.read'), showTask)
  app.post(paths.verify(':plan', ':task'), needs('task.verify'), verifyTask)
  app.get(paths.leadership(':plan'), needs('overview.read'), showLeadership)
  app.post(paths.leadershipLinks(':plan'), needs('leadership.link'), makeLeadershipLink)
  app.post(paths.leadershipRevoke(':plan', ':link'), needs('leadership.link'), revokeLeadershipLink)
  app.get(paths.leadershipOpen(':token'), openLeadership)
  app.get(paths.phases(':plan'), anyoneSignedIn, showPhases)
  app.get(paths.kickoff(':plan', ':unit'), needs('phase.read'), showKickoff)
  app.post(paths.kickoff(':plan', ':unit'), needs('phase.file'), saveKickoff)
  app.post(paths.kickoffFile(':plan', ':unit'), needs('phase.file'), fileKickoff)
  app.get(paths.lookback(':plan', ':unit'), needs('phase.read'), showLookback)
  app.post(paths.lookback(':plan', ':unit'), needs('phase.file'), saveLookback)
  app.post(paths.lookbackFile(':plan', ':unit'), needs('phase.file'), fileLookback)
  app.post(paths.lookbackRemedy(':plan', ':unit'), needs('phase.file'), remedyProblem)
  app.post(paths.lookbackMark(':plan', ':unit'), needs('phase.mark'), markProblem)
  app.get(paths.benchmarks(':plan', ':unit'), needs('phase.read'), showBenchmarks)
  app.post(paths.benchmarks(':plan', ':unit'), needs('phase.file'), saveBenchmarks)

  app.get(paths.evaluation(':plan'), needs('evaluation.read'), showEvaluation)
  app.get(paths.evaluationUnit(':plan', ':unit'), needs('evaluation.read'), showUnitScore)
  app.get(paths.evaluationRules(':plan'), needs('evaluation.draft'), showRules)
  app.post(paths.evaluationRules(':plan'), needs('evaluation.rules'), saveRules)
  app.get(paths.evaluationMarks(':plan'), needs('evaluation.draft'), showMarks)
  app.post(paths.evaluationMarks(':plan'), needs('evaluation.mark'), addMark)
  app.post(paths.evaluationUnmark(':plan', ':unit', ':mark'), needs('evaluation.mark'), removeMark)
  app.get(paths.evaluationCompare(':plan'), needs('evaluation.draft'), showCompare)
  app.get(paths.evaluationPublish(':plan'), needs('evaluation.publish'), showPublish)
  app.post(paths.evaluationPublish(':plan'), needs('evaluation.publish'), publishEvaluation)
  app.post(paths.evaluationCorrect(':plan'), needs('evaluation.publish'), correctEvaluation)
  app.post(paths.evaluationShow(':plan'), needs('evaluation.publish'), showToUnits)
  app.get(paths.revision(':plan', ':revision'), needs('evaluation.read'), showRevision)
  app.get(paths.revisionUnit(':plan', ':revision', ':unit'), needs('evaluation.read'), showUnitScore)
  app.get(
    paths.revisionFile(':plan', ':revision', ':file{workbook|snapshot}'),
    needs('output.download'),
    downloadRevision,
  )
  app.get(paths.downloads(':plan'), needs('output.download'), showDownloads)
  app.get(paths.output(':plan', ':kind'), needs('output.download'), downloadOutput)
  app.get(paths.monthOutput(':plan', PERIOD, ':kind'), needs('output.download'), downloadOutput)
  app.post(paths.output(':plan', ':kind'), needs('output.download'), askForOutput)
  app.post(paths.monthOutput(':plan', PERIOD, ':kind'), needs('output.download'), askForOutput)
  app.get(paths.outputManifest(':plan'), needs('output.download'), downloadManifest)
  app.get(paths.outputAgain(':plan', ':record'), needs('output.download'), downloadAgain)
  app.get(paths.outputJob(':plan', ':job'), needs('output.download'), showJob)
  app.post(paths.outputJobCancel(':plan', ':job'), needs('output.download'), cancelJob)
  app.get(paths.outputJobFile(':plan', ':job'), needs('output.download'), downloadJob)
  app.get(paths.integrity(':plan'), needs('history.verify'), showIntegrity)
  app.post(paths.integrity(':plan'), needs('history.verify'), verifyHistory)
  app.get(paths.export, needs('export.all'), showExport)
  app.post(paths.export, needs('export.all'), askForExport)
  app.get(paths.exportJob(':job'), needs('export.all'), showJob)
  app.post(paths.exportJobCancel(':job'), needs('export.all'), cancelJob)
  app.get(paths.exportJobFile(':job'), needs('export.all'), downloadJob)
  app.get(paths.verifyFile, anyoneSignedIn, showVerifyFile)
  app.post(paths.verifyFile, anyoneSignedIn, verifyFile)
  app.get(paths.reminders(':plan'), needs('reminder.read'), showReminders)
  app.get(paths.reminderRules(':plan'), needs('reminder.read'), showReminderRules)
  app.post(paths.reminderRules(':plan'), needs('reminder.edit'), saveReminderRules)
  app.post(paths.chase(':plan', PERIOD), needs('reminder.run'), chaseUnits)
  app.post(paths.bounced(':plan', PERIOD), needs('reminder.run'), markBounced)

  app.get(paths.plans, needs('plan.read'), showPlans)
  app.get(paths.planImport, needs('plan.edit'), showImport)
  app.post(paths.planImport, needs('plan.edit'), importPlan)
  app.get(paths.planDraft(':plan'), needs('plan.edit'), showDraft)
  app.post(paths.planSettle(':plan'), needs('plan.edit'), settleDraft)
  app.post(paths.planPublish(':plan'), needs('plan.edit'), publishDraft)
  app.get(paths.plan(':plan'), needs('plan.read'), showPlan)
  app.get(paths.planChanges(':plan'), needs('plan.edit'), showChanges)
  app.post(paths.planChanges(':plan'), needs('plan.edit'), makeChange)
  app.get(paths.planChangeNew(':plan'), needs('plan.edit'), showChange)
  app.post(paths.planChangeNew(':plan'), needs('plan.edit'), editChange)
  app.post(paths.planChangePreview(':plan'), needs('plan.edit'), previewChange)
  app.get(paths.rhythm(':plan'), needs('plan.edit'), showRhythm)
  app.post(paths.rhythm(':plan'), needs('plan.edit'), changeRule)
  app.post(paths.rhythmDue(':plan'), needs('plan.edit'), setDue)
  app.get(paths.formLayout(':plan'), needs('plan.edit'), showFormLayout)
  app.post(paths.formLayout(':plan'), needs('plan.edit'), saveFormLayout)

  app.get(paths.people, needs('people.read'), showPeople)
  app.get(paths.peopleWorkbook, needs('people.read'), directoryWorkbook)
  app.get(paths.peopleImport, needs('people.edit'), showImportPeople)
  app.post(paths.peopleImport, needs('people.edit'), lookAtPeople)
  app.post(paths.peopleImportConfirm, needs('people.edit'), importPeople)
  app.post(paths.unitNew, needs('people.edit'), createUnit)
  app.get(paths.unit(':unit'), needs('people.read'), showUnit)
  app.post(paths.unit(':unit'), needs('people.edit'), saveUnit)
  app.post(paths.personNew, needs('people.edit'), createPerson)
  app.get(paths.person(':person'), needs('people.read'), showPerson)
  app.post(paths.person(':person'), needs('people.edit'), savePerson)
  app.get(paths.calendar, needs('calendar.edit'), showCalendar)
  app.post(paths.calendar, needs('calendar.edit'), correctCalendar)

  if (house.settings.mode === 'demo') {
    app.get(paths.mailbox, showMailbox)
    app.get(paths.mail(':id'), showMail)
    app.post(paths.clock, moveClock)
    app.post(paths.demoSignIn, demoSignIn)
  }

  app.all(`${paths.api}/*`, serveApi)

  app.notFound((c) => refused(c, new Refusal('access.missing', {})))
  app.onError((error, c) => refused(c, error))
  return app
}

/** GET /healthz: 200 when the store answers. */
const health = async (c: Ctx): Promise<Response> => {
  await c.get('house').services.load.calendar()
  return c.text('ok')
}
