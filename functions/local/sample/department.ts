import { Person, type Role, Unit, type UnitClass } from '../../../shared/domain/people.ts'

/**
 * The sample department of the demo and of simulated years: the units that 吉民发〔2019〕15号 names, a few more that are assumed (and marked
 * so), and invented people whose names all begin with 示例.
 */

type Row = [
  id: string,
  name: string,
  unitClass: UnitClass,
  coordinator: string,
  standIn: string | null,
  head: string,
  assumed?: boolean,
]

// prettier-ignore
const ROWS: Row[] = [
  ['bangongshi', '办公室', '处室', 'wangyu 王雨', 'zhaoqi 赵琪', 'liuzhong 刘忠'],
  ['fagui', '法规处', '处室', 'hefan 何帆', null, 'songlan 宋岚'],
  ['jiuzhu', '救助处', '处室', 'limin 李敏', 'zhoujie 周洁', 'wuqiang 吴强'],
  ['fuli', '福利处', '处室', 'zhangwei 张薇', null, 'majun 马骏'],
  ['shiwu', '事务处', '处室', 'chenhao 陈浩', null, 'xulei 徐磊'],
  ['guihua', '规划财务处', '处室', 'linjing 林静', null, 'gaoshan 高山'],
  ['renshi', '人事处', '处室', 'huangli 黄莉', null, 'dengchao 邓超'],
  ['dangwei', '机关党委', '处室', 'caoyun 曹芸', null, 'pengfei 彭飞'],
  ['sheguan', '社管局', '处室', 'gaoyuan 高远', null, 'jiangbo 江波'],
  ['jizheng', '基政处', '处室', 'luodan 罗丹', null, 'shenyi 沈毅', true],
  ['quhua', '区划地名处', '处室', 'hanxue 韩雪', null, 'tangming 唐明', true],
  ['shegong', '社工处', '处室', 'fengqin 冯琴', null, 'yuhai 于海', true],
  ['tuixiu', '离退休干部处', '处室', 'fengmei 冯梅', null, 'dongliang 董亮', true],
  ['xinxi', '信息中心', '直属事业单位', 'xiaopeng 肖鹏', null, 'chengang 程刚'],
  ['jiuzhuju', '社会救助事业局', '直属事业单位', 'caixia 蔡霞', null, 'panlin 潘林', true],
  ['fucai', '福利彩票发行中心', '直属事业单位', 'tianli 田丽', null, 'duanwei 段伟', true],
  ['jiuzhuzhan', '救助管理站', '直属事业单位', 'yuanqing 袁清', null, 'jinhua 金华', true],
  ['binzang', '殡葬管理处', '直属事业单位', 'luhui 陆慧', null, 'weiguo 魏国', true],
  ['cishan', '慈善总会', '社会组织', 'shixin 石欣', null, 'qianfeng 钱丰'],
]

/** Other names by which notices and people call them. */
const ALIASES: Record<string, string[]> = {
  fagui: ['政策法规处'],
  jiuzhu: ['社会救助处'],
  fuli: ['社会福利处'],
  shiwu: ['社会事务处'],
  guihua: ['规财处'],
  sheguan: ['社会组织管理局'],
  jizheng: ['基层政权处'],
}

const OTHERS: [id: string, name: string, unit: string | null, roles: Role[]][] = [
  ['sunning', '孙宁', 'fagui', ['office']],
  ['tanyue', '谭悦', 'fagui', ['office']],
  ['zhengyan', '郑言', null, ['evaluator']],
  ['guyong', '顾永', 'bangongshi', ['reviewer']],
  ['tingling', '厅领导', null, ['leadership']],
  ['guanli', '系统管理员', null, ['administrator']],
]

/** Units whose head signs every report off. */
const SIGN_OFF = ['shegong', 'fucai']

const who = (text: string): { id: string; name: string } => {
  const [id = '', name = ''] = text.split(' ')
  return { id, name }
}
const person = (id: string, name: string, unit: string | null, serves: string[], roles: Role[] = []): Person =>
  Person.parse({ id, name: `示例·${name}`, mail: `${id}@mzt.example`, phone: '内线0000', unit, units: serves, roles })

export const sampleUnits: Unit[] = ROWS.map(([id, name, unitClass, coordinator, standIn, head, assumed], index) =>
  Unit.parse({
    id,
    name,
    fullName: `吉林省民政厅${name}`,
    aliases: ALIASES[id] ?? [],
    class: unitClass,
    order: (index + 1) * 10,
    coordinator: who(coordinator).id,
    standIn: standIn ? who(standIn).id : null,
    head: who(head).id,
    signOff: SIGN_OFF.includes(id),
    assumed: assumed ?? false,
  }),
)

export const samplePeople: Person[] = [
  ...ROWS.flatMap(([id, , , coordinator, standIn, head]) =>
    [coordinator, standIn, head]
      .filter((one) => one !== null)
      .map((one) => person(who(one).id, who(one).name, id, [id])),
  ),
  ...OTHERS.map(([id, name, unit, roles]) => person(id, name, unit, [], roles)),
]

/** The office's answers to the notice's wildcards, by task: invented, as a legal affairs office might give them. */
export const sampleAnswers: Record<number, string[]> = {
  10: ['jiuzhu', 'fuli', 'shiwu', 'sheguan', 'binzang'],
  12: ['bangongshi', 'fuli', 'shiwu', 'sheguan', 'quhua'],
  13: ['fuli', 'shiwu', 'sheguan', 'shegong'],
  14: ['jiuzhu', 'fuli', 'shiwu', 'sheguan', 'jizheng', 'quhua', 'shegong', 'xinxi', 'jiuzhuju'],
  15: ['jizheng', 'shegong', 'tuixiu'],
  16: ['fuli', 'shegong', 'fucai'],
  19: ['fuli', 'jizheng'],
  20: ['jiuzhu', 'quhua', 'jiuzhuju'],
  21: ['fuli', 'jizheng', 'shegong', 'jiuzhuzhan'],
  22: ['shegong', 'fucai', 'cishan'],
  23: ['fuli', 'tuixiu'],
  25: ['sheguan', 'jiuzhuju', 'binzang'],
  28: ['jiuzhu', 'sheguan'],
  29: ['jizheng', 'shegong', 'jiuzhuzhan', 'binzang'],
}
