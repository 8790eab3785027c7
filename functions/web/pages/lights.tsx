import { LIGHTS, type Light } from '../../../shared/domain/counting/lights.ts'
import type { TaskMonth, Year } from '../../../shared/domain/counting/year.ts'
import { paths } from '../../../shared/domain/paths.ts'
import type { Task } from '../../../shared/domain/plan.ts'
import { monthInWords, type Period } from '../../../shared/domain/time.ts'
import { Hidden, Scroll } from './components.tsx'
import { Glyph, Legend } from './marks.tsx'
import { byGroup } from './taskFacts.tsx'

/** The task × month matrix (O1): a light with 累计完成进度, 零 and 缺N, grouped as the plan is. */

const ALL_LIGHTS: Light[] = ['green', 'yellow', 'red', 'grey', 'verified']

export const LightLegend = () => <Legend items={ALL_LIGHTS.map((light) => LIGHTS[light])} />

/** The newest period that has fallen due, whose lights are today's; null before the first. */
export const dueNow = (year: Year): Period | null =>
  year.periods.filter((period) => period.due <= year.cutOff).at(-1)?.period ?? null

export const lightOfTask = (year: Year, task: number, period: Period | null): Light | null =>
  period === null ? null : (year.tasks[task]?.[period]?.light ?? null)

/** 黄灯1，绿灯3: how many of each, the worst first. */
export const lightsInWords = (lights: readonly (Light | null)[], count: (word: string, n: number) => string): string =>
  (['red', 'yellow', 'green', 'grey', 'verified'] as const)
    .map((light) => [LIGHTS[light].word, lights.filter((one) => one === light).length] as const)
    .filter(([, n]) => n > 0)
    .map(([word, n]) => count(word, n))
    .join('，')

export const LightMark = ({ month }: { month: TaskMonth | undefined }) => {
  if (!month || month.light === null)
    return month && month.duties.length > 0 ? (
      <Glyph letter="·" word="未到期" alone />
    ) : (
      <Glyph letter="—" word="没有应报单位" alone />
    )
  const { letter, word } = LIGHTS[month.light]
  const notes = [month.zero ? '零' : '', month.missing > 0 ? `缺${month.missing}` : ''].join('')
  return (
    <>
      <Glyph letter={letter} word={word} alone />{' '}
      <span class="p">
        {month.progress ?? ''}
        {month.progress === null ? null : <Hidden>%</Hidden>}
        {notes}
      </span>
    </>
  )
}

/** @param owners the units that speak for a task, in words */
export const LightMatrix = ({
  year,
  tasks,
  owners,
}: {
  year: Year
  tasks: readonly Task[]
  owners: (task: number) => string
}) => {
  const current = dueNow(year)
  const shown = new Set(tasks.map((task) => task.number))
  const now = (period: Period): string | undefined =>
    period === current ? 'now' : current === null || period > current ? 'ahead' : undefined
  return (
    <Scroll label="任务各月进展，可左右滚动">
      <table class="matrix lights">
        <thead>
          <tr>
            <th scope="col">任务</th>
            <th scope="col" class="who">
              责任单位
            </th>
            {year.periods.map(({ period }) => (
              <th scope="col" class={now(period)} aria-current={period === current ? 'date' : undefined}>
                {monthInWords(period)}
              </th>
            ))}
          </tr>
        </thead>
        {byGroup(year.plan)
          .map((group) => ({ ...group, tasks: group.tasks.filter((task) => shown.has(task.number)) }))
          .filter((group) => group.tasks.length > 0)
          .map((group) => (
            <tbody>
              <tr class="group">
                <th scope="rowgroup">{group.title}</th>
                <td colspan={year.periods.length + 1}>
                  {lightsInWords(
                    group.tasks.map((task) => lightOfTask(year, task.number, current)),
                    (word, n) => `${word}${n}`,
                  )}
                </td>
              </tr>
              {group.tasks.map((task) => (
                <tr>
                  <th scope="row">
                    <span class="n">{task.number}</span>
                    <a href={paths.task(year.plan.id, String(task.number))}>{task.title}</a>
                  </th>
                  <td class="who">{owners(task.number)}</td>
                  {year.periods.map(({ period }) => (
                    <td class={now(period)}>
                      <LightMark month={year.tasks[task.number]?.[period]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
      </table>
    </Scroll>
  )
}
