import { type Book, type Chart, letter, type Stretch } from '../../domain/output/book.ts'
import type { Layout } from './layout.ts'
import { SHADES } from './styles.ts'
import { formulaText, XML, xmlText } from './xml.ts'

/**
 * Native charts (ISO/IEC 29500-1, 21.2): bars or lines over the cells that the model names. The figures as they are now stand in the file too,
 * for viewers that compute nothing; a spreadsheet reads the cells.
 */

const A = 'http://schemas.openxmlformats.org/drawingml/2006/main'
const C = 'http://schemas.openxmlformats.org/drawingml/2006/chart'
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const XDR = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing'

const CATEGORIES = 111_111_111
const VALUES = 222_222_222

const face = (size: number, font: string): string =>
  `sz="${size}" b="0"><a:solidFill><a:srgbClr val="333333"/></a:solidFill><a:latin typeface="${font}"/><a:ea typeface="${font}"/>`
const text = (size: number): string =>
  `<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr ${face(size, '宋体')}</a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>`
const stroke = (rgb: string, width = 9525): string =>
  `<c:spPr><a:ln w="${width}"><a:solidFill><a:srgbClr val="${rgb}"/></a:solidFill></a:ln></c:spPr>`
const HAIR = 'D9D9D9'

const addresses = ({ sheet, from, to }: Stretch): string =>
  `'${sheet.replaceAll("'", "''")}'!$${letter(from[1])}$${from[0]}:$${letter(to[1])}$${to[0]}`

/** The values of a stretch as the model has them. */
const held = ({ sheet, from, to }: Stretch, book: Book): (string | number | null)[] => {
  const rows = book.sheets.find((one) => one.name === sheet)?.rows ?? []
  const found: (string | number | null)[] = []
  for (let line = from[0]; line <= to[0]; line++) {
    const { cells } = rows[line - 1] ?? { cells: [] }
    for (let column = from[1]; column <= to[1]; column++) {
      const value = cells[column - 1]?.value ?? null
      found.push(typeof value === 'object' && value !== null ? value.result : value)
    }
  }
  return found
}

const points = (values: readonly (string | number | null)[], keep: (value: string | number) => boolean): string =>
  `<c:ptCount val="${values.length}"/>${values
    .map((value, index) =>
      value !== null && keep(value) ? `<c:pt idx="${index}"><c:v>${xmlText(String(value))}</c:v></c:pt>` : '',
    )
    .join('')}`

const categories = (chart: Chart, book: Book): string =>
  `<c:cat><c:strRef><c:f>${formulaText(addresses(chart.categories))}</c:f><c:strCache>` +
  `${points(held(chart.categories, book), () => true)}</c:strCache></c:strRef></c:cat>`

const values = (of: Stretch, format: string, book: Book): string =>
  `<c:val><c:numRef><c:f>${formulaText(addresses(of))}</c:f><c:numCache><c:formatCode>${format}</c:formatCode>` +
  `${points(held(of, book), (value) => typeof value === 'number')}</c:numCache></c:numRef></c:val>`

const labels = (chart: Chart): string =>
  chart.labels
    ? `<c:dLbls><c:numFmt formatCode="${chart.format}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>${text(800)}` +
      `${chart.kind === 'line' ? '<c:dLblPos val="t"/>' : ''}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>` +
      '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    : ''

const series = (chart: Chart, book: Book): string =>
  chart.series
    .map(({ name, values: of, tone }, index) => {
      const rgb = SHADES[tone].slice(2)
      const fill = `<a:solidFill><a:srgbClr val="${rgb}"/></a:solidFill>`
      const look =
        chart.kind === 'line'
          ? `${stroke(rgb, 28_575)}<c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr>${fill}</c:spPr></c:marker>`
          : `<c:spPr>${fill}</c:spPr><c:invertIfNegative val="0"/>`
      return (
        `<c:ser><c:idx val="${index}"/><c:order val="${index}"/><c:tx><c:v>${xmlText(name)}</c:v></c:tx>${look}${labels(chart)}` +
        `${categories(chart, book)}${values(of, chart.format, book)}${chart.kind === 'line' ? '<c:smooth val="0"/>' : ''}</c:ser>`
      )
    })
    .join('')

const plot = (chart: Chart, book: Book): string => {
  const axes = `<c:axId val="${CATEGORIES}"/><c:axId val="${VALUES}"/>`
  if (chart.kind === 'line')
    return `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series(chart, book)}<c:marker val="1"/>${axes}</c:lineChart>`
  const grouping = chart.stacked ? 'stacked' : 'clustered'
  return (
    `<c:barChart><c:barDir val="${chart.kind === 'bar' ? 'bar' : 'col'}"/><c:grouping val="${grouping}"/><c:varyColors val="0"/>` +
    `${series(chart, book)}<c:gapWidth val="50"/>${chart.stacked ? '<c:overlap val="100"/>' : ''}${axes}</c:barChart>`
  )
}

/** The first category stands at the top of lying bars, so their value axis crosses at the far end. */
const axes = (chart: Chart): string => {
  const lying = chart.kind === 'bar'
  const bound = (name: 'max' | 'min', value: number | undefined): string =>
    value === undefined ? '' : `<c:${name} val="${value}"/>`
  const ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
  return (
    `<c:catAx><c:axId val="${CATEGORIES}"/><c:scaling><c:orientation val="${lying ? 'maxMin' : 'minMax'}"/></c:scaling><c:delete val="0"/>` +
    `<c:axPos val="${lying ? 'l' : 'b'}"/><c:numFmt formatCode="General" sourceLinked="0"/>${ticks}${stroke('8C8C8C')}${text(900)}` +
    `<c:crossAx val="${VALUES}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>` +
    `<c:valAx><c:axId val="${VALUES}"/><c:scaling><c:orientation val="minMax"/>${bound('max', chart.most)}${bound('min', chart.least)}</c:scaling>` +
    `<c:delete val="0"/><c:axPos val="${lying ? 'b' : 'l'}"/><c:majorGridlines>${stroke(HAIR)}</c:majorGridlines>` +
    `<c:numFmt formatCode="${chart.format}" sourceLinked="0"/>${ticks}<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${text(900)}` +
    `<c:crossAx val="${CATEGORIES}"/><c:crosses val="${lying ? 'max' : 'autoZero'}"/><c:crossBetween val="between"/></c:valAx>`
  )
}

export const chartXml = (chart: Chart, book: Book): string => {
  const legend =
    chart.series.length > 1 ? `<c:legend><c:legendPos val="b"/><c:overlay val="0"/>${text(900)}</c:legend>` : ''
  return (
    `${XML}<c:chartSpace xmlns:c="${C}" xmlns:a="${A}" xmlns:r="${R}"><c:roundedCorners val="0"/><c:chart>` +
    `<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="zh-CN" ${face(1200, '黑体')}</a:rPr><a:t>${xmlText(chart.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>` +
    `<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${plot(chart, book)}${axes(chart)}</c:plotArea>${legend}` +
    `<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>` +
    `<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>`
  )
}

/** Where the charts of a sheet lie; each is the part `rId` and its place in the list. */
export const drawingXml = (charts: readonly Chart[], { first, last }: Layout): string => {
  const corner = (name: string, column: number, line: number): string =>
    `<xdr:${name}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${line}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${name}>`
  const frames = charts.map(
    ({ over, title }, index) =>
      `<xdr:twoCellAnchor>${corner('from', over.column - 1, first(over.from) - 1)}${corner('to', over.toColumn, last(over.to))}` +
      `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${index + 2}" name="图${index + 1}" descr="${xmlText(title).replaceAll('"', '&quot;')}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
      '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>' +
      `<a:graphic><a:graphicData uri="${C}"><c:chart xmlns:c="${C}" r:id="rId${index + 1}"/></a:graphicData></a:graphic>` +
      '</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>',
  )
  return `${XML}<xdr:wsDr xmlns:xdr="${XDR}" xmlns:a="${A}" xmlns:r="${R}">${frames.join('')}</xdr:wsDr>`
}
