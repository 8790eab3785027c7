import { Mail, Person, ROLE_WORDS, ROLES, type Role, type Unit } from '../../../shared/domain/people.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { Choices, Select, TextField } from './components.tsx'

/** The fields of a person, shared by the new one and the person's page. */
export type PersonGiven = { name: string; mail: string; phone: string; unit: string; roles: string[] }

export const NEW_PERSON: Record<string, string> = {}

export const personGiven = (sent: Record<string, string>, roles: string[]): PersonGiven => ({
  name: sent.name ?? '',
  mail: sent.mail ?? '',
  phone: sent.phone ?? '',
  unit: sent.unit ?? '',
  roles,
})

export const PersonFields = ({
  given,
  units,
  roles,
}: {
  given: PersonGiven
  units: readonly Unit[]
  /** The roles that may be given here. */
  roles: readonly Role[]
}) => (
  <>
    <TextField id="person-name" name="name" label="姓名" value={given.name} autocomplete="off" />
    <TextField
      id="person-mail"
      name="mail"
      type="email"
      label="邮箱"
      optional="没有可不填"
      hint="登录验证码和催报发到这里。没有邮箱不能登录，也收不到催报。"
      value={given.mail}
      autocomplete="off"
    />
    <TextField id="person-phone" name="phone" type="tel" label="电话" optional="没有可不填" value={given.phone} short />
    <Select
      id="person-unit"
      name="unit"
      label="所在单位"
      options={[{ value: '', text: '不在本部门' }, ...units.map((unit) => ({ value: unit.id, text: unit.name }))]}
      chosen={given.unit}
    />
    {roles.length > 0 ? (
      <Choices
        id="person-roles"
        legend="另有身份"
        optional="没有可不选"
        name="role"
        type="checkbox"
        options={roles.map((role) => ({ value: role, text: ROLE_WORDS[role] }))}
        chosen={given.roles}
      />
    ) : null}
  </>
)

/**
 * The sent fields → person, without id and roles.
 * @throws Refusal input.invalid
 */
export const readPerson = (sent: Record<string, string>): Pick<Person, 'name' | 'mail' | 'phone' | 'unit'> => {
  const name = (sent.name ?? '').trim()
  const mail = (sent.mail ?? '').trim()
  const phone = (sent.phone ?? '').trim()
  const unit = sent.unit || null
  const problems = [
    ...(!Person.shape.name.safeParse(name).success ? ['请填写姓名，一行，最多40字'] : []),
    ...(mail !== '' && !Mail.safeParse(mail).success ? ['邮箱写法不对，应当像limin@mzt.example'] : []),
    ...(!Person.shape.phone.safeParse(phone).success ? ['电话写一行，最多40字'] : []),
    ...(!Person.shape.unit.safeParse(unit).success ? ['请在名单里选所在单位'] : []),
  ]
  if (problems.length > 0) throw new Refusal('input.invalid', { problems })
  return { name, mail: mail === '' ? null : Mail.parse(mail), phone, unit }
}

/** The roles as they shall be: those that may be given here as ticked, the others as they were. */
export const readRoles = (sent: readonly string[], given: readonly Role[], before: readonly Role[]): Role[] =>
  ROLES.filter((role) => (given.includes(role) ? sent : before).includes(role))
