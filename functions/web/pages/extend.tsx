import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { stateAfter } from '../../../shared/domain/report/acts.ts'
import { STATE_WORDS } from '../../../shared/domain/report/report.ts'
import {
  addDays,
  at,
  ClockTime,
  dateOf,
  type Instant,
  LocalDate,
  momentInWords,
  periodInWords,
  stampInWords,
} from '../../../shared/domain/time.ts'
import type { Scene, Which } from '../../../shared/service/report.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, see, signedIn, which } from '../request.ts'
import { Actions, Button, Crumb, Facts, Form, Lead, Notice, Section, TextArea, TextField } from './components.tsx'
import { Frame } from './frame.tsx'
import { FrozenNotice } from './frozenNotice.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

type Typed = { date: string; time: string; reason: string }

/** What an extension granted now would do (D4): before the due time it moves it; after it, only the lock; after the lock it opens for 补报. */
export const effectInWords = ({ dates }: Pick<Scene, 'dates'>, now: Instant): string => {
  if (now < dates.due)
    return '截止时间还没有到：延期后，截止移到新的时间，到那时以前提交的记作按时。锁定比它早的，一起往后移。'
  if (now < dates.locks) return '已过截止：延期只把锁定往后移，锁定以前提交的记作迟报，不能改回按时。'
  return '已经锁定：延期后，单位可以补报到新的时间，补报的记作漏报。'
}

/** A time to offer: three days after the date that the extension would move, or after now where that has passed. */
const offered = ({ dates }: Scene, now: Instant): Typed => ({
  date: addDays(dateOf(now < dates.due ? dates.due : now < dates.closes ? dates.closes : now), 3),
  time: '17:30',
  reason: '',
})

const ExtendPage = async ({
  c,
  which: at,
  scene,
  typed,
  refusal,
}: {
  c: Ctx
  which: Which
  scene: Scene
  typed: Typed
  refusal?: Refusal
}) => {
  const { unit, dates, head } = scene
  const month = periodInWords(at.period)
  const title = `延期补报：${unit.name}${month}月报`
  const possible = stateAfter(head.state, 'extend') !== null && c.var.now >= dates.opens && !scene.frozen
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：${title}` : title} current="overview">
      <Crumb items={[{ href: paths.overview(at.plan, at.period), text: '总览' }]} here="延期补报" />
      {refusal ? <RefusalSummary refusal={refusal} href="#date" /> : null}
      <h1>
        <span class="ph">延期补报：</span>
        <span class="ph">
          {unit.name}
          {month}月报
        </span>
      </h1>
      <Lead>{possible ? effectInWords(scene, c.var.now) : ''}</Lead>
      <div class="gap">
        <Facts
          items={[
            ['现在', head.revision === 0 && head.state === 'draft' ? '还没有提交' : STATE_WORDS[head.state]],
            ['截止', momentInWords(dates.due, true)],
            ['锁定', momentInWords(dates.locks, true)],
          ]}
        />
      </div>
      {scene.frozen ? <FrozenNotice plan={at.plan} /> : null}
      {possible ? (
        <Form c={c} action={paths.extend(at.plan, at.period, at.unit)} kind="medium">
          <TextField id="date" name="date" type="date" label="延到哪一天" value={typed.date} short />
          <TextField id="time" name="time" type="time" label="几点" value={typed.time} short />
          <TextArea id="reason" name="reason" label="理由" hint="记入经过，单位能看到。" value={typed.reason} />
          <Actions>
            <Button primary>给{unit.name}延期</Button>
            <a href={paths.overview(at.plan, at.period)}>不延了，回总览</a>
          </Actions>
        </Form>
      ) : scene.frozen ? null : (
        <div class="gap">
          <Notice>
            <p>
              {c.var.now < dates.opens
                ? '报告期还没有开始，不用延期。'
                : `月报现在是“${STATE_WORDS[head.state]}”，不用延期。要改，先退回或重新打开。`}
            </p>
          </Notice>
        </div>
      )}
      {head.extensions.length === 0 ? null : (
        <Section id="before" title="已有的延期">
          <ul class="bullets">
            {head.extensions.map((extension) => (
              <li>
                {stampInWords(extension.at)}　{extension.by}　延到{momentInWords(extension.until)}　{extension.reason}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Frame>
  )
}

const sceneOf = async (c: Ctx): Promise<{ which: Which; scene: Scene }> => {
  if (!may(signedIn(c), 'report.extend')) throw new Refusal('access.forbidden', {})
  const at = which(c)
  return { which: at, scene: await c.var.house.services.reports.scene(at) }
}

/** GET /plans/:plan/:period/:unit/extend: says what an extension granted now would do, and asks until when and why. */
export const showExtend = async (c: Ctx): Promise<Response> => {
  const { which: at, scene } = await sceneOf(c)
  return page(c, <ExtendPage c={c} which={at} scene={scene} typed={offered(scene, c.var.now)} />)
}

const untilOf = ({ date, time }: Typed): Instant => {
  if (!LocalDate.safeParse(date).success || !ClockTime.safeParse(time).success)
    throw new Refusal('input.invalid', { problems: ['请填写延到哪一天、几点'] })
  return at(date, time)
}

/** POST …/extend: date and time are Shanghai's. */
export const extendReport = async (c: Ctx): Promise<Response> => {
  const { which: it, scene } = await sceneOf(c)
  const sent = await form(c)
  const typed: Typed = { date: sent.get('date'), time: sent.get('time'), reason: sent.get('reason') }
  try {
    if (typed.reason.trim().length > 500) throw new Refusal('input.invalid', { problems: ['理由最多500字'] })
    await c.var.house.services.reports.extend(it, call(c), { until: untilOf(typed), why: typed.reason })
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <ExtendPage c={c} which={it} scene={scene} typed={typed} refusal={refusal} />, statusOf(refusal))
  }
  return see(c, `${paths.overview(it.plan, it.period)}#owe`)
}
