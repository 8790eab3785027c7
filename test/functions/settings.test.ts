import { describe, expect, it } from 'vitest'
import { readCloudSettings, readSettings, WrongSettings } from '../../functions/settings.ts'

const BUREAU = {
  PUBLIC_URL: 'https://yuebao.mzt.example',
  SMTP_URL: 'smtp://yuebao:p%40ss@mail.mzt.example:587',
  ADMIN_MAIL: 'guanli@mzt.example',
}
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(BUREAU).filter(([key]) => key !== name))

/** The sentence with which these settings are refused. */
const refusal = (
  env: Record<string, string>,
  read: (env: Record<string, string>) => unknown = readSettings,
): string => {
  try {
    read(env)
  } catch (error) {
    if (error instanceof WrongSettings) return error.message
    throw error
  }
  return 'taken'
}

describe('Without settings', () => {
  it('it is the demo, on this machine only, mail to the outbox', () => {
    expect(readSettings({})).toEqual({
      mode: 'demo',
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      publicUrl: 'http://127.0.0.1:3000',
      smtpUrl: null,
      mailFrom: '月报 <yuebao@example.invalid>',
      adminMail: null,
      oidc: null,
      clock: null,
    })
  })

  it('an empty setting is one that is not made', () => {
    expect(
      readSettings({ PORT: '', HOST: '', DATA_DIR: '', PUBLIC_URL: '', SMTP_URL: '', ADMIN_MAIL: '', CLOCK: '' }),
    ).toEqual(readSettings({}))
  })

  it('what else stands in the environment is nobody’s business', () => {
    expect(readSettings({ PATH: '/usr/bin', NODE_ENV: 'production' })).toEqual(readSettings({}))
  })
})

describe('The demo', () => {
  it('takes another port, folder and time', () => {
    const set = readSettings({ PORT: '8080', DATA_DIR: '/srv/yuebao', CLOCK: '2019-06-28T09:00:00+08:00' })
    expect(set).toMatchObject({
      mode: 'demo',
      port: 8080,
      dataDir: '/srv/yuebao',
      publicUrl: 'http://127.0.0.1:8080',
      clock: '2019-06-28T01:00:00.000Z',
    })
  })

  it.each(['127.0.0.1', 'localhost', '::1'])('runs on %s', (host) => {
    expect(readSettings({ HOST: host }).host).toBe(host)
  })

  it.each(['0.0.0.0', '::', '10.0.0.7', 'yuebao.mzt.example'])('is refused on %s with what is missing', (host) => {
    const said = refusal({ HOST: host })
    expect(said).toBe(`演示只在127.0.0.1上运行；要在${host}上正式使用，请设置PUBLIC_URL、SMTP_URL、ADMIN_MAIL。`)
  })
})

describe('A bureau', () => {
  it('is what sets PUBLIC_URL, SMTP_URL and ADMIN_MAIL', () => {
    expect(readSettings({ ...BUREAU, HOST: '0.0.0.0', PORT: '80' })).toEqual({
      mode: 'bureau',
      port: 80,
      host: '0.0.0.0',
      dataDir: '.data',
      publicUrl: 'https://yuebao.mzt.example',
      smtpUrl: BUREAU.SMTP_URL,
      mailFrom: '月报 <guanli@mzt.example>',
      adminMail: 'guanli@mzt.example',
      oidc: null,
      clock: null,
    })
  })

  it.each(Object.keys(BUREAU))('is refused without %s, which the sentence names', (name) => {
    expect(refusal(without(name))).toBe(`正式使用还缺少设置：${name}。`)
    expect(refusal({ ...without(name), HOST: '0.0.0.0' })).toBe(`正式使用还缺少设置：${name}。`)
  })

  it.each(Object.entries(BUREAU))('is refused with %s alone, and the two others are named', (name, value) => {
    const others = Object.keys(BUREAU).filter((one) => one !== name)
    expect(refusal({ [name]: value })).toBe(`正式使用还缺少设置：${others.join('、')}。`)
  })

  it('has no clock of its own', () => {
    expect(refusal({ ...BUREAU, CLOCK: '2019-06-25T09:00:00+08:00' })).toBe('正式使用不能设置CLOCK。')
  })

  it('writes mail from the address that is set', () => {
    for (const from of ['月报 <yuebao@mzt.example>', 'yuebao@mzt.example'])
      expect(readSettings({ ...BUREAU, MAIL_FROM: from }).mailFrom).toBe(from)
  })

  it('has an address without a slash at its end, and an administrator in small letters', () => {
    const set = readSettings({
      ...BUREAU,
      PUBLIC_URL: 'https://yuebao.mzt.example:8443//',
      ADMIN_MAIL: 'GuanLi@MZT.example',
    })
    expect([set.publicUrl, set.adminMail]).toEqual(['https://yuebao.mzt.example:8443', 'guanli@mzt.example'])
  })
})

describe('The department’s issuer', () => {
  const OIDC = { OIDC_ISSUER: 'https://login.mzt.example', OIDC_CLIENT_ID: 'yuebao', OIDC_CLIENT_SECRET: 's' }

  it('is named by three settings', () => {
    for (const env of [OIDC, { ...BUREAU, ...OIDC }])
      expect(readSettings(env).oidc).toEqual({
        issuer: OIDC.OIDC_ISSUER,
        clientId: 'yuebao',
        clientSecret: 's',
      })
  })

  it.each(Object.keys(OIDC))('is refused without %s, and with it alone', (name) => {
    const sentence = '统一身份认证要同时设置OIDC_ISSUER、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET。'
    const rest = Object.fromEntries(Object.entries(OIDC).filter(([key]) => key !== name))
    expect(refusal(rest)).toBe(sentence)
    expect(refusal({ [name]: OIDC[name as keyof typeof OIDC] })).toBe(sentence)
  })
})

describe('A wrong setting', () => {
  it.each([
    ['PORT', 'three'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '0'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['CLOCK', '2019-06-25'],
    ['CLOCK', '2019-06-25T09:00:00'],
    ['CLOCK', 'tomorrow'],
    ['CLOCK', '2019-06-31T25:00:00+08:00'],
    ['OIDC_ISSUER', 'javascript:alert(1)'],
    ['PUBLIC_URL', 'yuebao.mzt.example'],
    ['PUBLIC_URL', 'ftp://yuebao.mzt.example'],
    ['PUBLIC_URL', 'https://mzt.example/yuebao'],
    ['PUBLIC_URL', 'https://mzt.example?x=1'],
    ['PUBLIC_URL', 'https://user:secret@mzt.example'],
    ['SMTP_URL', 'mail.mzt.example'],
    ['SMTP_URL', 'http://mail.mzt.example'],
    ['SMTP_URL', 'smtp://'],
    ['ADMIN_MAIL', '管理员'],
    ['ADMIN_MAIL', 'guanli@mzt'],
    ['ADMIN_MAIL', 'a@mzt.example, b@mzt.example'],
    ['ADMIN_MAIL', "o'neill@mzt.example"],
    ['MAIL_FROM', '月报'],
    ['MAIL_FROM', '月报 <a@mzt.example>\r\nBcc: b@mzt.example'],
  ])('%s=%s is refused with one Chinese sentence that names it and does not repeat a secret', (name, value) => {
    const said = refusal({ ...BUREAU, [name]: value })
    expect(said).toMatch(new RegExp(`^设置${name}不对：[^。]*[一-鿿][^。]*。$`))
    expect(said).not.toContain('secret')
  })
})

describe('A function on AWS', () => {
  const CLOUD = {
    PUBLIC_URL: 'https://yuebao.mzt.example/',
    ADMIN_MAIL: 'guanli@mzt.example',
    TABLE_NAME: 'yuebao-prod',
    BUCKET_NAME: 'yuebao-prod-files',
    OUTPUTS_FUNCTION: 'yuebao-prod-outputs',
    AWS_REGION: 'cn-north-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    SECRET_ID: 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:yuebao',
  }
  const cloudRefusal = (env: Record<string, string>): string => refusal(env, readCloudSettings)

  it('is a bureau’s, with mail over SMTP unless told otherwise', () => {
    expect(readCloudSettings(CLOUD)).toEqual({
      mode: 'bureau',
      publicUrl: 'https://yuebao.mzt.example',
      mailFrom: '月报 <guanli@mzt.example>',
      adminMail: 'guanli@mzt.example',
      stage: 'prod',
      table: 'yuebao-prod',
      region: 'cn-north-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
      endpoint: null,
      bucket: 'yuebao-prod-files',
      bucketEndpoint: null,
      outputsFunction: 'yuebao-prod-outputs',
      mail: 'smtp',
      mailRate: 10,
      secretId: CLOUD.SECRET_ID,
      oidc: null,
      testClock: null,
    })
    const { SECRET_ID, ...rest } = CLOUD
    expect(readCloudSettings({ ...rest, MAIL: 'ses', MAIL_RATE: '14' })).toMatchObject({ mail: 'ses', mailRate: 14 })
  })

  it.each(['PUBLIC_URL', 'ADMIN_MAIL', 'TABLE_NAME', 'BUCKET_NAME', 'AWS_REGION'])(
    'does not start without %s',
    (name) => {
      const rest = Object.fromEntries(Object.entries(CLOUD).filter(([key]) => key !== name))
      expect(cloudRefusal(rest)).toContain(name)
    },
  )

  it('asks for the secret where something is kept in it', () => {
    const { SECRET_ID, ...rest } = CLOUD
    expect(cloudRefusal(rest)).toContain('SECRET_ID')
    const oidc = { OIDC_ISSUER: 'https://login.mzt.example', OIDC_CLIENT_ID: 'yuebao' }
    expect(cloudRefusal({ ...rest, MAIL: 'ses', ...oidc })).toContain('SECRET_ID')
    expect(readCloudSettings({ ...CLOUD, ...oidc }).oidc).toEqual({ issuer: oidc.OIDC_ISSUER, clientId: 'yuebao' })
    expect(cloudRefusal({ ...CLOUD, OIDC_ISSUER: oidc.OIDC_ISSUER })).toContain('OIDC_CLIENT_ID')
  })

  it('never takes a clock', () => {
    expect(cloudRefusal({ ...CLOUD, CLOCK: '2019-06-25T09:00:00+08:00' })).toBe('正式使用不能设置CLOCK。')
  })

  it.each([
    ['without an address for the table', {}],
    ['with a table elsewhere', { DYNAMODB_ENDPOINT: 'https://dynamodb.cn-north-1.amazonaws.com.cn' }],
    ['with a table that only seems to be here', { DYNAMODB_ENDPOINT: 'http://127.0.0.1.evil.example:8000' }],
    ['with a name before the address', { DYNAMODB_ENDPOINT: 'http://127.0.0.1@evil.example:8000' }],
  ])('refuses the tests’ clock %s', (_name, more) => {
    expect(cloudRefusal({ ...CLOUD, TEST_CLOCK: '/tmp/clock', ...more })).toBe(
      'TEST_CLOCK只用于测试，数据表不在本机时不能设置。',
    )
  })

  it('takes the tests’ clock only beside a table on this very machine', () => {
    const here = { ...CLOUD, TEST_CLOCK: '/tmp/clock', DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' }
    expect(readCloudSettings(here).testClock).toBe('/tmp/clock')
  })
})
