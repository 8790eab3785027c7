import type { Child } from 'hono/jsx'
import { LIGHTS } from '../../../shared/domain/counting/lights.ts'
import { onTimeRate, reportingRate } from '../../../shared/domain/counting/rates.ts'
import { MARKS } from '../../../shared/domain/counting/standing.ts'
import { type Behind, type Leadership, leadershipOf, toldOf } from '../../../shared/domain/leadership.ts'
import { type LeadershipLink, LINK_DAYS } from '../../../shared/domain/leadershipLink.ts'
import { subjectOf } from '../../../shared/domain/output/document/words.ts'
import { listed } from '../../../shared/domain/output/words.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import type { Plan } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import {
  dateInWords,
  dateOf,
  momentInWords,
  monthInWords,
  periodInWords,
  stampInWords,
} from '../../../shared/domain/time.ts'
import type { YearData } from '../../../shared/service/overview.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, param, planParam, see, signedIn } from '../request.ts'
import { asset } from '../static.ts'
import { Actions, Button, Form, Note, Notice, Scroll, Section, State, TextField } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { HashId, Token } from './leadershipParams.ts'

/** The one-page view for 厅党组 (O3): one A4 sheet, on the screen as on paper; also by a link that needs no sign-in. */

/** Rows of what is behind that fit on the sheet. */
const MOST_BEHIND = 8

const Figure = ({ label, value, of }: { label: string; value: string; of?: string }) => (
  <div>
    <dt>{label}</dt>
    <dd>
      {value}
      {of ? <small>{of}</small> : null}
    </dd>
  </div>
)

/** Months side by side: on time, late (made up among them), missing, one above the other. */
const MonthsChart = ({ months }: Pick<Leadership, 'months'>) => {
  const most = Math.max(1, ...months.map(({ onTime, late, missing }) => onTime + late + missing))
  const [height, floor] = [130, 150]
  const step = Math.min(60, 300 / Math.max(1, months.length))
  const bar = Math.min(34, step - 8)
  const tall = (count: number): number => Math.round((count * height) / most)
  const told = months
    .map(({ period, onTime, late, missing }) => `${monthInWords(period)}${onTime}、${late}、${missing}`)
    .join('；')
  return (
    <svg viewBox="0 0 310 190" role="img" aria-label={`各月按时、迟报（含漏报）、未报单位数：${told}`}>
      {months.map(({ period, onTime, late, missing }, index) => {
        const x = 4 + index * step
        const [a, b, m] = [tall(onTime), tall(late), tall(missing)]
        return (
          <g>
            <rect class="chart-main" x={x} y={floor - a} width={bar} height={a} />
            <rect class="chart-late" x={x} y={floor - a - b} width={bar} height={b} />
            <rect class="chart-missing" x={x + 0.75} y={floor - a - b - m} width={bar - 1.5} height={m} />
            {a > 14 ? (
              <text class="chart-in" x={x + bar / 2} y={floor - a + 13} text-anchor="middle">
                {onTime}
              </text>
            ) : null}
            <text x={x + bar / 2} y={floor + 15} text-anchor="middle">
              {monthInWords(period)}
            </text>
          </g>
        )
      })}
      <line class="chart-line" x1="0" x2="306" y1={floor} y2={floor} />
      <g>
        <rect class="chart-main" x="4" y="176" width="10" height="10" />
        <text x="18" y="185">
          按时
        </text>
        <rect class="chart-late" x="64" y="176" width="10" height="10" />
        <text x="78" y="185">
          迟报（含漏报）
        </text>
        <rect class="chart-missing" x="180" y="176.5" width="10" height="9" />
        <text x="194" y="185">
          未报
        </text>
      </g>
    </svg>
  )
}

/** How far each environment has come, with the time that has gone. */
const GroupsChart = ({ groups, elapsed }: Pick<Leadership, 'groups' | 'elapsed'>) => {
  const line = 22
  const bottom = groups.length * line
  const [left, wide] = [118, 120]
  const told = groups
    .map(({ title, progress }) => `${title}${progress === null ? '没有进度' : `${progress}%`}`)
    .join('，')
  return (
    <svg viewBox={`0 0 340 ${bottom + 24}`} role="img" aria-label={`各组平均进度：${told}`}>
      {groups.map(({ title, progress, red, yellow }, index) => {
        const y = index * line
        const lights = [red > 0 ? `红${red}` : '', yellow > 0 ? `黄${yellow}` : '']
          .filter((word) => word !== '')
          .join(' ')
        return (
          <g>
            <text x={left - 8} y={y + 15} text-anchor="end">
              {title.length > 8 ? `${title.slice(0, 7)}…` : title}
            </text>
            <rect class="chart-rest" x={left} y={y + 4} width={wide} height="13" />
            <rect class="chart-main" x={left} y={y + 4} width={((progress ?? 0) * wide) / 100} height="13" />
            <text x={left + wide + 8} y={y + 15}>
              {progress === null ? '—' : `${progress}%`}
            </text>
            <text class="chart-note" x={left + wide + 48} y={y + 15}>
              {lights}
            </text>
          </g>
        )
      })}
      {elapsed === null ? null : (
        <g>
          <line
            class="chart-now"
            x1={left + (elapsed * wide) / 100}
            x2={left + (elapsed * wide) / 100}
            y1="0"
            y2={bottom + 4}
          />
          <text x={left + (elapsed * wide) / 100} y={bottom + 18} text-anchor="middle">
            时间进度{elapsed}%
          </text>
        </g>
      )}
    </svg>
  )
}

const BehindRow = ({ behind }: { behind: Behind }) =>
  behind.kind === 'missing' ? (
    <tr>
      <td>
        <State letter={MARKS.missing.letter} word={MARKS.missing.word} />
      </td>
      <td>{listed(behind.units)}</td>
      <td>
        {behind.units.length}个单位没有报送{behind.again.length > 0 ? `，上月也没有的：${listed(behind.again)}` : ''}
      </td>
    </tr>
  ) : (
    <tr>
      <td>
        <State letter={LIGHTS[behind.kind].letter} word={LIGHTS[behind.kind].word} />
      </td>
      <td>
        任务{behind.task.label}　{behind.task.title.replace(/[。.]$/, '')}
        <br />
        <span class="note">{behind.units.join('、')}</span>
      </td>
      <td>{behind.stand}</td>
    </tr>
  )

const Sheet = ({ plan, told, sample }: { plan: Plan; told: Leadership; sample: boolean }) => {
  const { rates, lights, behind } = told
  const more = behind.length - MOST_BEHIND
  return (
    <article class="sheet leadership">
      <h1>
        <span class="ph">{periodInWords(told.period)}</span>
        <span class="ph">{subjectOf(plan)}进展</span>
      </h1>
      <p class="note c">
        呈厅党组　{dateInWords(dateOf(told.cutOff), true)}　数据截至{momentInWords(told.cutOff)}
        {told.locked ? '' : '，本月还没有锁定'}
      </p>
      <dl class="figures">
        <Figure label="报送率" value={reportingRate(rates)} of={`　${rates.reported}/${rates.expected}`} />
        <Figure label="按时率" value={onTimeRate(rates)} of={`　${rates.onTime}/${rates.expected}`} />
        <Figure label="零报告单位" value={String(rates.zero)} />
        <Figure label="已核验销号" value={String(lights.verified)} of={`/${told.tasks}`} />
        <Figure label="黄灯" value={String(lights.yellow)} />
        <Figure label="红灯" value={String(lights.red)} />
      </dl>
      <div class="half">
        <div>
          <h2>各月报送</h2>
          {told.months.length === 0 ? <p class="note">还没有到期的月份。</p> : <MonthsChart months={told.months} />}
        </div>
        <div>
          <h2>{told.groups.length > 0 ? '各环境平均进度' : '任务'}</h2>
          {told.groups.length === 0 ? (
            <p class="note">实施方案没有分组。</p>
          ) : (
            <GroupsChart groups={told.groups} elapsed={told.elapsed} />
          )}
        </div>
      </div>
      <h2>落后的任务和单位</h2>
      {behind.length === 0 ? (
        <p>没有红灯、黄灯的任务，也没有未报的单位。</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">灯</th>
              <th scope="col">任务或单位</th>
              <th scope="col">情况</th>
            </tr>
          </thead>
          <tbody>
            {behind.slice(0, MOST_BEHIND).map((one) => (
              <BehindRow behind={one} />
            ))}
          </tbody>
        </table>
      )}
      {more > 0 ? <p class="note">另有{more}项，见任务和总览。</p> : null}
      {told.zeroRuns > 0 ? <p class="note">{told.zeroRuns}项任务连续三个月以上零报告，不影响灯色。</p> : null}
      <div class="end">
        <p class="note">
          报送率＝已报÷应报；按时率＝按时÷应报，含零报告。应报＝按时＋迟报＋漏报＋未报。平均进度按有进度的任务简单平均。
          {told.elapsed === null ? '' : '时间进度是当月末在落实阶段中的位置。'}
        </p>
        {sample ? <p class="note">样例数据，人员和进展均为虚构。</p> : null}
      </div>
    </article>
  )
}

const sheetOf = (c: Ctx, { plan, year }: Pick<YearData, 'plan' | 'year'>): Child => {
  const period = toldOf(year)
  if (period === null) throw new Refusal('access.missing', {})
  return <Sheet plan={plan} told={leadershipOf(year, period)} sample={c.var.house.settings.mode === 'demo'} />
}

type Shown = { made?: string; refusal?: Refusal; note?: string }

const standInWords = (link: LeadershipLink, machine: string): string =>
  link.revoked !== null
    ? `${stampInWords(link.revoked)}撤销`
    : machine >= link.until
      ? '已到期'
      : `${dateInWords(dateOf(link.until), true)}到期`

const Links = ({
  c,
  plan,
  links,
  shown,
}: {
  c: Ctx
  plan: string
  links: readonly (LeadershipLink & { id: string })[]
  shown: Shown
}) => (
  <Section id="links" title="不用登录的链接" note={`${LINK_DAYS}天有效，随时可以撤销`}>
    {shown.made === undefined ? null : (
      <Notice tone="done" title="链接已生成，只显示这一次">
        <p class="breaks">
          <code>{shown.made}</code>
        </p>
      </Notice>
    )}
    <Form c={c} action={paths.leadershipLinks(plan)} kind="medium">
      <TextField
        id="link-note"
        name="note"
        label="给谁看"
        hint="只登记在下面，不出现在页面上。拿到链接的人都能打开这一页，看不到任何人填写的文字。"
        value={shown.note ?? ''}
      />
      <Actions>
        <Button>生成链接</Button>
      </Actions>
    </Form>
    {links.length === 0 ? (
      <p class="gap">还没有生成过链接。</p>
    ) : (
      <Scroll label="已生成的链接">
        <table>
          <thead>
            <tr>
              <th scope="col">给谁看</th>
              <th scope="col">生成</th>
              <th scope="col">有效</th>
              <th scope="col">打开过</th>
              <th scope="col">撤销</th>
            </tr>
          </thead>
          <tbody>
            {links.map((link) => (
              <tr>
                <th scope="row">{link.note}</th>
                <td>
                  {stampInWords(link.at)}　{link.by}
                </td>
                <td>{standInWords(link, c.var.machine)}</td>
                <td>
                  {link.openings}次{link.lastOpened === null ? '' : `，最近${stampInWords(link.lastOpened)}`}
                </td>
                <td>
                  {link.revoked === null && c.var.machine < link.until ? (
                    <Form c={c} action={paths.leadershipRevoke(plan, link.id)}>
                      <Button small>撤销</Button>
                    </Form>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    )}
  </Section>
)

const show = async (c: Ctx, shown: Shown = {}): Promise<Response> => {
  const actor = signedIn(c)
  const id = planParam(c)
  const { overview, leadershipLinks } = c.var.house.services
  const links = may(actor, 'leadership.link')
  const [data, made] = await Promise.all([
    overview.year(id, call(c)),
    links ? leadershipLinks.list(call(c), id) : Promise.resolve([]),
  ])
  const title = '一页情况'
  return page(
    c,
    <Frame
      c={c}
      title={shown.refusal ? `${shown.refusal.said.title}：${title}` : title}
      current="overview"
      sheet
      script
      year={data}
    >
      {shown.refusal ? <RefusalSummary refusal={shown.refusal} href="#link-note" /> : null}
      <Actions>
        <button class="btn primary" type="button" data-print hidden>
          打印这一页
        </button>
        <span class="note">一张A4</span>
        <a href={paths.overview(id, toldOf(data.year) ?? '')}>回到总览</a>
      </Actions>
      {sheetOf(c, data)}
      {links ? <Links c={c} plan={id} links={made} shown={shown} /> : null}
      <Note>这一页只有数字和实施方案的文字，没有任何人填写的内容。</Note>
    </Frame>,
    shown.refusal ? statusOf(shown.refusal) : 200,
  )
}

/** GET /plans/:plan/leadership */
export const showLeadership = (c: Ctx): Promise<Response> => show(c)

/** POST /plans/:plan/leadership/links: makes a link and shows it once. */
export const makeLeadershipLink = async (c: Ctx): Promise<Response> => {
  const note = (await form(c)).get('note').trim()
  const { services, settings } = c.var.house
  try {
    if (note === '' || note.length > 40) throw new Refusal('input.invalid', { problems: ['请写明给谁看，最多40字'] })
    const token = await services.leadershipLinks.create(call(c), c.var.machine, { plan: planParam(c), note })
    return await show(c, { made: `${settings.publicUrl}${paths.leadershipOpen(token)}` })
  } catch (error) {
    return show(c, { refusal: inPlace(error), note })
  }
}

/** POST /plans/:plan/leadership/links/:link/revoke */
export const revokeLeadershipLink = async (c: Ctx): Promise<Response> => {
  await c.var.house.services.leadershipLinks.revoke(call(c), param(c, 'link', HashId))
  return see(c, `${paths.leadership(planParam(c))}#links`)
}

/**
 * GET /l/:token: the page for whoever has the link, with nothing that leads anywhere else. Neither the address nor the page is passed on or indexed.
 */
export const openLeadership = async (c: Ctx): Promise<Response> => {
  const { leadershipLinks, overview } = c.var.house.services
  const plan = await leadershipLinks.open(param(c, 'token', Token), c.var.now, c.var.machine)
  const data = await overview.at(plan, c.var.now)
  c.header('referrer-policy', 'no-referrer')
  c.header('x-robots-tag', 'noindex, nofollow')
  return page(
    c,
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <title>一页情况 · 月报</title>
        <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={asset('style.css')} />
        <script src={asset('form.js')} defer></script>
      </head>
      <body class="onesheet">
        <main class="wrap" id="main">
          <Actions>
            <button class="btn primary" type="button" data-print hidden>
              打印这一页
            </button>
          </Actions>
          {sheetOf(c, data)}
        </main>
      </body>
    </html>,
  )
}
