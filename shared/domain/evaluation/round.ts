/**
 * Rounds half away from zero, as the workbook's ROUND does. 15 significant digits first, because a spreadsheet sees no more of a number: 1.005 is
 * 1.01, although the double nearest to it lies below (measured against LibreOffice, design.md).
 */
export const roundHalfAway = (x: number, digits: number): number => {
  const scale = 10 ** digits
  const rounded = (Math.sign(x) * Math.round(Number((Math.abs(x) * scale).toPrecision(15)))) / scale
  return rounded === 0 ? 0 : rounded
}
