import { LIGHTS, type Light } from '../../../shared/domain/counting/lights.ts'
import type { Year } from '../../../shared/domain/counting/year.ts'
import { paths } from '../../../shared/domain/paths.ts'
import { may } from '../../../shared/domain/permission.ts'
import { byTask, byUnit, DUTY_ROLES, type Task } from '../../../shared/domain/plan.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { momentInWords, monthInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, page, planParam, signedIn } from '../request.ts'
import { Lead, Note, Phrase, Select } from './components.tsx'
import { Frame } from './frame.tsx'
import { dueNow, LightLegend, LightMatrix, lightOfTask, lightsInWords } from './lights.tsx'
import { reportingUnits } from './matrix.tsx'
import { namesOf } from './taskFacts.tsx'

export { showTask, verifyTask } from './task.tsx'

type Filter = { group: string; unit: string; light: string }

const readFilter = (c: Ctx, year: Year): Filter => {
  const query = (name: string): string => c.req.query(name) ?? ''
  return {
    group: /^\d{1,3}$/.test(query('group')) && year.plan.groups[Number(query('group'))] ? query('group') : '',
    unit: year.units.some((unit) => unit.id === query('unit')) ? query('unit') : '',
    light: query('light') in LIGHTS ? query('light') : '',
  }
}

const matching = (year: Year, { group, unit, light }: Filter): Task[] => {
  const own = new Set((byUnit(year.plan.duties).get(unit) ?? []).map((duty) => duty.task))
  return year.plan.tasks.filter(
    (task) =>
      (group === '' || task.group === Number(group)) &&
      (unit === '' || own.has(task.number)) &&
      (light === '' || lightOfTask(year, task.number, dueNow(year)) === light),
  )
}

const Filters = ({ year, filter }: { year: Year; filter: Filter }) => (
  <form class="filters" method="get" action={paths.tasks(year.plan.id)}>
    {year.plan.groups.length === 0 ? null : (
      <Select
        id="f-group"
        name="group"
        label="任务分组"
        options={[
          { value: '', text: `全部${year.plan.groups.length}个` },
          ...year.plan.groups.map((group, index) => ({ value: String(index), text: group.title })),
        ]}
        chosen={filter.group}
      />
    )}
    <Select
      id="f-unit"
      name="unit"
      label="单位"
      options={[
        { value: '', text: '全部单位' },
        ...reportingUnits(year).map((unit) => ({ value: unit.id, text: unit.name })),
      ]}
      chosen={filter.unit}
    />
    <Select
      id="f-light"
      name="light"
      label="灯"
      options={[
        { value: '', text: '全部' },
        ...(['red', 'yellow', 'green', 'grey', 'verified'] as const).map((light) => ({
          value: light,
          text: LIGHTS[light].word,
        })),
      ]}
      chosen={filter.light}
    />
    <button class="btn" type="submit">
      筛选
    </button>
  </form>
)

/** Who speaks for the task: the lead or the responsible units; only where there is neither, the others. */
const ownersIn = (year: Year): ((task: number) => string) => {
  const name = namesOf(year.units)
  return (task) => {
    const duties = byTask(year.plan.duties).get(task) ?? []
    const role = DUTY_ROLES.find((one) => one !== 'support' && duties.some((duty) => duty.role === one))
    const own = duties.filter((duty) => duty.role === role || (role === 'lead' && duty.role === 'responsible'))
    const rest = duties.length - own.length
    return `${own.map((duty) => name(duty.unit)).join('、')}${rest > 0 ? `，另${rest}个` : ''}`
  }
}

/** GET /plans/:plan/tasks: every task's light in every month, filtered by plain query. */
export const showTasks = async (c: Ctx): Promise<Response> => {
  if (!may(signedIn(c), 'overview.read')) throw new Refusal('access.forbidden', {})
  const data = await c.var.house.services.overview.year(planParam(c), call(c))
  const { year } = data
  const filter = readFilter(c, year)
  const tasks = matching(year, filter)
  const current = dueNow(year)
  const lights = year.plan.tasks.map((task) => lightOfTask(year, task.number, current))
  const red = year.plan.tasks.filter((_, index) => lights[index] === ('red' satisfies Light))
  return page(
    c,
    <Frame c={c} title="任务进展" current="tasks" landscape year={data}>
      <h1>{year.plan.tasks.length}项任务进展</h1>
      <Lead>
        {current === null ? (
          <Phrase>还没有到截止时间的报告期，灯都没有亮。</Phrase>
        ) : (
          <>
            <Phrase>
              截至{monthInWords(current)}：{lightsInWords(lights, (word, n) => `${n}项${word}`)}。
            </Phrase>
            {red.length > 0 && red.length <= 12 ? (
              <Phrase>红灯是任务{red.map((task) => task.number).join('、')}。</Phrase>
            ) : null}
          </>
        )}
      </Lead>
      <Filters year={year} filter={filter} />
      <div class="gap">
        <LightLegend />
      </div>
      <Note>
        灯按牵头单位亮，没有牵头的按责任单位中最差的一个亮；其他单位未报只注“缺”，零报告只注“零”，都不改变灯。数字是累计完成进度（%）。数据截至
        {momentInWords(year.cutOff)}。
      </Note>
      {tasks.length === 0 ? (
        <p class="gap">没有符合条件的任务。</p>
      ) : (
        <div class="gap">
          <LightMatrix year={year} tasks={tasks} owners={ownersIn(year)} />
        </div>
      )}
    </Frame>,
  )
}
