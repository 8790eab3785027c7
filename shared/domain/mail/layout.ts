/**
 * One description of a mail, written out twice: as plain text with full addresses, and as HTML of tables and inline styles, 600 px wide,
 * dark on white, without images, fit for a phone.
 */

/** What a mail says. */
export type Words = { subject: string; text: string; html: string }

/** A piece of a sentence: plain, strong, or a link. */
export type Piece = string | { strong: string } | { link: string; to: string }

export type Row = { state: string; urgent: boolean; mark: string; title: string; to: string | null }

export type Block =
  | { kind: 'paragraph'; pieces: Piece[] }
  | { kind: 'heading'; text: string }
  | { kind: 'rows'; caption: string; heads: [string, string]; rows: Row[] }
  | { kind: 'button'; label: string; to: string }
  | { kind: 'quote'; label: string; text: string }
  | { kind: 'code'; text: string }

export type Letter = {
  subject: string
  /** Shown by mail programs beside the subject. */
  preview: string
  /** The line above the heading: which plan. */
  over: string
  heading: string
  blocks: Block[]
  foot: string[]
}

const INK = '#17212e'
const SECOND = '#4b5767'
const BLUE = '#1b4680'
const RED = '#a4231c'
const RULE = '#d6dce4'
const FONT = "font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif;"

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char)

const lines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>')
const cell = (style: string, inner: string, tag = 'td'): string => `<${tag} style="${FONT}${style}">${inner}</${tag}>`
const row = (inner: string): string => `<tr>${inner}</tr>`

const pieceHtml = (piece: Piece): string => {
  if (typeof piece === 'string') return lines(piece)
  if ('strong' in piece) return `<b>${lines(piece.strong)}</b>`
  return `<a href="${escapeHtml(piece.to)}" style="color:${BLUE};">${lines(piece.link)}</a>`
}

const rowsHtml = ({ caption, heads, rows }: Block & { kind: 'rows' }): string => {
  const head = (text: string, extra: string) =>
    `<th scope="col" align="left"${extra} style="${FONT}padding:6px 0;font-size:14px;line-height:1.5;color:${SECOND};font-weight:600;border-bottom:1px solid ${RULE};">${escapeHtml(text)}</th>`
  const body = rows.map(({ state, urgent, mark, title, to }) => {
    const name = to ? `<a href="${escapeHtml(to)}" style="color:${BLUE};">${escapeHtml(title)}</a>` : escapeHtml(title)
    const small = mark === '' ? '' : `<span style="font-size:13px;color:${SECOND};">${escapeHtml(mark)}</span><br>`
    const weight = urgent ? `color:${RED};font-weight:600;` : `color:${INK};`
    return row(
      cell(
        `padding:9px 12px 9px 0;font-size:15px;line-height:1.6;color:${INK};border-bottom:1px solid ${RULE};vertical-align:top;`,
        small + name,
      ) +
        cell(
          `padding:9px 0;font-size:15px;line-height:1.6;border-bottom:1px solid ${RULE};vertical-align:bottom;white-space:nowrap;${weight}`,
          escapeHtml(state),
        ),
    )
  })
  return `<table width="100%" cellpadding="0" cellspacing="0" border="0" style="border-top:1px solid ${INK};"><caption style="display:none;">${escapeHtml(caption)}</caption>${row(head(heads[0], '') + head(heads[1], ' width="80"'))}${body.join('')}</table>`
}

const blockHtml = (block: Block): string => {
  const text = `padding:14px 0 0;font-size:16px;line-height:1.8;color:${INK};`
  switch (block.kind) {
    case 'paragraph':
      return row(cell(text, block.pieces.map(pieceHtml).join('')))
    case 'heading':
      return row(
        cell(
          'padding:24px 0 0;',
          `<h2 style="margin:0;font-size:18px;line-height:1.5;font-weight:600;color:${INK};">${lines(block.text)}</h2>`,
        ),
      )
    case 'rows':
      return row(cell('padding:14px 0 0;', rowsHtml(block)))
    case 'button':
      return row(
        cell(
          'padding:24px 0 0;',
          `<table role="presentation" cellpadding="0" cellspacing="0" border="0">${row(
            cell(
              `background:${BLUE};border-radius:4px;`,
              `<a href="${escapeHtml(block.to)}" style="${FONT}display:inline-block;padding:11px 26px;font-size:16px;line-height:1.5;font-weight:600;color:#ffffff;text-decoration:none;">${escapeHtml(block.label)}</a>`,
            ),
          )}</table>`,
        ),
      )
    case 'quote':
      return row(
        cell(
          'padding:14px 0 0;',
          `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${row(
            cell(
              `padding:2px 0 2px 12px;border-left:3px solid ${BLUE};font-size:16px;line-height:1.8;color:${INK};`,
              `<span style="font-size:13px;color:${SECOND};">${escapeHtml(block.label)}</span><br>${lines(block.text)}`,
            ),
          )}</table>`,
        ),
      )
    case 'code':
      return row(
        cell(
          `padding:18px 0 4px;font-size:30px;line-height:1.4;letter-spacing:4px;color:${INK};`,
          escapeHtml(block.text),
        ),
      )
  }
}

const html = (letter: Letter): string =>
  `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(letter.subject)}</title></head>
<body style="margin:0;padding:0;background:#ffffff;">
<div style="display:none;max-height:0;overflow:hidden;">${escapeHtml(letter.preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#ffffff;"><tr><td align="center" style="padding:24px 16px;">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;text-align:left;">
${[
  row(
    cell(
      `padding:0 0 10px;border-bottom:1px solid ${RULE};font-size:14px;line-height:1.6;color:${SECOND};`,
      `<b style="font-size:18px;letter-spacing:2px;color:${BLUE};">月报</b>${letter.over === '' ? '' : `&emsp;${escapeHtml(letter.over)}`}`,
    ),
  ),
  row(
    cell(
      'padding:28px 0 0;',
      `<h1 style="margin:0;font-size:22px;line-height:1.45;font-weight:600;color:${INK};">${escapeHtml(letter.heading)}</h1>`,
    ),
  ),
  ...letter.blocks.map(blockHtml),
  row(
    cell(
      `padding:28px 0 0;font-size:13px;line-height:1.8;color:${SECOND};`,
      `<div style="border-top:1px solid ${RULE};padding-top:12px;word-break:break-word;overflow-wrap:anywhere;">${letter.foot.map(escapeHtml).join('<br>')}</div>`,
    ),
  ),
].join('\n')}
</table>
</td></tr></table>
</body></html>
`

const blockText = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph': {
      const links = block.pieces.flatMap((piece) => (typeof piece === 'object' && 'to' in piece ? [piece.to] : []))
      const said = block.pieces
        .map((piece) => (typeof piece === 'string' ? piece : 'strong' in piece ? piece.strong : piece.link))
        .join('')
      return [said, ...links].join('\n')
    }
    case 'heading':
      return `【${block.text}】`
    case 'rows':
      return block.rows
        .map(({ state, mark, title, to }) =>
          [`  ${state}　${mark === '' ? '' : `${mark}　`}${title}`, ...(to ? [`      ${to}`] : [])].join('\n'),
        )
        .join('\n')
    case 'button':
      return `${block.label}：\n${block.to}`
    case 'quote':
      return `${block.label}：\n${block.text
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}`
    case 'code':
      return `  ${block.text}`
  }
}

/** A letter → the words of a mail, plain and HTML from one description. */
export const written = (letter: Letter): Words => ({
  subject: letter.subject,
  text: `${[letter.heading, ...letter.blocks.map(blockText)].join('\n\n')}\n\n-- \n${letter.foot.join('\n')}\n`,
  html: html(letter),
})

/** Address of a page: the installation's base address and a path of the address book. */
export const pageAt = (publicUrl: string, path: string): string => `${publicUrl.replace(/\/+$/, '')}${path}`

/** The last line of every mail. */
export const lastLine = (sample: boolean): string[] => [
  '时间均为北京时间。',
  ...(sample ? ['样例邮件：人员和进展均为虚构。'] : []),
]
