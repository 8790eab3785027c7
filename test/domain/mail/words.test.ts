import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmWords } from '../../../shared/domain/mail/alarm.ts'
import { codeWords } from '../../../shared/domain/mail/code.ts'
import { mailHeaders } from '../../../shared/domain/mail/envelope.ts'
import type { Words } from '../../../shared/domain/mail/layout.ts'
import {
  acceptedWords,
  declinedWords,
  receiptWords,
  returnedWords,
  signWantedWords,
} from '../../../shared/domain/mail/notices.ts'
import {
  type OwingToMe,
  type OwingToOffice,
  reminderWords,
  type TaskState,
} from '../../../shared/domain/mail/reminder.ts'
import { leftInWords, soonInWords } from '../../../shared/domain/mail/when.ts'
import { at, type Instant } from '../../../shared/domain/time.ts'

const calendar = { corrections: [] }
const plan = { id: '2019', title: '2019年全省民政软环境建设实施方案' }
const unit = { id: 'jiuzhu', name: '救助处' }
const dates = {
  opens: at('2019-06-01', '00:00'),
  due: at('2019-06-28', '17:30'),
  locks: at('2019-07-05', '17:30'),
  closes: at('2019-07-05', '17:30'),
}
const task = (number: number, title: string, state: TaskState) => ({ number, title, state })
const owing: OwingToMe = {
  plan,
  period: '2019-06',
  unit,
  dates,
  need: 'file',
  since: null,
  window: null,
  as: 'coordinator',
  chasedBy: null,
  tasks: [
    task(1, '进一步提升社会救助兜底保障水平', '已填'),
    task(5, '进一步加强社会救助政策制度建设', '未填'),
    task(27, '进一步建立健全申请低保诚信制度', '零报告'),
  ],
}
const reminder = (now: Instant, mine: OwingToMe[], digest: OwingToOffice[] = []): Words =>
  reminderWords({
    now,
    calendar,
    publicUrl: 'https://yuebao.example/',
    to: { name: '示例·李敏' },
    mine,
    digest,
    proof: null,
    sample: true,
  })
const notice = {
  publicUrl: 'https://yuebao.example',
  to: { name: '示例·李敏' },
  plan,
  period: '2019-06',
  unit,
  sample: false,
}

/** What holds for the words of every mail. */
const calm = ({ subject, text, html }: Words) => {
  for (const said of [subject, text, html]) {
    expect(said).not.toMatch(/操作失败|温馨提示|请注意|！|undefined|null|NaN|\[object/)
    expect(said).not.toMatch(/\p{Script=Han} \p{Script=Han}/u)
  }
  expect(html).not.toMatch(/<img|<script|<style|class=/)
  expect(html).toContain('max-width:600px')
  for (const [, link] of html.matchAll(/href="([^"]*)"/g)) {
    expect(link).toMatch(/^https:\/\/yuebao\.example\/[^/]/)
    expect(text).toContain(link)
  }
}

describe('a reminder', () => {
  it('says in its subject what is left and until when', () => {
    expect(reminder(at('2019-06-27', '09:00'), [owing]).subject).toBe(
      '还有1项任务没填，明天17:30截止：救助处2019年6月月报',
    )
    expect(reminder(at('2019-06-28', '09:00'), [owing]).subject).toBe(
      '还有1项任务没填，今天17:30截止：救助处2019年6月月报',
    )
    expect(reminder(at('2019-06-21', '09:00'), [owing]).subject).toBe(
      '还有1项任务没填，6月28日（星期五）17:30截止：救助处2019年6月月报',
    )
    expect(reminder(at('2019-07-01', '09:00'), [owing]).subject).toBe(
      '已过截止时间，月报还没有提交，7月5日（星期五）17:30锁定：救助处2019年6月月报',
    )
    const filled = { ...owing, tasks: [task(1, '甲', '已填')] }
    expect(reminder(at('2019-06-28', '09:00'), [filled]).subject).toBe(
      '月报填好了还没有提交，今天17:30截止：救助处2019年6月月报',
    )
    const extended = { ...owing, dates: { ...dates, closes: at('2019-07-12', '17:30') } }
    expect(reminder(at('2019-07-12', '09:00'), [extended]).subject).toBe(
      '月报还没有提交，延期补报今天17:30截止：救助处2019年6月月报',
    )
  })

  it('lists the owed tasks, unfilled first, with a link on each, the deadline in words and the zero-report page', () => {
    const words = reminder(at('2019-06-21', '09:00'), [owing])
    calm(words)
    expect(words.text).toContain('请提交救助处2019年6月月报，提交时间：6月28日（星期五）17:30前，还有5个工作日。')
    expect(words.text).toMatch(/未填　任务5[\s\S]*已填　任务1[\s\S]*零报告　任务27/)
    expect(words.text).toContain('https://yuebao.example/plans/2019/2019-06/jiuzhu#task-5')
    expect(words.text).toContain('https://yuebao.example/plans/2019/2019-06/jiuzhu/zero')
    expect(words.text).toContain('您是救助处的工作协调员，所以收到这封信。提交后不再提醒。')
    expect(words.text).toContain('截止后提交的记作迟报，7月5日（星期五）17:30锁定。')
  })

  it('puts several units into one mail, the most pressing on top', () => {
    const later = {
      ...owing,
      unit: { id: 'fuli', name: '福利处' },
      dates: { ...dates, due: at('2019-07-03', '17:30') },
    }
    const words = reminder(at('2019-06-27', '09:00'), [later, owing])
    calm(words)
    expect(words.subject).toBe('还有2项任务没填，明天17:30截止：救助处、福利处2019年6月月报')
    expect(words.text).toMatch(/【救助处2019年6月月报】[\s\S]*【福利处2019年6月月报】/)
  })

  it('tells the office which units are overdue, how far they are and whom to ring', () => {
    const digest: OwingToOffice = {
      ...owing,
      coordinator: { name: '示例·李敏', phone: '内线0001' },
      reachable: true,
    }
    const words = reminder(
      at('2019-07-01', '09:00'),
      [],
      [digest, { ...digest, unit: { id: 'fuli', name: '福利处' }, coordinator: null, reachable: false }],
    )
    calm(words)
    expect(words.subject).toBe('2个单位逾期没有提交，7月5日（星期五）17:30锁定：2019年6月月报')
    expect(words.text).toContain('草稿，缺1项　工作协调员：示例·李敏，内线0001　救助处（应报3项）')
    expect(words.text).toContain('没有收件人，请先定下工作协调员　福利处')
    expect(reminder(at('2019-07-08', '09:00'), [], [digest]).subject).toBe(
      '1个单位没有提交，报告期已锁定：2019年6月月报',
    )
  })

  it('asks the head to sign, and says that signing files the report', () => {
    const signing = { ...owing, need: 'sign' as const, as: 'head' as const, since: at('2019-06-27', '15:00') }
    const words = reminder(at('2019-06-28', '09:00'), [signing])
    calm(words)
    expect(words.subject).toBe('月报等您审签，今天17:30截止：救助处2019年6月月报')
    expect(words.text).toContain('审签后才算报送。审签时间：6月28日（星期五）17:30前，就在今天。')
    expect(words.text).toContain('打开月报审签：\nhttps://yuebao.example/plans/2019/2019-06/jiuzhu\n')
    expect(words.text).not.toContain('/zero')
  })

  it('reminds of a returned report by the end of its window, what is to be corrected first', () => {
    const back: OwingToMe = {
      ...owing,
      need: 'correct',
      since: at('2019-07-01', '15:00'),
      window: at('2019-07-04', '17:30'),
      tasks: [task(1, '甲', '已填'), task(5, '乙', '待修改')],
    }
    const words = reminder(at('2019-07-03', '09:00'), [back])
    calm(words)
    expect(words.subject).toBe('月报退回后还没有重报，明天17:30截止：救助处2019年6月月报')
    expect(words.text).toContain('重报时间：7月4日（星期四）17:30前，还有1个工作日')
    expect(words.text).toMatch(/审核意见指出1项任务要改[\s\S]*待修改　任务5[\s\S]*已填　任务1/)
  })

  it('says who pressed 催办', () => {
    const words = reminder(at('2019-06-27', '14:00'), [{ ...owing, chasedBy: '示例·孙宁' }])
    calm(words)
    expect(words.text).toContain('法规处示例·孙宁催办这份月报。')
  })

  it('tells the office what was left returned and what waits for its review, and prints the proof of the day', () => {
    const base = { ...owing, coordinator: { name: '示例·李敏', phone: '' }, reachable: true }
    const words = reminderWords({
      now: at('2019-07-09', '09:00'),
      calendar,
      publicUrl: 'https://yuebao.example',
      to: { name: '示例·孙宁' },
      mine: [],
      digest: [
        { ...base, need: 'review', since: at('2019-07-03', '10:00') },
        { ...base, unit: { id: 'fuli', name: '福利处' }, need: 'correct', since: at('2019-07-02', '10:00') },
      ],
      proof: 'ab12'.repeat(16),
      sample: false,
    })
    calm(words)
    expect(words.subject).toBe('1个单位退回后没有重报，已过期限：2019年6月月报')
    expect(words.text).toMatch(
      /【2019年6月月报：退回没有重报】[\s\S]*7月2日退回[\s\S]*【2019年6月月报：待审】[\s\S]*7月3日提交/,
    )
    expect(words.text).toContain(`各单位月报经过的当日校验值：${'ab12'.repeat(16)}`)
  })

  it('lists sixty units by name and counts the others', () => {
    const all = Array.from({ length: 3_200 }, (_, index) => ({
      ...owing,
      unit: { id: `u${index}`, name: `第${index}处` },
      coordinator: null,
      reachable: true,
    }))
    const words = reminder(at('2019-07-01', '09:00'), [], all)
    calm(words)
    expect(words.subject).toContain('3200个单位逾期没有提交')
    expect(words.text).toContain('另有3140个单位，名单见下面的页面。')
    expect(words.html.length).toBeLessThan(100_000)
  })

  it('lets no title write HTML', () => {
    fc.assert(
      fc.property(fc.string(), (title) => {
        const { html } = reminder(at('2019-06-21', '09:00'), [
          { ...owing, tasks: [task(1, `<b onload="x">${title}</b>`, '未填')] },
        ])
        expect(html).not.toContain('<b onload')
      }),
    )
  })
})

describe('time in mails', () => {
  it.each([
    ['2019-06-21', '2019-06-28', '6月28日（星期五）17:30', '还有5个工作日'],
    ['2019-06-27', '2019-06-28', '明天17:30', '还有1个工作日'],
    ['2019-06-28', '2019-06-28', '今天17:30', '就在今天'],
    ['2019-06-29', '2019-06-30', '明天17:30', '还有1天'],
  ])('on %s a deadline on %s is %s, %s', (today, day, soon, left) => {
    const [now, deadline] = [at(today, '09:00'), at(day, '17:30')]
    expect(soonInWords(now, deadline)).toBe(soon)
    expect(leftInWords(calendar, now, deadline)).toBe(left)
  })

  it('writes midnight as the end of the day before', () => {
    expect(soonInWords(at('2019-06-28', '09:00'), at('2019-06-29', '00:00'))).toBe('今天24:00')
  })
})

describe('the other mails', () => {
  it('a return gives its reason, its remarks and until when', () => {
    const words = returnedWords({
      ...notice,
      by: '示例·孙宁',
      reason: '数据前后不一致',
      remarks: [{ task: 5, title: '进一步加强社会救助政策制度建设', text: '请写明完成数量' }],
      until: at('2019-07-05', '17:30'),
      reopened: false,
    })
    calm(words)
    expect(words.subject).toBe('月报被退回，请在7月5日（星期五）17:30前改好再提交：救助处2019年6月月报')
    for (const said of ['数据前后不一致', '请写明完成数量', '/plans/2019/2019-06/jiuzhu#task-5'])
      expect(words.text).toContain(said)
  })

  it('an acceptance and a receipt say what, by whom and when', () => {
    const accepted = acceptedWords({ ...notice, by: '示例·孙宁', at: at('2019-07-01', '10:00') })
    calm(accepted)
    expect(accepted.subject).toBe('救助处2019年6月月报已审核通过')
    const receipt = receiptWords({
      ...notice,
      by: '示例·李敏',
      at: at('2019-06-28', '17:29'),
      counts: '按时',
      revision: 1,
      entered: false,
      entries: [{ task: 5, title: '进一步加强社会救助政策制度建设', state: '按计划推进，60%' }],
    })
    calm(receipt)
    expect(receipt.subject).toBe('已收到救助处2019年6月月报（按时）')
    expect(receipt.text).toContain('按计划推进，60%　任务5')
    expect(receipt.text).toContain('/plans/2019/2019-06/jiuzhu/receipt')
  })

  it('a head is asked to sign, and who filed is told when it was not signed', () => {
    const wanted = signWantedWords({
      ...notice,
      by: '示例·李敏',
      at: at('2019-06-27', '15:00'),
      due: at('2019-06-28', '17:30'),
      tasks: [{ task: 5, title: '政策制度', state: '零报告' }],
    })
    calm(wanted)
    expect(wanted.subject).toBe('救助处2019年6月月报等您审签，6月28日（星期五）17:30截止')
    expect(wanted.text).toContain('审签后才算报送')
    const declined = declinedWords({
      ...notice,
      by: '示例·王强',
      reason: '数字要核对',
      remarks: [],
      until: at('2019-07-05', '17:30'),
    })
    calm(declined)
    expect(declined.text).toMatch(/请在7月5日（星期五）17:30前改好再提交[\s\S]*数字要核对/)
  })

  it('the alarm says what it means and what to look at', () => {
    const words = alarmWords({
      publicUrl: 'https://yuebao.example',
      to: { name: '系统管理员' },
      last: at('2019-06-25', '09:00'),
      sample: false,
    })
    calm(words)
    expect(words.subject).toBe('催报停了：上一次运行是2019年6月25日9:00:00')
  })

  it('a sign-in code stands in the body, never in the subject or the preview line', () => {
    const words = codeWords({
      publicUrl: 'https://yuebao.example',
      to: { name: '示例·李敏' },
      code: '20481357',
      minutes: 10,
      sample: false,
    })
    calm(words)
    expect(words.subject).not.toMatch(/\d/)
    expect(words.html.slice(0, words.html.indexOf('<h1'))).not.toContain('20481357')
    expect(words.text).toContain('20481357')
  })

  it('carries rule, period and units in its headers, each once', () => {
    expect(mailHeaders(['overdue', 'digest'], ['2019-06', '2019-06'], ['jiuzhu', 'fuli', 'jiuzhu'])).toEqual({
      'X-Yuebao-Rule': 'overdue,digest',
      'X-Yuebao-Period': '2019-06',
      'X-Yuebao-Units': 'jiuzhu,fuli',
      'Auto-Submitted': 'auto-generated',
    })
    expect(mailHeaders(['sign-in'], [], [])).toMatchObject({ 'X-Yuebao-Period': '-', 'X-Yuebao-Units': '-' })
  })
})
