import { EVALUATION_ACTS, EVALUATION_STATE_WORDS } from '../../../shared/domain/evaluation/acts.ts'
import { snapshotOf } from '../../../shared/domain/evaluation/snapshot.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Refusal } from '../../../shared/domain/refusal.ts'
import { at, momentInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, planParam, see } from '../request.ts'
import {
  Actions,
  Button,
  Choices,
  Crumb,
  Facts,
  Form,
  Lead,
  Note,
  Notice,
  Phrase,
  Section,
  TextArea,
} from './components.tsx'
import { Revisions } from './evaluation.tsx'
import { gradesInWords, LeftOut } from './evaluationTable.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'

type Shows = { why?: string; refusal?: Refusal }

const PublishPage = async ({ c, shows }: { c: Ctx; shows: Shows }) => {
  const plan = planParam(c)
  const { evaluations } = c.var.house.services
  const [{ year, evaluation, records }, head, history] = await Promise.all([
    evaluations.draft(plan, call(c)),
    evaluations.standing(plan, call(c)),
    evaluations.history(plan, call(c)),
  ])
  const revisions = head?.revisions ?? []
  const state = head?.state ?? 'draft'
  const number = revisions.length + 1
  const snapshot = snapshotOf(year, evaluation, records, number)
  const { counted, words } = gradesInWords(snapshot)
  const open = year.periods.filter((period) => period.opens <= year.cutOff && year.cutOff < period.locks)
  const usual = at(`${year.plan.year}-12-20`, '17:30')
  const title = `发布${year.plan.year}年度评价`
  return (
    <Frame c={c} title={shows.refusal ? `${shows.refusal.said.title}：${title}` : title} current="evaluation">
      <Crumb items={[{ href: paths.evaluation(plan), text: '评价' }]} here="发布" />
      {shows.refusal ? <RefusalSummary refusal={shows.refusal} href="#why" /> : null}
      <h1>{title}</h1>
      <Lead>
        <Phrase>发布以后，这一版的分数、依据和工作簿原样保存，</Phrase>
        <Phrase>各单位和厅党组就能看到。</Phrase>
      </Lead>
      <div class="gap">
        <Facts
          items={[
            ['现在', EVALUATION_STATE_WORDS[state]],
            ['将发布', `第${number}版`],
            ['数据截至', `${momentInWords(year.cutOff, true)}，就是按下发布的时间`],
            ['评价结果', `${counted}个单位${words === '' ? '' : `：${words}`}`],
            ['人工记录', `${records.marks.length}笔`],
          ]}
        />
      </div>
      {year.cutOff < usual && revisions.length === 0 ? (
        <Notice tone="warn">
          <p>通知要求年底前评价，通常在{momentInWords(usual)}发布第1版，12月锁定后出第2版。现在发布也可以。</p>
        </Notice>
      ) : null}
      {open.length > 0 ? (
        <Note>
          {open.map((period) => `${Number(period.period.slice(5))}月`).join('、')}
          还没有锁定：没有到截止时间的不计入这一版，也还可以继续办理。
        </Note>
      ) : null}
      <LeftOut snapshot={snapshot} />
      <Section id="publish" title={`发布第${number}版`}>
        <Form c={c} action={paths.evaluationPublish(plan)} kind="medium">
          <input type="hidden" name="version" value={String(head?.version ?? 0)} />
          <TextArea
            id="why"
            name="why"
            label={number > 1 ? '为什么出新的一版' : '说明'}
            {...(number > 1 ? { hint: '写进新的一版；旧的一版仍可查看和下载。' } : { optional: '没有可不填' })}
            value={shows.why ?? ''}
          />
          <Actions>
            <Button primary>发布第{number}版</Button>
            <a href={paths.evaluation(plan)}>先不发布，回评价</a>
          </Actions>
        </Form>
      </Section>
      {revisions.length === 0 ? null : (
        <>
          <Section id="correct" title={state === 'correcting' ? '放弃更正' : '更正'}>
            <p class="hint">
              {state === 'correcting'
                ? `更正期间，第${revisions.length}版仍然有效。放弃以后，已评价月份的月报重新锁住。`
                : '评价发布以后，法规处不能再审核、退回、重新打开、代录已评价月份的月报。要改动，先开始更正；改完发布下一版。'}
            </p>
            <Form c={c} action={paths.evaluationCorrect(plan)} kind="medium">
              <input type="hidden" name="act" value={state === 'correcting' ? 'give-up' : 'correct'} />
              <TextArea id="correct-why" name="why" label={state === 'correcting' ? '为什么放弃' : '为什么更正'} />
              <Actions>
                <Button>{EVALUATION_ACTS[state === 'correcting' ? 'give-up' : 'correct'].words}</Button>
              </Actions>
            </Form>
          </Section>
          <Revisions plan={plan} revisions={revisions} compares />
        </>
      )}
      <Section id="show" title="给各单位看什么">
        <Form c={c} action={paths.evaluationShow(plan)} kind="medium">
          <Choices
            id="to-units"
            legend="各单位能看到"
            name="toUnits"
            options={[
              { value: 'all', text: '本单位的得分和依据，以及全部单位的排名' },
              { value: 'own', text: '只有本单位的得分和依据' },
            ]}
            chosen={[(head?.toUnits ?? true) ? 'all' : 'own']}
          />
          <Actions>
            <Button>保存公布范围</Button>
          </Actions>
        </Form>
      </Section>
      <Section id="history" title="经过">
        {history.length === 0 ? (
          <p>还没有记录。</p>
        ) : (
          <ul class="bullets">
            {[...history].reverse().map((record) => (
              <li>
                {stampInWords(record.at)}　{record.by.name}　
                {EVALUATION_ACTS[record.act as keyof typeof EVALUATION_ACTS]?.words ?? record.act}
                {record.why === null ? '' : `：${record.why}`}
              </li>
            ))}
          </ul>
        )}
      </Section>
    </Frame>
  )
}

/** GET /plans/:plan/evaluation/publish: what would be frozen, and what is published. */
export const showPublish = (c: Ctx): Promise<Response> => page(c, <PublishPage c={c} shows={{}} />)

/** Answers a refused form in place, with what was typed. */
const orInPlace = async (c: Ctx, why: string, act: () => Promise<unknown>): Promise<Response> => {
  try {
    await act()
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <PublishPage c={c} shows={{ why, refusal }} />, statusOf(refusal))
  }
  return see(c, paths.evaluationPublish(planParam(c)))
}

/** POST …/publish */
export const publishEvaluation = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const why = sent.get('why').slice(0, 500)
  const opened = /^\d{1,9}$/.test(sent.get('version')) ? { version: Number(sent.get('version')) } : {}
  return orInPlace(c, why, () => c.var.house.services.evaluations.publish(planParam(c), call(c), { why, ...opened }))
}

/** POST …/correct: opens a correction, or gives it up. */
export const correctEvaluation = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  const why = sent.get('why').slice(0, 500)
  const act = sent.get('act') === 'give-up' ? 'give-up' : 'correct'
  return orInPlace(c, '', () => c.var.house.services.evaluations.correct(planParam(c), call(c), act, { why }))
}

/** POST …/show: the ranking of all to units, or their own score alone. */
export const showToUnits = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  return orInPlace(c, '', () =>
    c.var.house.services.evaluations.show(planParam(c), call(c), sent.get('toUnits') !== 'own'),
  )
}
