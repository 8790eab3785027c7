/**
 * The one catalogue of refusals. Each has a stable code (in pages, API and events), a kind that the web turns into a status, a title that says
 * what was not done, a sentence that says why, and what to do. Everything the user reads of a refusal is written here.
 */

export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'locked'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'fault'

type Said = { title: string; why: string; todo: string }
type Line<D> = { kind: RefusalKind; say: (details: D) => Said }
const line = <D = Record<string, never>>(kind: RefusalKind, say: (details: D) => Said): Line<D> => ({ kind, say })

export const REFUSALS = {
  'report.locked': line<{ what: string; locked: string; unit: string }>('locked', ({ what, locked, unit }) => ({
    title: `没有保存：${what}已锁定`,
    why: `报告期已在${locked}锁定。锁定以后，月报只能看，不能改。`,
    todo: `要补充内容，请法规处为${unit}开延期补报；只是更新进展，写进本月月报。`,
  })),
  'report.not-open': line<{ what: string; opens: string }>('locked', ({ what, opens }) => ({
    title: `没有保存：${what}还没有开始`,
    why: `报告期从${opens}开始填报。`,
    todo: '到时再填。',
  })),
  'report.state': line<{ act: string; state: string; by: string; at: string }>(
    'conflict',
    ({ act, state, by, at }) => ({
      title: `没有${act}：月报现在是“${state}”`,
      why: by === '' ? `“${state}”的月报不能${act}。` : `${by}在${at}改变了它的状态，“${state}”的月报不能${act}。`,
      todo: state === '审核通过' ? '要改已通过的月报，请法规处重新打开。' : '打开这份月报，看它现在的内容和状态。',
    }),
  ),
  'report.conflict': line<{ by: string; at: string }>('conflict', ({ by, at }) => ({
    title: '没有保存：有人先保存了',
    why: `${by}在${at}保存了这份月报，和您打开的不是同一版。`,
    todo: '两份内容都在下面，逐项选定后再保存。',
  })),
  'report.incomplete': line<{ count: number }>('invalid', ({ count }) => ({
    title: `还不能提交，缺${count}处`,
    why: '应报任务都要填写，没有新进展的报零报告。',
    todo: '逐处补齐后再提交，已填的内容没有丢。',
  })),
  'report.nothing-owed': line<{ what: string }>('missing', ({ what }) => ({
    title: '没有要填的月报',
    why: `${what}没有应报任务。`,
    todo: '如果应当有，请联系法规处核对任务分工。',
  })),
  'report.too-large': line('too-large', () => ({
    title: '没有保存：内容太多',
    why: '一份月报最多10万字（UTF-8编码后300KB）。',
    todo: '请删减后再保存，详细材料另行报送。',
  })),
  'report.own-hands': line('forbidden', () => ({
    title: '没有审核：不能审核自己填报的月报',
    why: '填报、审签或代录过这份月报的人，不能审核通过它。',
    todo: '请法规处其他同志、评价机构或复核人审核。',
  })),
  'report.published': line('locked', () => ({
    title: '没有改动：评价已发布',
    why: '年度评价发布后，月报不再改动。',
    todo: '要更正，请先更正评价并写明理由。',
  })),
  'evaluation.state': line<{ act: string; state: string; by: string; at: string }>(
    'conflict',
    ({ act, state, by, at }) => ({
      title: `没有${act}：评价现在是“${state}”`,
      why: by === '' ? `“${state}”的评价不能${act}。` : `${by}在${at}改变了它，“${state}”的评价不能${act}。`,
      todo: '打开评价页，看它现在的情况。',
    }),
  ),
  'evaluation.own-unit': line('forbidden', () => ({
    title: '没有记录：不能给本单位打分',
    why: '加分、扣分和综合评价，由本单位以外的人记录。',
    todo: '请法规处其他单位的同志或评价机构记录。',
  })),
  'evaluation.self-marked': line<{ marks: string[] }>('conflict', ({ marks }) => ({
    title: `没有发布：有${marks.length}笔记录是本单位的人记的`,
    why: `${marks.join('；')}。`,
    todo: '请撤销这些记录，由本单位以外的人重新记录后再发布。',
  })),
  'evaluation.nothing': line('conflict', () => ({
    title: '没有发布：还没有可以评价的单位',
    why: '到现在为止，没有一个单位有应报的月报。',
    todo: '等第一个报告期截止以后再发布。',
  })),
  'mark.many': line<{ most: number }>('conflict', ({ most }) => ({
    title: `没有记录：这个单位已有${most}笔`,
    why: `一个单位一年最多${most}笔加减分记录。`,
    todo: '请先撤销不该有的记录。',
  })),
  'extension.past': line<{ act: string; after: string }>('invalid', ({ act, after }) => ({
    title: `没有${act}：时间太早`,
    why: `${act}到的时间要晚于${after}，不然什么也没有改变。`,
    todo: '请改一个更晚的时间。',
  })),
  'extension.far': line<{ act: string; until: string }>('invalid', ({ act, until }) => ({
    title: `没有${act}：时间太晚`,
    why: `${act}最晚到${until}，再晚就赶不上年度评价。`,
    todo: '请改一个更早的时间。',
  })),
  'calendar.past': line<{ what: string }>('conflict', ({ what }) => ({
    title: '没有更正：会改动已经过去的时间',
    why: `这一天改了，${what}的截止或锁定时间跟着变，而原来的时间已经过了，按时、迟报会算得前后不一。`,
    todo: '只能更正还没有影响到截止和锁定的日子；个别单位的，请用延期补报。',
  })),
  'rhythm.past': line<{ what: string; due: string }>('conflict', ({ what, due }) => ({
    title: '没有更改：这个月已经截止',
    why: `${what}在${due}已经截止，截止以后不再改它的时间。`,
    todo: '请从还没有截止的月份改起；个别单位的，请用延期补报。',
  })),
  'rhythm.due': line<{ after: string; until: string }>('invalid', ({ after, until }) => ({
    title: '没有更改：截止时间不合适',
    why: `另定的截止要晚于${after}，不晚于锁定的${until}。`,
    todo: '请改一个时间。',
  })),
  'phase.not-open': line<{ what: string; opens: string }>('locked', ({ what, opens }) => ({
    title: `没有保存：${what}还没有开始`,
    why: `${what}从${opens}开始。`,
    todo: '到时再填。',
  })),
  'phase.closed': line<{ what: string; closed: string }>('locked', ({ what, closed }) => ({
    title: `没有保存：${what}已结束`,
    why: `全年的月报已在${closed}锁定，${what}跟着结束，只能看，不能改。`,
    todo: '还要更正的，请联系法规处。',
  })),
  'phase.state': line<{ act: string; state: string }>('conflict', ({ act, state }) => ({
    title: `没有${act}：现在是“${state}”`,
    why: `“${state}”的不能${act}。`,
    todo: '请重新打开页面，看它现在的内容。',
  })),
  'phase.incomplete': line<{ count: number }>('invalid', ({ count }) => ({
    title: `还不能报送，缺${count}处`,
    why: '每项任务都要填写。',
    todo: '逐处补齐后再报送，已填的内容没有丢。',
  })),
  'phase.remedied': line('conflict', () => ({
    title: '没有办理：这个问题已经整改',
    why: '整改结果已记下。',
    todo: '不用再办。',
  })),
  'reason.missing': line('invalid', () => ({
    title: '没有办理：缺理由',
    why: '这一步要写明理由。',
    todo: '请写明理由后再试。',
  })),
  'input.invalid': line<{ problems: string[] }>('invalid', ({ problems }) => ({
    title: '没有保存：有内容不合要求',
    why: `${problems.join('；')}。`,
    todo: '请改正后再试。',
  })),
  'input.too-large': line<{ limit: string }>('too-large', ({ limit }) => ({
    title: '没有收下：内容太大',
    why: `一次最多${limit}。`,
    todo: '请减少内容或分几次办理。',
  })),
  'input.unsupported': line<{ why: string }>('unsupported', ({ why }) => ({
    title: '没有收下：文件读不了',
    why,
    todo: '请换成.docx、.doc或.txt，或者把文字粘贴进来。',
  })),
  'form.unfit': line<{ why: string }>('unsupported', ({ why }) => ({
    title: '没有读取：这个文件不能用',
    why: `${why}。`,
    todo: '请用从这里下载的填报表，填好后存为.xlsx再上传。',
  })),
  'attachment.unfit': line<{ why: string }>('unsupported', ({ why }) => ({
    title: '没有添加：这个文件不能作佐证材料',
    why,
    todo: '请换成PDF、Word、Excel、PPT、WPS文件，或者JPG、PNG图片。',
  })),
  'attachment.too-large': line<{ size: string; limit: string }>('too-large', ({ size, limit }) => ({
    title: '没有添加：文件太大',
    why: `这个文件有${size}，一个文件最多${limit}。`,
    todo: '请压缩，或者分成几个文件。扫描件可以降低分辨率。',
  })),
  'attachment.too-many': line<{ count: number; size: string }>('conflict', ({ count, size }) => ({
    title: '没有添加：佐证材料满了',
    why: `一份月报最多${count}个文件、共${size}。`,
    todo: '请先移除不用的文件，再添加。',
  })),
  'attachment.none': line('missing', () => ({
    title: '没有添加：没有收到文件',
    why: '没有选文件，文件没有传完，或者上传以后放了一天以上。',
    todo: '请重新选择文件，再上传。',
  })),
  'attachment.kept': line<{ name: string }>('forbidden', ({ name }) => ({
    title: '没有移除：这个文件是单位报送的',
    why: `${name}随单位的月报报送，代录时不能移除。`,
    todo: '确实不要的，退回月报，由单位移除。',
  })),
  'attachment.damaged': line<{ name: string }>('fault', ({ name }) => ({
    title: '没有下载：文件和上传时不一样了',
    why: `${name}现在的校验码和上传时记下的不同，可能是存储损坏。`,
    todo: '请把这件事告诉系统管理员，从备份恢复；填报单位也可以重新上传。',
  })),
  'plan.no-notice': line('invalid', () => ({
    title: '没有导入：看不出这是一份实施方案',
    why: '文中没有找到带编号的任务。',
    todo: '请粘贴通知全文，或者换一个文件。',
  })),
  'plan.unowned': line<{ tasks: string[] }>('invalid', ({ tasks }) => ({
    title: `还不能发布：${tasks.length}项任务没有落到单位`,
    why: `任务${tasks.join('、')}还没有定下由谁报送。`,
    todo: '逐项定下责任单位后再发布。',
  })),
  'plan.published': line('conflict', () => ({
    title: '没有改动：实施方案已发布',
    why: '发布后的实施方案，任务和分工不能直接改。',
    todo: '从某个月起的调整另行办理。',
  })),
  'plan.exists': line<{ plan: string }>('conflict', ({ plan }) => ({
    title: '没有导入：这一年已有实施方案',
    why: `${plan}年的实施方案已经发布。`,
    todo: '请核对通知的年份。',
  })),
  'plan.change-past': line<{ what: string; due: string }>('conflict', ({ what, due }) => ({
    title: `没有调整：${what}已经截止`,
    why: `${what}在${due}截止，已经截止的月份不再改变。`,
    todo: '请从后面还没有截止的月份起调整。',
  })),
  'unit.past': line<{ unit: string; what: string }>('conflict', ({ unit, what }) => ({
    title: '没有保存：会改动已经截止的月份',
    why: `起止日期这样改，${unit}${what}要不要报就变了，而${what}已经截止。`,
    todo: '请改成还没有截止的月份里的日期。',
  })),
  'people.mail-taken': line<{ mail: string; name: string }>('conflict', ({ mail, name }) => ({
    title: '没有保存：邮箱已有人用',
    why: `${mail}是${name}的邮箱。`,
    todo: '请换一个邮箱，或者直接选用这个人。',
  })),
  'head.moved': line<{ by: string; at: string }>('conflict', ({ by, at }) => ({
    title: '没有保存：有人先改了',
    why: by === '' ? '您打开页面以后，这里有了改动。' : `${by}在${at}改了这里。`,
    todo: '请重新打开页面，在新的内容上改。',
  })),
  'task.not-done': line<{ unit: string }>('conflict', ({ unit }) => ({
    title: '没有核验：单位还没有报“已完成”',
    why: `${unit}最近一次月报里，这项任务不是“已完成”。`,
    todo: '等单位报“已完成”并审核通过后再核验销号。',
  })),
  'task.verified': line('conflict', () => ({
    title: '没有核验：已经销号',
    why: '这项任务已核验销号。',
    todo: '不用再办。',
  })),
  'output.long': line('conflict', () => ({
    title: '没有下载：这份文件要做一会儿',
    why: '内容较多，一次请求等不了。',
    todo: '请在下载页按“开始做”，做好后在同一页下载。',
  })),
  'output.changed': line<{ name: string }>('conflict', ({ name }) => ({
    title: '没有下载：数据已有改动',
    why: `按当时的截至时间重做的${name}，和登记的不是同一份：那以后有了改动。`,
    todo: '请下载现在的一份，里面写明版次和改动。',
  })),
  'output.gone': line('missing', () => ({
    title: '没有下载：文件已清理',
    why: '做好的文件保留一段时间后清理，登记还在。',
    todo: '请重新做一份。',
  })),
  'output.too-large': line<{ limit: string }>('too-large', ({ limit }) => ({
    title: '没有打开：内容太大',
    why: `一次最多能送出${limit}。`,
    todo: '请按月分开看；要整份的，请在下载页按“开始做”，做好后下载。',
  })),
  'output.too-long': line('too-large', () => ({
    title: '没有做成：做不完',
    why: '在允许的时间里没有做完，已停下。',
    todo: '请再试一次；还不行，请分月下载。',
  })),
  'reminder.nothing': line<{ what: string }>('conflict', ({ what }) => ({
    title: '没有催办：没有要催的',
    why: `所选单位都已提交${what}，或者已经锁定。`,
    todo: '已锁定的，先开延期补报，再催办。',
  })),
  'reminder.chased': line<{ by: string; at: string; count: number }>('conflict', ({ by, at, count }) => ({
    title: '没有催办：今天已经催办过',
    why: `${count === 1 ? '这个单位' : `这${count}个单位`}今天已经催办，最近一次是${by}在${at}。`,
    todo: '确实要再催一次，勾选“今天催办过的也再催”后再办。',
  })),
  'access.sign-in': line('unauthenticated', () => ({
    title: '请先登录',
    why: '没有登录，或者登录已过期。',
    todo: '登录后回到这一页。',
  })),
  'access.forbidden': line('forbidden', () => ({
    title: '不能看这一页',
    why: '您的身份没有这项权限。',
    todo: '如果工作需要，请联系法规处或系统管理员。',
  })),
  'access.missing': line('missing', () => ({
    title: '没有这一页',
    why: '地址不对，或者内容不存在。',
    todo: '回到首页，从菜单进入。',
  })),
  'access.token': line('forbidden', () => ({
    title: '没有办理：页面已过期',
    why: '表单里的校验码不对，可能是页面打开太久，也可能是在别处退出过。',
    todo: '回到刚才的页面，刷新后再提交。',
  })),
  'access.code': line<{ left: number }>('invalid', ({ left }) => ({
    title: '没有登录：验证码不对',
    why: left > 0 ? `验证码不对或已过期，还可以试${left}次。` : '验证码已失效。',
    todo: left > 0 ? '请核对邮件里的8位数字。' : '请重新获取验证码。',
  })),
  'access.too-many': line('too-many', () => ({
    title: '请稍后再试',
    why: '获取验证码的次数太多。',
    todo: '15分钟后再试；一直收不到，请联系系统管理员。',
  })),
  'access.issuer': line<{ why: string }>('forbidden', ({ why }) => ({
    title: '没有登录：统一身份认证没有成功',
    why,
    todo: '请重试，或者用邮箱验证码登录。',
  })),
  fault: line<{ number: string }>('fault', ({ number }) => ({
    title: '没有办成：系统出错',
    why: '系统内部出错，您提交的内容没有保存。',
    todo: `请稍后再试；还不行，请把编号${number}告诉系统管理员。`,
  })),
} as const

export type RefusalCode = keyof typeof REFUSALS
export type RefusalDetails<C extends RefusalCode> = (typeof REFUSALS)[C] extends Line<infer D> ? D : never

/** A refusal on its way to the person: thrown by acts, turned into a page or a problem document by the web. `extra` carries what the page needs to give the text back. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  readonly code: C
  readonly details: RefusalDetails<C>
  readonly extra: unknown
  constructor(code: C, details: RefusalDetails<C>, extra?: unknown) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.details = details
    this.extra = extra
  }
  get kind(): RefusalKind {
    return REFUSALS[this.code].kind
  }
  get said(): Said {
    return (REFUSALS[this.code] as Line<RefusalDetails<C>>).say(this.details)
  }
}

export const isRefusal = <C extends RefusalCode>(error: unknown, code?: C): error is Refusal<C> =>
  error instanceof Refusal && (code === undefined || error.code === code)
