import { paths } from '../paths.ts'
import { ALARM_HOURS } from '../reminder/lastRun.ts'
import { type Instant, stampInWords } from '../time.ts'
import { lastLine, pageAt, type Words, written } from './layout.ts'

/** No reminder run for 26 hours: what that means, and what the administrator looks at. `last` is machine time. */
export const alarmWords = (given: {
  publicUrl: string
  to: { name: string }
  last: Instant | null
  sample: boolean
}): Words => {
  const heading = `催报停了：${given.last === null ? '还没有运行过' : `上一次运行是${stampInWords(given.last)}`}`
  return written({
    subject: heading,
    preview: '该收到催报的人没有收到。请查看服务的运行日志。',
    over: '',
    heading,
    blocks: [
      { kind: 'paragraph', pieces: [`${given.to.name}，您好：`] },
      {
        kind: 'paragraph',
        pieces: [
          `催报每天运行一次，现在已经超过${ALARM_HOURS}小时没有运行，`,
          { strong: '该收到催报的人没有收到' },
          '。错过的催报，恢复以后的第一次运行会补上，不会重复。',
        ],
      },
      {
        kind: 'paragraph',
        pieces: ['请查看服务的运行日志里“reminder run”一行，核对磁盘空间和服务器时间，必要时重新启动服务。'],
      },
      { kind: 'button', label: '打开月报', to: pageAt(given.publicUrl, paths.people) },
    ],
    foot: ['您是系统管理员，所以收到这封信。恢复以前每天一封。', ...lastLine(given.sample)],
  })
}
