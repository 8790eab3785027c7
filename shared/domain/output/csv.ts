/** CSV as Excel and WPS open it: BOM, CRLF, quotes where needed. */

export const BOM = '\uFEFF'

/**
 * One field. Text that a spreadsheet would take for a formula (a leading `= + - @`, tab or return) gets a `'` before it; numbers stay as they are.
 */
export const csvField = (value: string | number): string => {
  if (typeof value === 'number') return String(value)
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** One line, its end included. */
export const csvRow = (row: readonly (string | number)[]): string => `${row.map(csvField).join(',')}\r\n`
