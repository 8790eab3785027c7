import type { PropsWithChildren } from 'hono/jsx'
import { allPeriods, type WorkCalendar } from '../../../shared/domain/calendar.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { type Actor, ROLE_WORDS } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { ALARM_HOURS, type LastRun } from '../../../shared/domain/reminder/lastRun.ts'
import { type Period, stampInWords } from '../../../shared/domain/time.ts'
import { waitingIn, type YearData } from '../../../shared/service/overview.ts'
import { runningPlan } from '../../../shared/service/runningPlan.ts'
import type { Ctx } from '../context.ts'
import { asset } from '../static.ts'
import { ClockBanner } from './clockBanner.tsx'
import { Token } from './components.tsx'

/** Where a page stands in the navigation. */
export type Tab =
  | 'overview'
  | 'tasks'
  | 'reviews'
  | 'reminders'
  | 'mine'
  | 'months'
  | 'plans'
  | 'phases'
  | 'evaluation'
  | 'downloads'
  | 'people'
  | 'calendar'
  | 'export'
  | 'help'

type NavItem = { tab: Tab; href: string; text: string }

/**
 * What a person finds in the navigation: what they may do, in the order of the month.
 * @param period the month that 总览 opens on
 * @param waiting reports waiting for review; null when not known
 */
export const navigation = (actor: Actor, plan: Plan | null, period: Period, waiting: number | null): NavItem[] => {
  const overview = may(actor, 'overview.read')
  const serves = actor.serves.length > 0
  const item = (when: boolean, tab: Tab, href: string, text: string): NavItem[] => (when ? [{ tab, href, text }] : [])
  return [
    ...(plan
      ? [
          ...item(overview, 'overview', paths.overview(plan.id, period), '总览'),
          ...item(overview, 'tasks', paths.tasks(plan.id), '任务'),
          ...item(reviews(actor), 'reviews', paths.reviews(plan.id), waiting === null ? '审核' : `审核（${waiting}）`),
          ...item(may(actor, 'reminder.read'), 'reminders', paths.reminders(plan.id), '催报'),
        ]
      : []),
    ...item(serves && !overview, 'mine', paths.mine, '本月'),
    ...item(serves && !overview, 'months', `${paths.mine}#months`, '历月月报'),
    ...item(may(actor, 'plan.edit'), 'plans', paths.plans, '实施方案'),
    ...(plan ? item(!may(actor, 'plan.edit'), 'plans', paths.plan(plan.id), '实施方案') : []),
    ...(plan
      ? [
          ...item(overview || serves, 'phases', paths.phases(plan.id), '阶段'),
          ...item(overview || serves, 'evaluation', paths.evaluation(plan.id), '评价'),
          ...item(may(actor, 'output.download'), 'downloads', paths.downloads(plan.id), '下载'),
        ]
      : []),
    ...item(may(actor, 'people.read'), 'people', paths.people, '人员'),
    ...item(may(actor, 'calendar.edit'), 'calendar', paths.calendar, '日历'),
    ...item(may(actor, 'export.all'), 'export', paths.export, '导出'),
    ...item(serves && overview, 'mine', paths.mine, '本处月报'),
    ...item(true, 'help', paths.help, '使用说明'),
  ]
}

const reviews = (actor: Actor): boolean => may(actor, 'overview.read') && may(actor, 'report.accept', { unit: '' })

/** The unit or the role, and the name: 救助处　示例·李敏. */
const whoIn = async (c: Ctx, actor: Actor): Promise<string> => {
  const unit = actor.person.unit ?? actor.serves[0]?.unit
  const role = actor.person.roles[0]
  const place = unit ? (await c.var.house.services.load.unit(unit)).name : role ? ROLE_WORDS[role] : ''
  return place === '' ? actor.person.name : `${place}　${actor.person.name}`
}

type Surroundings = {
  plan: Plan | null
  calendar: WorkCalendar
  who: string
  items: NavItem[]
  /** The last reminder run, where none was made for too long and it concerns this person. */
  stopped: LastRun | null
}
const NOWHERE: Surroundings = { plan: null, calendar: { corrections: [] }, who: '', items: [], stopped: null }

/** What the frame asks of the services: the running plan, the month that runs by its dates, the person's unit, what waits. */
const surroundings = async (c: Ctx, actor: Actor, read: YearData | undefined): Promise<Surroundings> => {
  const { load, overview, reminders } = c.var.house.services
  const [{ running: plan }, calendar, who, run] = await Promise.all([
    runningPlan(load, c.var.now),
    load.calendar(),
    whoIn(c, actor),
    may(actor, 'alarm.read') ? reminders.lastRun(c.var.machine) : null,
  ])
  const periods = plan ? allPeriods(plan.rhythm, calendar) : []
  const running = (periods.findLast((period) => period.opens <= c.var.now) ?? periods[0])?.period ?? ''
  const counts = plan && reviews(actor)
  const waiting = !counts
    ? null
    : read?.plan.id === plan.id
      ? waitingIn(read).length
      : await overview.waiting(plan, { actor, now: c.var.now })
  return {
    plan,
    calendar,
    who,
    items: navigation(actor, plan, running, waiting),
    stopped: run?.overdue ? run.last : null,
  }
}

/** On every page of the office and the administrator: the reminders have stopped (M3). */
const Stopped = ({ last }: { last: LastRun }) => (
  <div class="alarm" role="alert">
    <p class="wrap">
      <strong>催报停了。</strong>
      上一次运行是{stampInWords(last.machine)}，已超过{ALARM_HOURS}
      小时；恢复以后的第一次运行会补上。请系统管理员查看服务的运行日志。
    </p>
  </div>
)

type FrameProps = PropsWithChildren<{
  c: Ctx
  /** The page's title without the brand; an error's count comes first: 缺2处：填写2019年6月月报. */
  title: string
  current?: Tab
  /** Prints on A4 landscape. */
  landscape?: boolean
  /** The page is one sheet: only the sheet prints. */
  sheet?: boolean
  /** Loads the script that saves typing. */
  script?: boolean
  /** Loads the script that looks how far a job is. */
  watch?: boolean
  /** The page tells of a refusal: it must come out even when the frame's own questions fail. */
  refused?: boolean
  /** The plan's year, where the page has read it: what waits for review is counted in it and not read a second time. */
  year?: YearData
}>

/** Every page: skip link, the demo's clock, who and where, navigation, the page, the foot. */
export const Frame = async ({
  c,
  title,
  current,
  landscape,
  sheet,
  script,
  watch,
  refused,
  year,
  children,
}: FrameProps) => {
  const { settings } = c.var.house
  const actor = c.var.actor
  const asked = actor ? surroundings(c, actor, year) : Promise.resolve(NOWHERE)
  const { plan, calendar, who, items, stopped } = await (refused ? asked.catch(() => NOWHERE) : asked)
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{`${title} · 月报`}</title>
        <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={asset('style.css')} />
        {script ? <script src={asset('form.js')} defer></script> : null}
        {watch ? <script src={asset('watch.js')} defer></script> : null}
      </head>
      <body
        class={
          [landscape ? 'landscape' : '', sheet ? 'onesheet' : ''].filter((word) => word !== '').join(' ') || undefined
        }
      >
        <a class="skip" href="#main">
          跳到正文
        </a>
        {settings.mode === 'demo' ? <ClockBanner c={c} plan={plan} calendar={calendar} /> : null}
        {stopped ? <Stopped last={stopped} /> : null}
        <header class="top">
          <div class="wrap top-in">
            <p class="brand">
              <a href={paths.home}>月报</a>
            </p>
            {plan ? <p class="plan-name">{plan.title}</p> : null}
            {actor ? (
              <form class="me" method="post" action={paths.signOut}>
                <Token c={c} />
                <span>{who}</span>
                <button class="plain" type="submit">
                  退出
                </button>
              </form>
            ) : null}
          </div>
          {items.length > 0 ? (
            <nav class="wrap nav" aria-label="主导航">
              <ul>
                {items.map((item) => (
                  <li>
                    <a href={item.href} aria-current={item.tab === current ? 'page' : undefined}>
                      {item.text}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          ) : null}
        </header>
        <main class="wrap" id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="foot">
          <div class="wrap">
            <p>时间均为北京时间。填报有疑问，请联系法规处。</p>
            {settings.mode === 'demo' ? (
              <p>演示数据：任务原文取自吉民发〔2019〕15号，人员、进展文字和数据均为虚构。</p>
            ) : null}
          </div>
        </footer>
      </body>
    </html>
  )
}
