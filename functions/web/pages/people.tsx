import { paths } from '../../../shared/domain/paths.ts'
import {
  CAPACITIES,
  CAPACITY_SHORT,
  freshId,
  isStandIn,
  type Person,
  ROLE_WORDS,
  UNIT_CLASSES,
  type Unit,
} from '../../../shared/domain/people.ts'
import { may, rolesToGive } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, see, signedIn } from '../request.ts'
import { Actions, Button, Form, Lead, Note, Notice, Phrase, Scroll, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { NEW_PERSON, PersonFields, personGiven, readPerson, readRoles } from './personFields.tsx'
import { NEW_UNIT, readUnit, UnitFields, unitGiven } from './unitFields.tsx'

export { savePerson, showPerson } from './person.tsx'
export { saveUnit, showUnit } from './unit.tsx'

/** What the tables show: units in their order, people by name, and who serves what. */
export type Directory = { units: readonly Unit[]; people: readonly Person[] }

/** A unit's coordinator, stand-in or head with what hinders mail to them. */
const Served = ({ person }: { person: Person | undefined }) => {
  if (!person) return <span class="todo">没有</span>
  const trouble = person.removed ? '已移除' : person.mail === null ? '没有邮箱' : null
  return (
    <>
      <a href={paths.person(person.id)}>{person.name}</a>
      {trouble === null ? null : <span class="todo">（{trouble}）</span>}
    </>
  )
}

export const UnitTable = ({ units, people }: Directory) => {
  const byId = new Map(people.map((person) => [person.id, person]))
  return (
    <Scroll label="责任单位">
      <table>
        <thead>
          <tr>
            <th scope="col">单位</th>
            {CAPACITIES.map((as) => (
              <th scope="col">{CAPACITY_SHORT[as]}</th>
            ))}
            <th scope="col">别名</th>
          </tr>
        </thead>
        {UNIT_CLASSES.map((unitClass) => {
          const members = units.filter((unit) => unit.class === unitClass)
          return members.length === 0 ? null : (
            <tbody>
              <tr class="cls">
                <th scope="rowgroup" colspan={CAPACITIES.length + 2}>
                  {unitClass}　{members.length}个
                </th>
              </tr>
              {members.map((unit) => (
                <tr>
                  <th scope="row">
                    <a href={paths.unit(unit.id)}>{unit.name}</a>
                    {unit.signOff ? <span class="tag">要审签</span> : null}
                    {unit.assumed ? <span class="tag">假定</span> : null}
                    {unit.to === null ? null : <span class="tag">到{unit.to}</span>}
                  </th>
                  {CAPACITIES.map((as) => (
                    <td>
                      {isStandIn(as) && unit[as] === null ? (
                        <span class="note">没有</span>
                      ) : (
                        <Served person={byId.get(unit[as] ?? '')} />
                      )}
                    </td>
                  ))}
                  <td>{unit.aliases.join('、')}</td>
                </tr>
              ))}
            </tbody>
          )
        })}
      </table>
    </Scroll>
  )
}

export const PersonTable = ({ units, people }: Directory) => {
  const names = new Map(units.map((unit) => [unit.id, unit.name]))
  const duties = (person: Person): string =>
    [
      ...person.roles.map((role) => ROLE_WORDS[role]),
      ...units.flatMap((unit) =>
        CAPACITIES.filter((as) => unit[as] === person.id).map((as) => `${unit.name}${CAPACITY_SHORT[as]}`),
      ),
    ].join('、')
  return (
    <Scroll label="人员">
      <table>
        <thead>
          <tr>
            <th scope="col">姓名</th>
            <th scope="col">单位</th>
            <th scope="col">身份</th>
            <th scope="col">邮箱</th>
            <th scope="col">电话</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr>
              <th scope="row">
                <a href={paths.person(person.id)}>{person.name}</a>
                {person.removed ? <span class="tag">已移除</span> : null}
              </th>
              <td>{names.get(person.unit ?? '') ?? ''}</td>
              <td>{duties(person)}</td>
              <td>{person.mail ?? <span class="todo">没有邮箱</span>}</td>
              <td>{person.phone}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

type Typed = { unit?: Record<string, string>; person?: Record<string, string>; roles?: string[] }

const PeoplePage = async ({ c, typed = {}, refusal }: { c: Ctx; typed?: Typed; refusal?: Refusal }) => {
  const { units, people } = await directory(c)
  const without = units.filter((unit) => unit.coordinator === null && unit.to === null)
  const edits = may(signedIn(c), 'people.edit')
  const field = typed.unit ? '#unit-name' : '#person-name'
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：单位和人员` : '单位和人员'} current="people">
      {refusal ? <RefusalSummary refusal={refusal} href={field} /> : null}
      <h1>单位和人员</h1>
      <Lead>
        <Phrase>
          {units.length}个单位，{people.filter((person) => !person.removed).length}人。
        </Phrase>
        {without.length > 0 ? (
          <Phrase>
            <strong>{without.length}个单位没有工作协调员。</strong>
          </Phrase>
        ) : null}
      </Lead>
      {edits ? (
        <Actions>
          <a href="#new-unit">新增单位</a>
          <a href="#new-person">新增人员</a>
          <a href={paths.peopleImport}>用表格成批增改</a>
        </Actions>
      ) : null}
      {units.length === 0 ? (
        <div class="gap">
          <Notice title="从头办起">
            <ol class="nums">
              <li>新增法规处，再新增法规处的同志，身份选“法规处”。</li>
              <li>法规处的同志登录，导入印发的通知；通知点了名的单位，核对时可以一次新增。</li>
              <li>
                各单位的人员，<a href={paths.peopleImport}>用表格一次导入</a>，或者在单位页上定下工作协调员。
              </li>
            </ol>
          </Notice>
        </div>
      ) : null}
      <Note>协调员换人，在单位页上一步办完：以后的催报发给新的人，已报的月报仍写原来的名字。</Note>
      <Section id="units" title="责任单位">
        <UnitTable units={units} people={people} />
      </Section>
      <Section id="persons" title="人员">
        <PersonTable units={units} people={people} />
      </Section>
      {edits ? (
        <>
          <Section id="new-unit" title="新增单位">
            <Form c={c} action={paths.unitNew} kind="medium">
              <UnitFields given={unitGiven(typed.unit ?? NEW_UNIT)} />
              <Actions>
                <Button>新增这个单位</Button>
              </Actions>
            </Form>
          </Section>
          <Section id="new-person" title="新增人员">
            <Form c={c} action={paths.personNew} kind="medium">
              <PersonFields
                given={personGiven(typed.person ?? NEW_PERSON, typed.roles ?? [])}
                units={units}
                roles={rolesToGive(signedIn(c))}
              />
              <Actions>
                <Button>新增这个人</Button>
              </Actions>
            </Form>
          </Section>
        </>
      ) : null}
    </Frame>
  )
}

const directory = async (c: Ctx): Promise<Directory> => {
  const { units, people } = await c.var.house.services.people.directory(call(c))
  return {
    units: units.map((head) => head.unit),
    people: people
      .map((head) => head.person)
      .sort((a, b) => Number(a.removed) - Number(b.removed) || a.name.localeCompare(b.name, 'zh-CN')),
  }
}

/** GET /people: units with who serves them, people with what they are, and the forms for new ones. */
export const showPeople = (c: Ctx): Promise<Response> => {
  if (!may(signedIn(c), 'people.read')) throw new Refusal('access.forbidden', {})
  return page(c, <PeoplePage c={c} />)
}

/** POST /people/units: a new unit. */
export const createUnit = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  try {
    const { units } = await directory(c)
    const input = readUnit(sent.record())
    const id = freshId(
      'unit',
      units.map((unit) => unit.id),
    )
    await c.var.house.services.people.saveUnit(call(c), { ...input, id, assumed: false }, 0)
    return see(c, paths.unit(id))
  } catch (error) {
    const refusal = inPlace(error)
    return page(c, <PeoplePage c={c} typed={{ unit: sent.record() }} refusal={refusal} />, statusOf(refusal))
  }
}

/** POST /people/persons: a new person. */
export const createPerson = async (c: Ctx): Promise<Response> => {
  const sent = await form(c)
  try {
    const { people } = await directory(c)
    const input = readPerson(sent.record())
    const id = freshId(
      input.mail?.split('@')[0] ?? 'person',
      people.map((person) => person.id),
    )
    const roles = readRoles(sent.all('role'), rolesToGive(signedIn(c)), [])
    await c.var.house.services.people.savePerson(call(c), { ...input, id, roles }, 0)
    return see(c, paths.person(id))
  } catch (error) {
    const refusal = inPlace(error)
    const typed = { person: sent.record(), roles: sent.all('role') }
    return page(c, <PeoplePage c={c} typed={typed} refusal={refusal} />, statusOf(refusal))
  }
}
