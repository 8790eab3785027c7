import { paths } from '../../../shared/domain/paths.ts'
import { CAPACITIES, CAPACITY_WORDS, type Person, ROLE_WORDS } from '../../../shared/domain/people.ts'
import { may, rolesToGive } from '../../../shared/domain/permission.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import type { Ctx } from '../context.ts'
import { call, form, page, personParam, see, signedIn } from '../request.ts'
import { Actions, Button, Crumb, Form, Lead, Section } from './components.tsx'
import { Frame } from './frame.tsx'
import { inPlace, RefusalSummary, statusOf } from './inPlace.tsx'
import { PersonFields, type PersonGiven, personGiven, readPerson, readRoles } from './personFields.tsx'

const givenOf = (person: Person): PersonGiven => ({
  name: person.name,
  mail: person.mail ?? '',
  phone: person.phone,
  unit: person.unit ?? '',
  roles: person.roles,
})

const PersonPage = async ({ c, given, refusal }: { c: Ctx; given?: PersonGiven; refusal?: Refusal }) => {
  const id = personParam(c)
  const directory = await c.var.house.services.people.directory(call(c))
  const head = directory.people.find((one) => one.person.id === id)
  if (!head) throw new Refusal('access.missing', {})
  const { person } = head
  const units = directory.units.map((one) => one.unit)
  const actor = signedIn(c)
  const serves = units.flatMap((unit) =>
    CAPACITIES.filter((as) => unit[as] === id).map((as) => `${unit.name}${CAPACITY_WORDS[as]}`),
  )
  const signIn = may(actor, 'sign-in.edit', { roles: person.roles })
  const is = [...person.roles.map((role) => ROLE_WORDS[role]), ...serves]
  return (
    <Frame c={c} title={refusal ? `${refusal.said.title}：${person.name}` : person.name} current="people">
      <Crumb items={[{ href: paths.people, text: '单位和人员' }]} here={person.name} />
      {refusal ? <RefusalSummary refusal={refusal} href="#person-name" /> : null}
      <h1>{person.name}</h1>
      <Lead>
        {person.removed ? <strong>已移除，不能登录。</strong> : null}
        {is.length > 0 ? `${is.join('、')}。` : '没有担任什么。'}
      </Lead>
      {may(actor, 'people.edit') ? (
        <>
          <Form c={c} action={paths.person(id)} kind="medium">
            <input type="hidden" name="version" value={String(head.version)} />
            <PersonFields given={given ?? givenOf(person)} units={units} roles={rolesToGive(actor)} />
            {may(actor, 'roles.edit') ? null : (
              <p class="hint">
                {signIn ? '其他身份由系统管理员改。' : '其他身份、邮箱由系统管理员改，移除也由系统管理员办。'}
              </p>
            )}
            <Actions>
              <Button primary name="act" value="change">
                保存
              </Button>
            </Actions>
          </Form>
          <Section id="end" title="登录">
            <Form c={c} action={paths.person(id)} kind="medium">
              <p class="hint">
                {person.removed
                  ? '恢复以后可以用邮箱登录。'
                  : '移除以后不能登录，也收不到催报；已报的月报和经过里仍写这个名字。'}
              </p>
              <Actions>
                {person.removed ? (
                  signIn ? (
                    <Button name="act" value="restore">
                      恢复{person.name}
                    </Button>
                  ) : null
                ) : (
                  <>
                    <Button name="act" value="end">
                      结束各处登录
                    </Button>
                    {id === actor.person.id || !signIn ? null : (
                      <Button name="act" value="remove">
                        移除{person.name}
                      </Button>
                    )}
                  </>
                )}
              </Actions>
            </Form>
          </Section>
        </>
      ) : null}
    </Frame>
  )
}

/** GET /people/persons/:person */
export const showPerson = (c: Ctx): Promise<Response> => {
  if (!may(signedIn(c), 'people.read')) throw new Refusal('access.forbidden', {})
  return page(c, <PersonPage c={c} />)
}

/** POST /people/persons/:person: `act` change (the fields), end (sessions), remove or restore. */
export const savePerson = async (c: Ctx): Promise<Response> => {
  const id = personParam(c)
  const sent = await form(c)
  const { people } = c.var.house.services
  const act = sent.get('act')
  try {
    const head = (await people.directory(call(c))).people.find((one) => one.person.id === id)
    if (!head) throw new Refusal('access.missing', {})
    const { name, mail, phone, unit } = head.person
    if (act === 'end') await people.endSessions(call(c), id)
    else if (act === 'remove' || act === 'restore')
      await people.savePerson(call(c), { id, name, mail, phone, unit, removed: act === 'remove' }, head.version)
    else
      await people.savePerson(
        call(c),
        {
          id,
          ...readPerson(sent.record()),
          roles: readRoles(sent.all('role'), rolesToGive(signedIn(c)), head.person.roles),
        },
        /^\d+$/.test(sent.get('version')) ? Number(sent.get('version')) : undefined,
      )
  } catch (error) {
    const refusal = inPlace(error)
    return page(
      c,
      <PersonPage c={c} given={personGiven(sent.record(), sent.all('role'))} refusal={refusal} />,
      statusOf(refusal),
    )
  }
  return see(c, paths.person(id))
}
