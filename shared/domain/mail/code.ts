import { paths } from '../paths.ts'
import { lastLine, pageAt, type Words, written } from './layout.ts'

/**
 * The sign-in code (A1). The code stands in the body only: a subject is shown on locked screens and kept in logs.
 * @param minutes how long the code holds
 */
export const codeWords = (given: {
  publicUrl: string
  to: { name: string }
  code: string
  minutes: number
  sample: boolean
}): Words =>
  written({
    subject: '月报登录验证码',
    preview: `${given.minutes}分钟内有效，只能用一次。`,
    over: '',
    heading: '登录验证码',
    blocks: [
      { kind: 'paragraph', pieces: [`${given.to.name}，您好：`] },
      { kind: 'paragraph', pieces: ['在刚才打开的登录页填写这8位数字：'] },
      { kind: 'code', text: given.code },
      { kind: 'paragraph', pieces: [`${given.minutes}分钟内有效，只能用一次，只在申请它的那个浏览器里有效。`] },
      { kind: 'paragraph', pieces: ['登录页：', { link: '月报', to: pageAt(given.publicUrl, paths.signInCode) }] },
    ],
    foot: [
      '有人用您的邮箱申请登录，所以收到这封信。不是您本人申请的，不用理会，也不要把验证码告诉别人。',
      ...lastLine(given.sample),
    ],
  })
