import { paths } from '../../../shared/domain/paths.ts'
import { Slug } from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { dateInWords, dateOf, momentInWords, periodInWords } from '../../../shared/domain/time.ts'
import { FORMATS } from '../../../shared/service/output/kind.ts'
import { kindsOf } from '../../../shared/service/output/kinds.ts'
import type { Ctx } from '../context.ts'
import { call, download, page, param, periodParam, planParam, signedIn } from '../request.ts'
import { Lead, Note, Rows, Section } from './components.tsx'
import { Frame } from './frame.tsx'

const mayDownload = (c: Ctx): void => {
  if (!may(signedIn(c), 'output.download')) throw new Refusal('access.forbidden', {})
}

/** GET /plans/:plan/downloads: every month's summary, the year's workbook, the rates. */
export const showDownloads = async (c: Ctx): Promise<Response> => {
  mayDownload(c)
  const { year, plan } = await c.var.house.services.overview.year(planParam(c), call(c))
  const opened = year.periods.filter((period) => period.opens <= year.cutOff).reverse()
  return page(
    c,
    <Frame c={c} title="下载" current="downloads">
      <h1>下载</h1>
      <Lead>每份表都写明数据截至什么时候。现在下载，数据截至{momentInWords(year.cutOff, true)}。</Lead>
      <Section id="year" title="全年">
        <Rows kind="files">
          {kindsOf('plan').map((kind) => (
            <li>
              <div>
                <a href={paths.output(plan.id, kind.id)}>
                  {plan.year}年{kind.words}（{FORMATS[kind.format].words}）
                </a>
                <p class="note">{kind.says}</p>
              </div>
            </li>
          ))}
        </Rows>
      </Section>
      <Section id="months" title="每月">
        {opened.length === 0 ? (
          <p>第一个报告期还没有开始。</p>
        ) : (
          <Rows kind="files">
            {opened.flatMap((period) =>
              kindsOf('month').map((kind) => (
                <li>
                  <a href={paths.monthOutput(plan.id, period.period, kind.id)}>
                    {periodInWords(period.period)}
                    {kind.words}（{FORMATS[kind.format].words}）
                  </a>
                  <span class="note">
                    {year.cutOff < period.due
                      ? `${dateInWords(dateOf(period.due))}截止，还没有报齐`
                      : year.cutOff < period.locks
                        ? `${dateInWords(dateOf(period.locks))}锁定，还可能变动`
                        : '已锁定'}
                  </span>
                </li>
              )),
            )}
          </Rows>
        )}
        <Note>已锁定的月份，以后有补报或者重新打开的，再下载时版次加一，表里附修订说明。</Note>
      </Section>
    </Frame>,
  )
}

/** GET /plans/:plan/outputs/:kind and …/:kind/:period: one file of the registry. */
export const downloadOutput = async (c: Ctx): Promise<Response> => {
  const file = await c.var.house.services.outputs.make(
    { kind: param(c, 'kind', Slug), plan: planParam(c), period: c.req.param('period') ? periodParam(c) : null },
    call(c),
  )
  return download(c, file.bytes, { name: file.fileName, type: file.contentType, fallback: file.plainName })
}
