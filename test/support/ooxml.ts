import JSZip from 'jszip'

/**
 * What a workbook may not get wrong, or Excel offers to repair it: told in words, so that a test says `toEqual([])`. The full schemas are checked
 * by hand with other tools; this keeps what those found, and what no schema says (parts that nobody names, ranges that overlap, styles that are missing).
 */
export const faultsOf = async (bytes: Uint8Array): Promise<string[]> => {
  const zip = await JSZip.loadAsync(bytes, { checkCRC32: true })
  const names = Object.keys(zip.files)
  const parts = new Map<string, string>()
  for (const name of names) parts.set(name, (await zip.file(name)?.async('string')) ?? '')
  const of = (pattern: RegExp): [string, string][] => [...parts].filter(([name]) => pattern.test(name))
  const styles = count(parts.get('xl/styles.xml') ?? '', /<xf [^>]*xfId="0"/g)
  const tints = count(parts.get('xl/styles.xml') ?? '', /<dxf>/g)
  const strings = count(parts.get('xl/sharedStrings.xml') ?? '', /<si>/g)
  return [
    ...(new Set(names).size === names.length ? [] : ['a part twice']),
    ...[...parts].flatMap(([name, xml]) => unbalanced(xml).map((fault) => `${name}: ${fault}`)),
    ...packageFaults(parts),
    ...of(/worksheets\/sheet\d+\.xml$/).flatMap(([name, xml]) =>
      sheetFaults(xml, { styles, tints, strings }).map((fault) => `${name}: ${fault}`),
    ),
    ...of(/charts\/chart\d+\.xml$/).flatMap(([name, xml]) =>
      [...xml.matchAll(/<c:f>'(.+?)'!/g)]
        .filter(([, sheet = '']) => !(parts.get('xl/workbook.xml') ?? '').includes(`<sheet name="${sheet}"`))
        .map(([, sheet]) => `${name}: reads a sheet that is not there, ${sheet}`),
    ),
  ]
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

const unbalanced = (xml: string): string[] => {
  const open: string[] = []
  const tag = /<(\/?)([\w:.]+)((?:\s+[\w:.]+="[^"<]*")*)\s*(\/?)>/g
  const rest = xml.replace(/^<\?xml[^>]*\?>\s*/, '')
  let text = ''
  let from = 0
  for (const match of rest.matchAll(tag)) {
    text += rest.slice(from, match.index)
    from = (match.index ?? 0) + match[0].length
    const [, closes, name = '', , empty] = match
    if (closes) {
      const last = open.pop()
      if (last !== name) return [`</${name}> closes <${last}>`]
    } else if (!empty) open.push(name)
  }
  return [
    ...(open.length > 0 ? [`<${open.at(-1)}> stays open`] : []),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot carry them
    ...(/[<>]|&(?!(amp|lt|gt|quot|#10);)|[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/.test(text + rest.slice(from))
      ? ['a character that text cannot hold']
      : []),
  ]
}

/** Every part has a type, every relation a target, every part but the first somebody who names it. */
const packageFaults = (parts: ReadonlyMap<string, string>): string[] => {
  const types = parts.get('[Content_Types].xml') ?? ''
  const named = new Set<string>()
  const faults: string[] = []
  for (const [name, xml] of parts) {
    if (!name.endsWith('.rels')) continue
    const folder = name.replace(/_rels\/[^/]*$/, '')
    for (const [, target = ''] of xml.matchAll(/Target="([^"]+)"/g)) {
      const path = new URL(target, `file:///${folder}`).pathname.slice(1)
      named.add(path)
      if (!parts.has(path)) faults.push(`${name} names ${path}, which is not there`)
    }
  }
  for (const name of parts.keys()) {
    if (name === '[Content_Types].xml' || name.endsWith('.rels')) continue
    if (!named.has(name)) faults.push(`nobody names ${name}`)
    if (!types.includes(`PartName="/${name}"`)) faults.push(`${name} has no type`)
  }
  for (const [, path = ''] of types.matchAll(/PartName="\/([^"]+)"/g))
    if (!parts.has(path)) faults.push(`a type for ${path}, which is not there`)
  return faults
}

/** The order of a worksheet's elements (CT_Worksheet). */
const ORDER = [
  'sheetPr',
  'dimension',
  'sheetViews',
  'sheetFormatPr',
  'cols',
  'sheetData',
  'sheetProtection',
  'autoFilter',
  'mergeCells',
  'conditionalFormatting',
  'dataValidations',
  'hyperlinks',
  'printOptions',
  'pageMargins',
  'pageSetup',
  'headerFooter',
  'rowBreaks',
  'drawing',
  'extLst',
]

const sheetFaults = (xml: string, table: { styles: number; tints: number; strings: number }): string[] => {
  const faults: string[] = []
  const after = xml.replace(/<sheetData>.*<\/sheetData>/s, '<sheetData/>').replace(/<(ext|cfRule)\b.*?<\/\1>/gs, '')
  const order = [...after.matchAll(/<([a-zA-Z]+)/g)].flatMap(([, name = '']) =>
    ORDER.includes(name) ? [ORDER.indexOf(name)] : [],
  )
  if (order.some((place, index) => place < (order[index - 1] ?? 0))) faults.push('elements out of order')
  let line = 0
  for (const [, number, cells = ''] of xml.matchAll(/<row r="(\d+)"[^>]*>(.*?)<\/row>/gs)) {
    if (Number(number) <= line) faults.push(`row ${number} after ${line}`)
    line = Number(number)
    let column = 0
    for (const [, letters = '', row, style, more = '', value] of cells.matchAll(
      /<c r="([A-Z]+)(\d+)" s="(\d+)"([^>]*?)(?:\/>|>(?:<v>(\d+)<\/v>)?)/g,
    )) {
      const at = place(letters)
      if (at <= column || row !== number) faults.push(`cell ${letters}${row} out of place`)
      column = at
      if (Number(style) >= table.styles) faults.push(`${letters}${row} has no style`)
      if (more.includes('t="s"') && Number(value) >= table.strings) faults.push(`${letters}${row} has no string`)
    }
  }
  const ids = (pattern: RegExp): string[] => [...xml.matchAll(pattern)].map(([, id = '']) => id).sort()
  if (ids(/<x14:id>([^<]+)</g).join() !== ids(/<x14:cfRule [^>]*id="([^"]+)"/g).join()) faults.push('bars without pair')
  for (const [, tint] of xml.matchAll(/dxfId="(\d+)"/g)) if (Number(tint) >= table.tints) faults.push(`no tint ${tint}`)
  return [...faults, ...overlaps([...xml.matchAll(/<mergeCell ref="([^"]+)"/g)].map(([, ref = '']) => ref))]
}

const place = (letters: string): number => [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0)

const overlaps = (refs: readonly string[]): string[] => {
  const taken = new Map<string, string>()
  const faults: string[] = []
  for (const ref of refs) {
    const [, left = '', top, right = '', bottom] = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref) ?? []
    for (let line = Number(top); line <= Number(bottom); line++)
      for (let column = place(left); column <= place(right); column++) {
        const cell = `${line} ${column}`
        const other = taken.get(cell)
        if (other) faults.push(`${ref} lies over ${other}`)
        taken.set(cell, ref)
      }
  }
  return faults
}
