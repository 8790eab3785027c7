import type { PublishedRevision } from '../../../shared/domain/evaluation/published.ts'
import { type Snapshot, snapshotOf } from '../../../shared/domain/evaluation/snapshot.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { isRefusal } from '../../../shared/domain/refusal.ts'
import { momentInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Shown } from '../../../shared/service/evaluation/publish.ts'
import type { EvaluationHead } from '../../../shared/service/keys.ts'
import type { Ctx } from '../context.ts'
import { call, download, page, planParam, revisionParam, signedIn } from '../request.ts'
import { Actions, Lead, LinkButton, Notice, Phrase, Scroll, Section } from './components.tsx'
import { gradesInWords, HowCounted, LeftOut, ScoreTable } from './evaluationTable.tsx'
import { Frame } from './frame.tsx'

/** GET /plans/:plan/evaluation: the draft for those who prepare it, what is published for everybody else. */
export const showEvaluation = async (c: Ctx): Promise<Response> =>
  may(signedIn(c), 'evaluation.draft') ? showDraft(c) : showNewest(c)

const showDraft = async (c: Ctx): Promise<Response> => {
  const { evaluations } = c.var.house.services
  const plan = planParam(c)
  const [{ year, evaluation, records }, head] = await Promise.all([
    evaluations.draft(plan, call(c)),
    evaluations.standing(plan, call(c)),
  ])
  const revisions = head?.revisions ?? []
  const snapshot = snapshotOf(year, evaluation, records, revisions.length + 1)
  const { counted, words } = gradesInWords(snapshot)
  const actor = signedIn(c)
  return page(
    c,
    <Frame c={c} title={`${year.plan.year}年度评价`} current="evaluation" landscape>
      <h1>{year.plan.year}年度评价</h1>
      <Lead>
        <Phrase>
          {counted}个单位{words === '' ? '。' : `：${words}。`}
        </Phrase>
        <br />
        {(head?.state ?? 'draft') === 'draft' ? (
          <>
            <Phrase>这是草稿，没有发布，</Phrase>
            <Phrase>随月报变动。</Phrase>
          </>
        ) : (
          <>
            <Phrase>已发布第{revisions.length}版；</Phrase>
            <Phrase>下面是按现在的数据算的第{revisions.length + 1}版草稿。</Phrase>
          </>
        )}
      </Lead>
      <Actions>
        {may(actor, 'evaluation.publish') ? (
          <LinkButton href={paths.evaluationPublish(plan)} primary={head?.state !== 'published'}>
            {head?.state === 'published'
              ? '更正、发布新的一版'
              : head?.state === 'correcting'
                ? '发布更正后的评价'
                : `发布第${revisions.length + 1}版`}
          </LinkButton>
        ) : null}
        <a href={paths.output(plan, 'evaluation')}>下载评价工作簿（草稿）</a>
        <a href={paths.evaluationMarks(plan)}>加分、扣分和综合评价</a>
        <a href={paths.evaluationRules(plan)}>评分规则</a>
      </Actions>
      <Correcting head={head} />
      <Section id="rank" title="排名" note={`数据截至${momentInWords(snapshot.cutOff, true)}　草稿`}>
        <ScoreTable snapshot={snapshot} href={(unit) => paths.evaluationUnit(plan, unit)} />
      </Section>
      <LeftOut snapshot={snapshot} />
      {revisions.length === 0 ? null : <Revisions plan={plan} revisions={revisions} compares />}
      <HowCounted rules={snapshot.rules} />
    </Frame>,
  )
}

const Correcting = ({ head }: { head: EvaluationHead | null }) =>
  head?.state === 'correcting' ? (
    <Notice tone="warn" title="更正中">
      <p>已发布的第{head.revisions.length}版仍然有效。更正期间，法规处可以改动已评价月份的月报；改完后发布下一版。</p>
    </Notice>
  ) : null

/** Every published revision with its files and hashes, the newest first. */
export const Revisions = ({
  plan,
  revisions,
  compares,
}: {
  plan: string
  revisions: readonly PublishedRevision[]
  compares?: boolean
}) => (
  <Section id="revisions" title="发布过的版次" note="原样保存，不再改动">
    <Scroll label="发布过的版次，可左右滚动">
      <table class="roomy">
        <thead>
          <tr>
            <th scope="col">版次</th>
            <th scope="col">数据截至</th>
            <th scope="col">发布</th>
            <th scope="col">理由</th>
            <th scope="col">文件（SHA-256）</th>
            {compares ? <th scope="col">变动</th> : null}
          </tr>
        </thead>
        <tbody>
          {[...revisions].reverse().map((revision) => (
            <tr>
              <th scope="row" class="nb">
                <a href={paths.revision(plan, String(revision.number))}>第{revision.number}版</a>
              </th>
              <td>{momentInWords(revision.cutOff, true)}</td>
              <td>
                {stampInWords(revision.at)}　{revision.by}
              </td>
              <td>{revision.why ?? '—'}</td>
              <td>
                <a href={paths.revisionFile(plan, String(revision.number), 'workbook')}>工作簿</a>
                <br />
                <code class="hash">{revision.workbook}</code>
                <br />
                <a href={paths.revisionFile(plan, String(revision.number), 'snapshot')}>快照</a>
                <br />
                <code class="hash">{revision.snapshot}</code>
              </td>
              {compares ? (
                <td class="nb">
                  {revision.number > 1 ? (
                    <a href={`${paths.evaluationCompare(plan)}?from=${revision.number - 1}&to=${revision.number}`}>
                      和第{revision.number - 1}版比
                    </a>
                  ) : (
                    '—'
                  )}
                  {revision.number === revisions.length ? (
                    <>
                      <br />
                      <a href={`${paths.evaluationCompare(plan)}?from=${revision.number}`}>现在和它比</a>
                    </>
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </Section>
)

const showNewest = async (c: Ctx): Promise<Response> => {
  const plan = planParam(c)
  try {
    return await publishedPage(c, await c.var.house.services.evaluations.published(plan, call(c)))
  } catch (error) {
    // A plan that does not exist is no page; one that does, and is not evaluated yet, says so.
    if (!isRefusal(error, 'access.missing')) throw error
    const { year } = await c.var.house.services.load.published(plan)
    return page(
      c,
      <Frame c={c} title={`${year}年度评价`} current="evaluation">
        <h1>{year}年度评价</h1>
        <Lead>还没有发布。发布以后，在这里看得分、名次和每一分的依据。</Lead>
      </Frame>,
    )
  }
}

/** GET /plans/:plan/evaluation/revisions/:revision */
export const showRevision = async (c: Ctx): Promise<Response> =>
  publishedPage(c, await c.var.house.services.evaluations.published(planParam(c), call(c), revisionParam(c)))

const publishedPage = async (c: Ctx, { revision, snapshot, only }: Shown): Promise<Response> => {
  const plan = planParam(c)
  const actor = signedIn(c)
  const head = await c.var.house.services.evaluations.standing(plan, call(c))
  const old = head !== null && revision.number < head.revisions.length
  const { counted, words } = gradesInWords(snapshot)
  return page(
    c,
    <Frame c={c} title={`${snapshot.plan.year}年度评价第${revision.number}版`} current="evaluation" landscape>
      <h1>
        <Phrase>{snapshot.plan.year}年度评价</Phrase>
        <Phrase>（第{revision.number}版）</Phrase>
      </h1>
      <Lead>
        {only === 'own' ? <Phrase>本单位的得分。</Phrase> : <Phrase>{`${counted}个单位：${words}。`}</Phrase>}
        <br />
        <Phrase>{stampInWords(revision.at)}发布，</Phrase>
        <Phrase>数据截至{momentInWords(revision.cutOff, true)}。</Phrase>
        {revision.why === null ? null : <Phrase>理由：{revision.why}。</Phrase>}
      </Lead>
      {old ? (
        <Notice tone="warn">
          <p>
            这是旧的一版，已有
            <a href={paths.revision(plan, String(head.revisions.length))}>第{head.revisions.length}版</a>。
          </p>
        </Notice>
      ) : null}
      <Section id="rank" title="排名" note={`第${revision.number}版`}>
        {snapshot.scores.length === 0 ? (
          <p>您所在的单位不在评价范围内。</p>
        ) : (
          <ScoreTable snapshot={snapshot} href={(unit) => paths.revisionUnit(plan, String(revision.number), unit)} />
        )}
      </Section>
      <LeftOut snapshot={snapshot} />
      {may(actor, 'output.download') && head ? <Revisions plan={plan} revisions={head.revisions} compares /> : null}
      <HowCounted rules={snapshot.rules} />
    </Frame>,
  )
}

/** GET /plans/:plan/evaluation/revisions/:revision/files/:file: the workbook or the snapshot, as it was made. */
export const downloadRevision = async (c: Ctx): Promise<Response> => {
  const kind = c.req.param('file') === 'snapshot' ? 'snapshot' : 'workbook'
  const { name, bytes, revision } = await c.var.house.services.evaluations.file(
    planParam(c),
    call(c),
    revisionParam(c),
    kind,
  )
  const [type, ending] =
    kind === 'snapshot'
      ? ['application/json', 'json']
      : ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx']
  return download(c, bytes, { name, type, fallback: `evaluation-${planParam(c)}-${revision.number}.${ending}` })
}

/** A snapshot of what is shown: of a revision where one is named, else the draft for those who prepare it, else the newest published. */
export const snapshotShown = async (c: Ctx): Promise<{ snapshot: Snapshot; revision: PublishedRevision | null }> => {
  const { evaluations } = c.var.house.services
  const plan = planParam(c)
  if (c.req.param('revision') === undefined && may(signedIn(c), 'evaluation.draft')) {
    const [{ year, evaluation, records }, head] = await Promise.all([
      evaluations.draft(plan, call(c)),
      evaluations.standing(plan, call(c)),
    ])
    return { snapshot: snapshotOf(year, evaluation, records, (head?.revisions.length ?? 0) + 1), revision: null }
  }
  const number = c.req.param('revision') === undefined ? undefined : revisionParam(c)
  return evaluations.published(plan, call(c), number)
}
