import type { Area, Check, Shading } from '../../domain/output/book.ts'
import { BARS, FILLS, tintOf } from './styles.ts'
import { formulaText, xmlValue } from './xml.ts'

/** Conditional formats and data validation as the sheet's XML has them (ISO/IEC 29500-1, 18.3.1.18 and 18.3.1.32). */

type Place = (areas: readonly Area[]) => string

const ending = (end: number | string): string =>
  typeof end === 'number' ? `type="num" val="${end}"` : `type="formula" val="${xmlValue(end)}"`
const point = (end: number | string): string => `<cfvo ${ending(end)}/>`
const WHITE = 'FFFFFFFF'
const colour = (rgb: string): string => `<color rgb="${rgb}"/>`

/** An id that ties a bar to what newer spreadsheets are told about it; unique on its sheet, and the same each time. */
const barId = (index: number): string => `{59554542-414F-4000-8000-${String(index).padStart(12, '0')}}`

const rule = (shading: Shading, index: number): string => {
  const head = `<cfRule type="${TYPES[shading.kind]}"${shading.kind === 'when' ? ` dxfId="${tintOf(shading.tone)}"` : ''} priority="${index + 1}">`
  switch (shading.kind) {
    case 'bar':
      return (
        `${head}<dataBar minLength="0" maxLength="100">${point(shading.least)}${point(shading.most)}${colour(BARS[shading.tone])}</dataBar>` +
        `<extLst><ext uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}" xmlns:x14="${X14}"><x14:id>${barId(index)}</x14:id></ext></extLst></cfRule>`
      )
    case 'scale':
      return (
        `${head}<colorScale>${[shading.least, shading.middle, shading.most].map(point).join('')}` +
        `${[BARS[shading.low], WHITE, BARS[shading.high]].map(colour).join('')}</colorScale></cfRule>`
      )
    case 'icons':
      return (
        `${head}<iconSet iconSet="${shading.set}"${shading.reversed ? ' reverse="1"' : ''}><cfvo type="percent" val="0"/>` +
        `${shading.steps.map(point).join('')}</iconSet></cfRule>`
      )
    case 'when':
      return `${head}<formula>${formulaText(shading.formula)}</formula></cfRule>`
  }
}

const TYPES: Record<Shading['kind'], string> = {
  bar: 'dataBar',
  scale: 'colorScale',
  icons: 'iconSet',
  when: 'expression',
}
const X14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'
const XM = 'http://schemas.microsoft.com/office/excel/2006/main'

export const conditionsXml = (shadings: readonly Shading[], place: Place): string =>
  shadings
    .map(
      (shading, index) =>
        `<conditionalFormatting sqref="${place(shading.areas)}">${rule(shading, index)}</conditionalFormatting>`,
    )
    .join('')

/** What spreadsheets since 2010 read of a bar: one plain colour, no gradient, from the cell's edge. */
export const newerXml = (shadings: readonly Shading[], place: Place): string => {
  const end = (end: number | string): string =>
    typeof end === 'number'
      ? `<x14:cfvo type="num"><xm:f>${end}</xm:f></x14:cfvo>`
      : `<x14:cfvo type="formula"><xm:f>${formulaText(end)}</xm:f></x14:cfvo>`
  const bars = shadings.flatMap((shading, index) =>
    shading.kind === 'bar'
      ? [
          `<x14:conditionalFormatting xmlns:xm="${XM}"><x14:cfRule type="dataBar" id="${barId(index)}">` +
            `<x14:dataBar minLength="0" maxLength="100" gradient="0">${end(shading.least)}${end(shading.most)}` +
            `<x14:negativeFillColor rgb="${BARS.bad}"/><x14:axisColor rgb="${FILLS.sum}"/></x14:dataBar></x14:cfRule>` +
            `<xm:sqref>${place(shading.areas)}</xm:sqref></x14:conditionalFormatting>`,
        ]
      : [],
  )
  return bars.length === 0
    ? ''
    : `<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="${X14}"><x14:conditionalFormattings>` +
        `${bars.join('')}</x14:conditionalFormattings></ext></extLst>`
}

const condition = (check: Check): { type: string; formulas: string[]; operator?: string } => {
  switch (check.kind) {
    case 'list':
      return { type: 'list', formulas: [`"${check.words.join(',').replaceAll('"', '""')}"`] }
    case 'whole':
      return { type: 'whole', formulas: [String(check.least), String(check.most)] }
    case 'number':
      return { type: 'decimal', formulas: [String(check.least), String(check.most)] }
    case 'length':
      return { type: 'textLength', operator: 'lessThanOrEqual', formulas: [String(check.most)] }
  }
}

export const checksXml = (checks: readonly Check[], place: Place): string => {
  if (checks.length === 0) return ''
  const each = checks.map((check) => {
    const { type, formulas, operator } = condition(check)
    const said = formulas.map((formula, index) => `<formula${index + 1}>${formulaText(formula)}</formula${index + 1}>`)
    return (
      `<dataValidation type="${type}"${operator ? ` operator="${operator}"` : ''} allowBlank="1" showInputMessage="1" showErrorMessage="1"` +
      ` errorTitle="${xmlValue(check.title)}" error="${xmlValue(check.message)}" sqref="${place(check.areas)}">${said.join('')}</dataValidation>`
    )
  })
  return `<dataValidations count="${checks.length}">${each.join('')}</dataValidations>`
}
