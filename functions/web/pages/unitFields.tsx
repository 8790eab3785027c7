import { MOST_COPIES, UNIT_CLASSES, Unit, type UnitClass } from '../../../shared/domain/people.ts'
import { Refusal } from '../../../shared/domain/refusal.ts'
import { Choices, TextField } from './components.tsx'

/** The fields of a unit, shared by the new one and the unit's page. */
export type UnitGiven = Record<
  'name' | 'fullName' | 'aliases' | 'class' | 'order' | 'from' | 'to' | 'signOff' | 'mailbox' | 'cc',
  string
>

export const NEW_UNIT: Record<string, string> = { class: '处室' }

export const unitGiven = (sent: Record<string, string>): UnitGiven => ({
  name: sent.name ?? '',
  fullName: sent.fullName ?? '',
  aliases: sent.aliases ?? '',
  class: sent.class ?? '',
  order: sent.order ?? '',
  from: sent.from ?? '',
  to: sent.to ?? '',
  signOff: sent.signOff ?? 'no',
  mailbox: sent.mailbox ?? '',
  cc: sent.cc ?? '',
})

export const givenOf = (unit: Unit): UnitGiven => ({
  name: unit.name,
  fullName: unit.fullName,
  aliases: unit.aliases.join('、'),
  class: unit.class,
  order: String(unit.order),
  from: unit.from ?? '',
  to: unit.to ?? '',
  signOff: unit.signOff ? 'yes' : 'no',
  mailbox: unit.mailbox ?? '',
  cc: unit.cc.join('、'),
})

export const UnitFields = ({ given }: { given: UnitGiven }) => (
  <>
    <TextField id="unit-name" name="name" label="名称" hint="表格和催报里用的短名。" value={given.name} />
    <TextField id="unit-full" name="fullName" label="全称" optional="没有可不填" value={given.fullName} />
    <TextField
      id="unit-aliases"
      name="aliases"
      label="别名"
      optional="没有可不填"
      hint="通知里可能出现的其他叫法，用顿号分开。导入实施方案时按名称、全称、别名对上单位。"
      value={given.aliases}
    />
    <Choices
      id="unit-class"
      legend="类别"
      name="class"
      options={UNIT_CLASSES.map((one) => ({ value: one, text: one }))}
      chosen={[given.class]}
    />
    <TextField
      id="unit-order"
      name="order"
      label="排列次序"
      hint="数字小的排在前面。"
      value={given.order}
      inputmode="numeric"
      short
    />
    <Choices
      id="unit-sign"
      legend="月报要不要负责人审签"
      hint="要的，填报人提交后先由负责人或代签人审签，再报法规处；报送时间按审签的时间计。"
      name="signOff"
      options={[
        { value: 'no', text: '不要，提交就报法规处' },
        { value: 'yes', text: '要' },
      ]}
      chosen={[given.signOff]}
    />
    <TextField
      id="unit-mailbox"
      name="mailbox"
      type="email"
      label="公用邮箱"
      optional="没有可不填"
      hint="发给工作协调员的信同时抄送这里；没有协调员邮箱时，直接发到这里。"
      value={given.mailbox}
    />
    <TextField
      id="unit-cc"
      name="cc"
      label="抄送"
      optional="没有可不填"
      hint={`还要抄送的邮箱，用顿号或逗号分开，最多${MOST_COPIES}个。`}
      value={given.cc}
    />
    <TextField
      id="unit-from"
      name="from"
      type="date"
      label="设立日期"
      optional="一直有的不填"
      value={given.from}
      short
    />
    <TextField id="unit-to" name="to" type="date" label="撤并日期" optional="仍在的不填" value={given.to} short />
  </>
)

/** 甲、乙，丙 → each of them. */
const listed = (text: string): string[] =>
  text
    .split(/[、，,;；\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

/**
 * The sent fields → unit, without id and people.
 * @throws Refusal input.invalid
 */
export const readUnit = (
  sent: Record<string, string>,
): Pick<Unit, 'name' | 'fullName' | 'aliases' | 'class' | 'order' | 'from' | 'to' | 'signOff' | 'mailbox' | 'cc'> => {
  const given = unitGiven(sent)
  const shape = Unit.pick({
    name: true,
    fullName: true,
    aliases: true,
    class: true,
    order: true,
    from: true,
    to: true,
    signOff: true,
    mailbox: true,
    cc: true,
  })
  const words: Record<string, string> = {
    name: '请填写名称，一行，最多40字',
    fullName: '全称写一行，最多80字',
    aliases: '别名最多20个，每个最多40字',
    class: '请选类别',
    order: '排列次序请填0到100000的整数',
    from: '设立日期写法不对',
    to: '撤并日期写法不对',
    mailbox: '公用邮箱请写一个邮箱地址',
    cc: `抄送请写邮箱地址，用顿号分开，最多${MOST_COPIES}个`,
  }
  const parsed = shape.safeParse({
    name: given.name.trim(),
    fullName: given.fullName.trim(),
    aliases: listed(given.aliases),
    class: given.class as UnitClass,
    order: given.order.trim() === '' ? 0 : Number(given.order),
    from: given.from || null,
    to: given.to || null,
    signOff: given.signOff === 'yes',
    mailbox: given.mailbox.trim() || null,
    cc: listed(given.cc),
  })
  if (!parsed.success)
    throw new Refusal('input.invalid', {
      problems: [...new Set(parsed.error.issues.map((issue) => words[String(issue.path[0])] ?? '内容不合要求'))],
    })
  if (parsed.data.from !== null && parsed.data.to !== null && parsed.data.to < parsed.data.from)
    throw new Refusal('input.invalid', { problems: ['撤并日期早于设立日期'] })
  return parsed.data
}
