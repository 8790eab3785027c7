import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attachmentDifference,
  EVIDENCE_HINT,
  EVIDENCE_KINDS,
  EVIDENCE_LIMITS,
  type EvidenceKind,
  evidenceName,
  hasRoom,
  plainName,
  sizeInWords,
} from '../../../shared/domain/report/attachment.ts'

describe('The name of a file', () => {
  it.each<[string, EvidenceKind, string]>([
    ['关于调整2019年城乡低保标准的通知.pdf', 'pdf', '关于调整2019年城乡低保标准的通知.pdf'],
    ['报表.PDF', 'pdf', '报表.pdf'],
    ['照片.jpeg', 'jpg', '照片.jpeg'],
    ['六月报表.wps', 'doc', '六月报表.wps'],
    ['统计.et', 'xls', '统计.et'],
    ['没有后缀', 'png', '没有后缀.png'],
    ['扫描件.exe', 'pdf', '扫描件.exe.pdf'],
    ['网页.html', 'png', '网页.html.png'],
    ['C:\\用户\\我\\报表.pdf', 'pdf', '报表.pdf'],
    ['../../etc/passwd', 'pdf', 'passwd.pdf'],
    ['..', 'pdf', '佐证材料.pdf'],
    ['.pdf', 'pdf', 'pdf.pdf'],
    ['', 'docx', '佐证材料.docx'],
    ['报表\r\nSet-Cookie: a=b.pdf', 'pdf', '报表Set-Cookie_ a=b.pdf'],
    ['报表\u202efdp.exe', 'png', '报表fdp.exe.png'],
    ['\u200b\ufeff报\u2066表\u2069.pdf', 'pdf', '报表.pdf'],
    ['a"b<c>d|e?f*.pdf', 'pdf', 'a_b_c_d_e_f_.pdf'],
    ['表  　一 .pdf', 'pdf', '表 一.pdf'],
    ['e\u0301.pdf', 'pdf', 'é.pdf'],
    ['\ud800坏.pdf', 'pdf', '坏.pdf'],
  ])('%j of a %s becomes %j', (sent, kind, name) => {
    expect(evidenceName(sent, kind)).toBe(name)
  })

  it('is never longer than a file system takes, and never breaks a sign in two', () => {
    const name = evidenceName(`${'𠮷'.repeat(100)}.docx`, 'docx')
    expect(name.length).toBeLessThanOrEqual(80)
    expect(Buffer.byteLength(name)).toBeLessThan(255)
    expect(name).toMatch(/^𠮷+\.docx$/u)
  })

  it('on its way is one plain part that keeps its ending, so that it is the same whichever way it came', () => {
    const long = '很长的文件名'.repeat(20)
    expect(plainName(`../${long}.pdf`)).toMatch(/^(?:很长的文件名)+[很长的文件名]*\.pdf$/)
    const kinds = fc.constantFrom(...(Object.keys(EVIDENCE_KINDS) as EvidenceKind[]))
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.constantFrom('.pdf', '.et', '', '.'),
        kinds,
        (stem, ending, kind) => {
          const plain = plainName(`${stem}${ending}`)
          expect(plain).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Cs}]|^\.|^$/u)
          expect(Buffer.byteLength(plain)).toBeLessThan(255)
          expect(evidenceName(plain, kind)).toBe(evidenceName(`${stem}${ending}`, kind))
        },
      ),
    )
  })

  it('of anything is one plain part with an ending of its kind, and stays what it is when cleaned again', () => {
    const kinds = fc.constantFrom(...(Object.keys(EVIDENCE_KINDS) as EvidenceKind[]))
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), kinds, (sent, kind) => {
        const name = evidenceName(sent, kind)
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Cs}]|^\.|^\s/u)
        const ending = name.split('.').at(-1)
        expect(EVIDENCE_KINDS[kind].endings).toContain(ending)
        expect(evidenceName(name, kind)).toBe(name)
      }),
    )
  })
})

describe('Limits', () => {
  const of = (size: number) => ({ size })
  it('hold for the number and for all together', () => {
    expect(hasRoom([], EVIDENCE_LIMITS.file)).toBe(true)
    expect(
      hasRoom(
        Array.from({ length: 19 }, () => of(1)),
        1,
      ),
    ).toBe(true)
    expect(
      hasRoom(
        Array.from({ length: 20 }, () => of(1)),
        1,
      ),
    ).toBe(false)
    const four = Array.from({ length: 4 }, () => of(EVIDENCE_LIMITS.file))
    expect(hasRoom(four, EVIDENCE_LIMITS.file)).toBe(true)
    expect(hasRoom([...four, of(1)], EVIDENCE_LIMITS.file)).toBe(false)
  })

  it('are said as they are', () => {
    for (const words of ['10MB', '20个文件', '50MB']) expect(EVIDENCE_HINT).toContain(words)
  })

  it.each([
    [0, '1KB'],
    [12_000, '12KB'],
    [110_000, '0.2MB'],
    [10 * 1024 * 1024, '10.0MB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words)
  })
})

it('Between two versions of a report, what came and what went is told by id', () => {
  const file = (id: string) => ({
    id,
    upload: id,
    task: null,
    name: '同名.pdf',
    kind: 'pdf' as const,
    size: 1,
    sha256: '0'.repeat(64),
    by: { id: 'limin', name: '李敏' },
    at: '2019-06-25T01:00:00.000Z',
    entered: false,
  })
  const { added, removed } = attachmentDifference([file('a'), file('b')], [file('b'), file('c')])
  expect([added.map((one) => one.id), removed.map((one) => one.id)]).toEqual([['c'], ['a']])
})
