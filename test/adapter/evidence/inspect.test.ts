import fc from 'fast-check'
import JSZip from 'jszip'
import { describe, expect, it } from 'vitest'
import { inspectEvidence } from '../../../shared/adapter/evidence/inspect.ts'
import { UnfitFile } from '../../../shared/domain/report/UnfitFile.ts'
import { jpg, ole, ooxml, pdf, png } from '../../support/evidence.ts'
import { part, zeros, zip } from '../../support/zip.ts'

type Bytes = Uint8Array | Promise<Uint8Array>

const said = async (bytes: Bytes): Promise<string> =>
  inspectEvidence(await bytes).catch((error: unknown) => {
    if (error instanceof UnfitFile) return error.code
    throw error
  })

describe('A file is what its bytes say', () => {
  it.each<[string, () => Bytes]>([
    ['pdf', () => pdf()],
    ['png', () => png()],
    ['jpg', () => jpg()],
    ['docx', () => ooxml('docx')],
    ['xlsx', () => ooxml('xlsx')],
    ['pptx', () => ooxml('pptx')],
    // A workbook with a binary part that is no macro: printer settings.
    ['xlsx', () => ooxml('xlsx', { 'xl/printerSettings/printerSettings1.bin': 'x' })],
    ['doc', () => ole(['WordDocument', '1Table'])],
    ['xls', () => ole(['Workbook'])],
    ['xls', () => ole(['Book'])],
    ['ppt', () => ole(['Current User', 'PowerPoint Document'])],
    // A document with a workbook put into it is a document.
    ['doc', () => ole(['1Table', 'WordDocument'], ['ObjectPool', 'Workbook'])],
  ])('%s', async (kind, bytes) => {
    expect(await said(bytes())).toBe(kind)
  })
})

describe('What is refused, whatever it is called', () => {
  const html = '<!DOCTYPE html><html><script>alert(1)</script></html>'
  it.each<[string, string, () => Bytes]>([
    ['nothing', 'empty', () => new Uint8Array()],
    ['a web page', 'html', () => Buffer.from(html)],
    ['a web page behind comments and blanks', 'html', () => Buffer.from(`\ufeff \n${'<!-- a -->'.repeat(9)}\n<html>`)],
    ['a web page that begins with a script', 'html', () => Buffer.from('<script>alert(1)</script>')],
    ['a web archive, as some systems export .doc', 'html', () => Buffer.from('MIME-Version: 1.0\r\nContent-Type: x')],
    ['an SVG', 'svg', () => Buffer.from('<?xml version="1.0"?>\n<!-- x --><svg onload="alert(1)">')],
    ['an SVG with a DOCTYPE', 'svg', () => Buffer.from('<!DOCTYPE svg PUBLIC "x"><svg>')],
    ['a Windows program', 'program', () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['a Linux program', 'program', () => Buffer.from('7f454c460201', 'hex')],
    ['a shell script', 'program', () => Buffer.from('#!/bin/sh\nrm -rf /')],
    ['a zip', 'archive', () => new JSZip().file('a.txt', 'x').generateAsync({ type: 'nodebuffer' })],
    ['an empty zip', 'archive', () => zip([])],
    ['a jar', 'archive', () => new JSZip().file('META-INF/MANIFEST.MF', 'x').generateAsync({ type: 'nodebuffer' })],
    [
      'a zip that carries the name of the contents part',
      'archive',
      async () => {
        const one = new JSZip().file('[Content_Types].xml', '<Types/>').file('a.exe', 'MZ')
        return one.generateAsync({ type: 'nodebuffer' })
      },
    ],
    ['a rar', 'archive', () => Buffer.from('Rar!\x1a\x07\0', 'latin1')],
    ['a gzip', 'archive', () => Buffer.from('1f8b0800', 'hex')],
    ['RTF', 'rtf', () => Buffer.from('{\\rtf1\\ansi}')],
    ['plain text', 'text', () => Buffer.from('本月进展顺利')],
    ['a photograph as telephones take it', 'image', () => Buffer.from('000000186674797068656963', 'hex')],
    ['a TIFF', 'image', () => Buffer.from('49492a0008000000', 'hex')],
    ['noise', 'unknown', () => Buffer.from('00010203040506070809', 'hex')],
    ['a PDF that ends too early', 'damaged', () => pdf().subarray(0, 60)],
    ['a PNG that ends too early', 'damaged', () => png().subarray(0, 40)],
    ['a JPEG that ends too early', 'damaged', () => jpg().subarray(0, 12)],
    ['an Office file that ends too early', 'damaged', async () => (await ooxml('docx')).subarray(0, 150)],
    ['a document with macros', 'macro', () => ooxml('docx', { 'word/vbaProject.bin': 'x' })],
    [
      'a document that calls itself one with macros',
      'macro',
      () => ooxml('docx', {}, 'application/vnd.ms-word.document.macroEnabled.main+xml'),
    ],
    ['a workbook with macros of Excel 4', 'macro', () => ooxml('xlsx', { 'xl/macrosheets/sheet1.xml': '<x/>' })],
    ['an old document with macros', 'macro', () => ole(['WordDocument'], ['Macros', 'VBA', '_VBA_PROJECT'])],
    ['an old workbook with macros', 'macro', () => ole(['Workbook'], ['_VBA_PROJECT_CUR'])],
    [
      'a document with an entity',
      'doctype',
      () => ooxml('docx', { 'word/styles.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a/>' }),
    ],
    ['a document with a web page in it', 'inside', () => ooxml('docx', { 'word/afchunk.html': html })],
    ['a document with an SVG in it', 'inside', () => ooxml('docx', { 'word/media/image1.svg': '<svg/>' })],
    [
      'a document that unpacks to 60 MB',
      'bomb',
      () => zip([part('[Content_Types].xml', '<Types/>'), zeros('word/document.xml', 60)]),
    ],
    [
      'a document whose sizes lie',
      'damaged',
      () => zip([part('[Content_Types].xml', '<Types/>'), zeros('word/document.xml', 20, 100)]),
    ],
    [
      'a document of too many parts',
      'bomb',
      () =>
        zip([part('[Content_Types].xml', ''), ...Array.from({ length: 2_001 }, (_, n) => part(`word/${n}.xml`, 'x'))]),
    ],
    ['a document with an opening password', 'encrypted', () => ole(['EncryptedPackage', 'EncryptionInfo'])],
    ['a compound file of another program', 'unknown', () => ole(['__properties_version1.0'])],
    ['a compound file whose directory leads nowhere', 'damaged', () => ole(['WordDocument']).subarray(0, 1_100)],
  ])('%s: %s', async (_name, code, bytes) => {
    expect(await said(bytes())).toBe(code)
  })

  it('a compound file whose directory runs in a circle', async () => {
    const circle = ole(['WordDocument'])
    circle.writeUInt32LE(1, 512 + 4)
    expect(await said(circle)).toBe('damaged')
  })
})

it('Whatever the bytes, a file is taken or refused, and quickly', async () => {
  const heads = [
    '%PDF-1',
    'PK\x03\x04[Content_Types].xml',
    '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    '<!--',
    '<?xml',
    '',
  ].map((text) => Buffer.from(text, 'latin1'))
  const good = [ole(['WordDocument', 'x'], ['y']), await ooxml('docx'), pdf(), png()]
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 3_000 })).map((parts) => Buffer.concat(parts)),
        fc
          .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(1_600), fc.nat(255)), { maxLength: 12 }))
          .map(([file, changes]) => {
            const spoiled = Buffer.from(file)
            for (const [at, value] of changes) spoiled[at % spoiled.length] = value
            return spoiled
          }),
      ),
      async (bytes) => {
        const began = performance.now()
        expect(await said(bytes)).toMatch(/^[a-z]+$/)
        expect(performance.now() - began).toBeLessThan(1_000)
      },
    ),
    { numRuns: 400 },
  )
  const comments = Buffer.from(`${'<!---->'.repeat(280)}x`)
  expect(await said(comments)).toBe('text')
})
