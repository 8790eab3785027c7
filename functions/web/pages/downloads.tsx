import { RATE_DEFINITIONS, ratesOf } from '../../../shared/domain/counting/rates.ts'
import { MARKS } from '../../../shared/domain/counting/standing.ts'
import type { Year } from '../../../shared/domain/counting/year.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { dateInWords, dateOf, momentInWords, periodInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { csv } from '../csv.ts'
import { call, download, page, periodParam, planParam, signedIn } from '../request.ts'
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
          <li>
            <div>
              <a href={paths.yearWorkbook(plan.id)}>{plan.year}年度评价工作簿（Excel）</a>
              <p class="note">评分表、扣分明细、排名、任务完成情况、报送矩阵、规则和原始数据，公式可以复算</p>
            </div>
          </li>
          <li>
            <div>
              <a href={paths.ratesCsv(plan.id)}>{plan.year}年各单位各月报送情况（CSV）</a>
              <p class="note">每个单位每月一行，可以自己再统计</p>
            </div>
          </li>
        </Rows>
      </Section>
      <Section id="months" title="每月汇总表">
        {opened.length === 0 ? (
          <p>第一个报告期还没有开始。</p>
        ) : (
          <Rows kind="files">
            {opened.map((period) => (
              <li>
                <a href={paths.monthWorkbook(plan.id, period.period)}>
                  {periodInWords(period.period)}工作进展汇总表（Excel）
                </a>
                <span class="note">
                  {year.cutOff < period.due
                    ? `${dateInWords(dateOf(period.due))}截止，还没有报齐`
                    : year.cutOff < period.locks
                      ? `${dateInWords(dateOf(period.locks))}锁定，还可能变动`
                      : '已锁定'}
                </span>
              </li>
            ))}
          </Rows>
        )}
        <Note>已锁定的月份，以后有补报或者重新打开的，再下载时数据会变，表上写明截至时间。</Note>
      </Section>
    </Frame>,
  )
}

/** GET /plans/:plan/:period/summary.xlsx (W1) */
export const monthWorkbook = async (c: Ctx): Promise<Response> => {
  mayDownload(c)
  const { outputs } = c.var.house.services
  const file = await outputs.monthWorkbook(planParam(c), periodParam(c), call(c))
  return download(c, file.bytes, {
    name: file.fileName,
    type: file.contentType,
    fallback: `summary-${periodParam(c)}.xlsx`,
  })
}

/** GET /plans/:plan/evaluation.xlsx (W2) */
export const yearWorkbook = async (c: Ctx): Promise<Response> => {
  mayDownload(c)
  const file = await c.var.house.services.outputs.yearWorkbook(planParam(c), call(c))
  return download(c, file.bytes, {
    name: file.fileName,
    type: file.contentType,
    fallback: `evaluation-${planParam(c)}.xlsx`,
  })
}

const COUNTED = ['expected', 'reported', 'onTime', 'late', 'madeUp', 'missing', 'zero', 'returned'] as const

/** One row per unit and month in which it owes a report; counts are 0 or 1, so that sums are right. */
export const ratesRows = (year: Year): (string | number)[][] => {
  const label = (key: string): string => RATE_DEFINITIONS.find((one) => one.key === key)?.label ?? key
  return [
    ['单位', '类别', '报告期', '状态', ...COUNTED.map(label), '代录', '自审', '提交时间', '截止时间', '数据截至'],
    ...year.units.flatMap((unit) =>
      year.periods.flatMap(({ period }): (string | number)[][] => {
        const standing = year.standings[unit.id]?.[period]
        if (!standing?.owed) return []
        const rates = ratesOf([standing])
        return [
          [
            unit.name,
            unit.class,
            period,
            MARKS[standing.mark].word,
            ...COUNTED.map((key) => rates[key]),
            standing.entered ? '代录' : '',
            standing.selfAccepted ? '自审' : '',
            standing.filedAt ? stampInWords(standing.filedAt) : '',
            stampInWords(standing.due),
            stampInWords(year.cutOff),
          ],
        ]
      }),
    ),
  ]
}

/** GET /plans/:plan/rates.csv */
export const ratesCsv = async (c: Ctx): Promise<Response> => {
  mayDownload(c)
  const { year, plan } = await c.var.house.services.overview.year(planParam(c), call(c))
  return download(c, csv(ratesRows(year)), {
    name: `${plan.year}年各单位各月报送情况.csv`,
    type: 'text/csv; charset=utf-8',
    fallback: `rates-${plan.id}.csv`,
  })
}
