import type { HistoryRecord } from '../../../shared/domain/history.ts'
import { paths } from '../../../shared/domain/paths.ts'
import {
  CAPACITIES,
  CAPACITY_WORDS,
  type Capacity,
  isStandIn,
  type Person,
  type Unit,
  Unit as UnitShape,
} from '../../../shared/domain/people.ts'
import { may } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { dateInWords, stampInWords } from '../../../shared/domain/time.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, type Form as Sent, see, signedIn, unitParam } from '../request.ts'
import { Actions, Button, Choices, Crumb, Form, Lead, Section, Select, TextField } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { readPerson } from './personFields.tsx'
import { givenOf, readUnit, UnitFields, unitGiven } from './unitFields.tsx'

const ACT_WORDS: Record<string, string> = {
  create: '新增',
  change: '修改',
  appoint: '任命',
  handover: '交接',
  merge: '合并',
  split: '拆分',
  rename: '改名',
}

/** Of the offered people those of the unit first; removed ones only where they still serve it. */
const candidates = (people: readonly Person[], unit: Unit, as: Capacity): { value: string; text: string }[] => [
  { value: '', text: '没有' },
  ...people
    .filter((person) => !person.removed || unit[as] === person.id)
    .sort((a, b) => Number(b.unit === unit.id) - Number(a.unit === unit.id) || a.name.localeCompare(b.name, 'zh-CN'))
    .map((person) => ({
      value: person.id,
      text: `${person.name}${person.removed ? '（已移除）' : person.mail === null ? '（没有邮箱）' : ''}`,
    })),
]

/** Who did what to the unit, the newest first; an appointment says who serves since. */
export const UnitHistory = ({ records, people }: { records: readonly HistoryRecord[]; people: readonly Person[] }) => {
  const names = new Map(people.map((person) => [person.id, person.name]))
  const says = (record: HistoryRecord): string => {
    const body = UnitShape.safeParse(record.body)
    if (!body.success || (record.act !== 'appoint' && record.act !== 'handover')) return record.why ?? ''
    return CAPACITIES.filter((as) => (record.why ?? '').split('、').includes(CAPACITY_WORDS[as]))
      .map((as) => `${CAPACITY_WORDS[as]}：${names.get(body.data[as] ?? '') ?? '没有'}`)
      .join('，')
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">时间</th>
          <th scope="col">经手人</th>
          <th scope="col">办了什么</th>
          <th scope="col">内容</th>
        </tr>
      </thead>
      <tbody>
        {[...records].reverse().map((record) => (
          <tr>
            <td>{stampInWords(record.at)}</td>
            <td>{record.by.name}</td>
            <td>{ACT_WORDS[record.act] ?? record.act}</td>
            <td>{says(record)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type Typed = Partial<Record<'unit' | 'appoint' | 'handover', Record<string, string>>>

/** 设到2019年6月30日，以后由福利处接着报。 Nothing of a unit that is still there. */
const succeeded = (unit: Unit, heads: readonly { unit: Unit }[]): string => {
  if (unit.to === null || unit.successors.length === 0) return ''
  const names = heads.filter((head) => unit.successors.includes(head.unit.id)).map((head) => head.unit.name)
  return `设到${dateInWords(unit.to, true)}，以后由${names.join('、')}接着报。`
}

const UnitPage = async ({ c, typed = {}, refusal }: { c: Ctx; typed?: Typed; refusal?: Refusal }) => {
  const id = unitParam(c)
  const { people: service } = c.var.house.services
  const [directory, records] = await Promise.all([service.directory(call(c)), service.unitHistory(call(c), id)])
  const head = directory.units.find((one) => one.unit.id === id)
  if (!head) throw new Refusal('access.missing', {})
  const { unit } = head
  const people = directory.people.map((one) => one.person)
  const edits = may(signedIn(c), 'people.edit')
  const coordinator = people.find((person) => person.id === unit.coordinator)
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：${unit.name}` : unit.name} current="people">
      <Crumb items={[{ href: paths.people, text: '单位和人员' }]} here={unit.name} />
      {refusal ? <RefusalSummary refusal={refusal} /> : null}
      <h1>{unit.name}</h1>
      <Lead>
        {unit.class}，
        {coordinator ? `工作协调员是${coordinator.name}。` : <strong>还没有工作协调员，催报没有人收。</strong>}
        {unit.assumed ? '通知里没有这个单位，是为演示假定的。' : ''}
        {succeeded(unit, directory.units)}
      </Lead>
      {edits ? (
        <>
          <Section id="serve" title="谁来办">
            <Form c={c} action={paths.unit(id)} kind="medium">
              <input type="hidden" name="version" value={String(head.version)} />
              {CAPACITIES.map((as) => (
                <Select
                  id={`as-${as}`}
                  name={as}
                  label={CAPACITY_WORDS[as]}
                  {...(isStandIn(as) ? { optional: '没有可不选' } : {})}
                  options={candidates(people, unit, as)}
                  chosen={typed.appoint?.[as] ?? unit[as] ?? ''}
                />
              ))}
              <p class="hint">换协调员就是交接：草稿留在单位，以后的催报发给新的人，已报的月报仍写原来的名字。</p>
              <Actions>
                <Button primary name="act" value="appoint">
                  定下这些人
                </Button>
                <a href="#handover">名单里没有的人</a>
              </Actions>
            </Form>
          </Section>
          <Section id="handover" title="交给名单里没有的人">
            <Form c={c} action={paths.unit(id)} kind="medium">
              <input type="hidden" name="version" value={String(head.version)} />
              <Choices
                id="handover-as"
                legend="接谁的手"
                name="as"
                options={CAPACITIES.map((as) => ({ value: as, text: CAPACITY_WORDS[as] }))}
                chosen={[typed.handover?.as ?? 'coordinator']}
              />
              <TextField id="new-name" name="name" label="姓名" value={typed.handover?.name ?? ''} autocomplete="off" />
              <TextField
                id="new-mail"
                name="mail"
                type="email"
                label="邮箱"
                hint="登录验证码和催报发到这里。"
                value={typed.handover?.mail ?? ''}
                autocomplete="off"
              />
              <TextField
                id="new-phone"
                name="phone"
                type="tel"
                label="电话"
                optional="没有可不填"
                value={typed.handover?.phone ?? ''}
                short
              />
              <Actions>
                <Button name="act" value="handover">
                  新增这个人，从现在起接手
                </Button>
              </Actions>
            </Form>
          </Section>
          <Section id="facts" title="单位情况">
            <Form c={c} action={paths.unit(id)} kind="medium">
              <input type="hidden" name="version" value={String(head.version)} />
              <UnitFields given={typed.unit ? unitGiven(typed.unit) : givenOf(unit)} />
              <Actions>
                <Button name="act" value="change">
                  保存单位情况
                </Button>
              </Actions>
            </Form>
          </Section>
        </>
      ) : null}
      <Section id="history" title="经过">
        <UnitHistory records={records} people={people} />
      </Section>
    </Frame>
  )
}

/** GET /people/units/:unit */
export const showUnit = (c: Ctx): Promise<Response> => {
  if (!may(signedIn(c), 'people.read')) throw new Refusal('access.forbidden', {})
  return page(c, <UnitPage c={c} />)
}

const versionOf = (sent: Sent): number | undefined =>
  /^\d+$/.test(sent.get('version')) ? Number(sent.get('version')) : undefined

/** The place that is handed over. @throws Refusal input.invalid */
const placeIn = (sent: Sent): Capacity => {
  const as = CAPACITIES.find((one) => one === sent.get('as'))
  if (!as) throw new Refusal('input.invalid', { problems: ['请选接谁的手'] })
  return as
}

/**
 * POST /people/units/:unit: `act` appoint sets who serves it (a handover among those on the list), handover adds somebody and hands over to them,
 * anything else changes the unit.
 */
export const saveUnit = async (c: Ctx): Promise<Response> => {
  const id = unitParam(c)
  const sent = await form(c)
  const { people } = c.var.house.services
  const act = sent.get('act') === 'appoint' ? 'appoint' : sent.get('act') === 'handover' ? 'handover' : 'unit'
  try {
    if (act === 'handover') {
      const { name, mail, phone } = readPerson(sent.record())
      if (mail === null) throw new Refusal('input.invalid', { problems: ['请填写邮箱，没有邮箱收不到验证码和催报'] })
      await people.handOver(call(c), id, { as: placeIn(sent), name, mail, phone }, versionOf(sent))
    } else if (act === 'appoint')
      await people.appoint(
        call(c),
        id,
        Object.fromEntries(CAPACITIES.filter((as) => sent.has(as)).map((as) => [as, sent.get(as) || null])),
        versionOf(sent),
      )
    else {
      const before = (await people.directory(call(c))).units.find((one) => one.unit.id === id)
      if (!before) throw new Refusal('access.missing', {})
      const { assumed } = before.unit
      await people.saveUnit(call(c), { ...readUnit(sent.record()), id, assumed }, versionOf(sent))
    }
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <UnitPage c={c} typed={{ [act]: sent.record() }} refusal={refusal} />, statusOf(refusal))
  }
  return see(c, `${paths.unit(id)}#history`)
}
