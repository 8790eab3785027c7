import { attribute } from './xmlText.ts'

/** The parts of a .docx that say how Word counts paragraphs; empty strings where the file has none. */
export interface NumberingFiles {
  numbering: string
  styles: string
}

interface Level {
  start: number
  format: string
  text: string
}

interface Numbered {
  style: string
  numId: string | null
  level: number
}

const HAN = '〇一二三四五六七八九'

const han = (n: number): string => {
  if (n < 10) return HAN.charAt(n)
  if (n < 20) return `十${n === 10 ? '' : HAN.charAt(n - 10)}`
  if (n < 100) return `${HAN.charAt(Math.floor(n / 10))}十${n % 10 === 0 ? '' : HAN.charAt(n % 10)}`
  return [...String(n)].map((digit) => HAN.charAt(Number(digit))).join('')
}

const format = (n: number, kind: string): string => {
  if (
    /^(?:chineseCounting|chineseCountingThousand|chineseLegalSimplified|ideographDigital|japaneseCounting|japaneseDigitalTenThousand|taiwaneseCounting|taiwaneseCountingThousand|ideographTraditional)$/.test(
      kind,
    )
  )
    return han(n)
  if (/^(?:decimalEnclosedCircle|decimalEnclosedCircleChinese)$/.test(kind) && n <= 20)
    return String.fromCharCode(0x245f + n)
  if (kind === 'lowerLetter' || kind === 'upperLetter')
    return String.fromCharCode((kind === 'lowerLetter' ? 96 : 64) + ((n - 1) % 26) + 1)
  return String(n)
}

const blocks = (xml: string, name: string): { attributes: string; body: string }[] =>
  [...xml.matchAll(new RegExp(`<w:${name}\\b([^<>]*?)(?:/>|>([\\s\\S]*?)</w:${name}>)`, 'g'))].map((hit) => ({
    attributes: hit[1] ?? '',
    body: hit[2] ?? '',
  }))

const value = (xml: string, name: string): string | null => {
  const found = new RegExp(`<w:${name}\\b([^<>]*?)/?>`).exec(xml)
  return found === null ? null : attribute(found[1] ?? '', 'val')
}

const readLevels = (xml: string): Map<number, Level> =>
  new Map(
    blocks(xml, 'lvl').map(({ attributes, body }) => [
      Number(attribute(attributes, 'ilvl') ?? 0),
      {
        start: Number(value(body, 'start') ?? 1),
        format: value(body, 'numFmt') ?? 'decimal',
        text: value(body, 'lvlText') ?? '',
      },
    ]),
  )

/**
 * The number Word would show in front of each paragraph, asked for in order of the text. Lists that share a definition count
 * on together, as in Word; a level begins anew when one above it has moved. Bullets give nothing.
 */
export const numberer = ({ numbering, styles }: NumberingFiles): ((paragraph: Numbered) => string) => {
  const definitions = new Map(
    blocks(numbering, 'abstractNum').map(({ attributes, body }) => [
      attribute(attributes, 'abstractNumId') ?? '',
      readLevels(body),
    ]),
  )
  const lists = new Map(
    blocks(numbering, 'num').map(({ attributes, body }) => {
      const overrides = new Map(
        blocks(body, 'lvlOverride').map((one) => [Number(attribute(one.attributes, 'ilvl') ?? 0), one.body]),
      )
      return [attribute(attributes, 'numId') ?? '', { definition: value(body, 'abstractNumId') ?? '', overrides }]
    }),
  )
  const styleOf = new Map(
    blocks(styles, 'style').map(({ attributes, body }) => [
      attribute(attributes, 'styleId') ?? '',
      { numId: value(body, 'numId'), level: Number(value(body, 'ilvl') ?? 0), basedOn: value(body, 'basedOn') },
    ]),
  )
  const counters = new Map<string, number[]>()
  const started = new Set<string>()

  const fromStyle = (style: string): { numId: string; level: number } | null => {
    let at: string | null = style
    for (let i = 0; at !== null && at !== '' && i < 10; i++) {
      const found = styleOf.get(at)
      if (found === undefined) return null
      if (found.numId !== null) return { numId: found.numId, level: found.level }
      at = found.basedOn
    }
    return null
  }

  return (paragraph) => {
    const place =
      paragraph.numId === null ? fromStyle(paragraph.style) : { numId: paragraph.numId, level: paragraph.level }
    const list = place === null ? undefined : lists.get(place.numId)
    if (place === null || list === undefined) return ''
    const levels = definitions.get(list.definition)
    const level = levels?.get(place.level)
    if (levels === undefined || level === undefined) return ''
    const counts = counters.get(list.definition) ?? []
    counters.set(list.definition, counts)
    // A list of its own with a start of its own begins there once.
    const override = list.overrides.get(place.level)
    const startOver = override === undefined ? null : value(override, 'startOverride')
    const key = `${place.numId}/${place.level}`
    if (startOver !== null && !started.has(key)) counts[place.level] = Number(startOver) - 1
    started.add(key)
    counts[place.level] = (counts[place.level] ?? level.start - 1) + 1
    counts.length = place.level + 1
    if (level.format === 'bullet' || level.format === 'none') return ''
    return level.text.replace(/%(\d)/g, (_, digit: string) => {
      const above = Number(digit) - 1
      return format(
        counts[above] ?? levels.get(above)?.start ?? 1,
        above === place.level ? level.format : (levels.get(above)?.format ?? 'decimal'),
      )
    })
  }
}
