import { NONE } from './vocabulary.ts'

/** Rates as the outputs print them: 0.953 with the format 0.0%, and 1 only when the two numbers are equal. */
export type Counts = { expected: number; reported: number; onTime: number }

/** A share with three decimals, half up; 99.95 % and more, but not all, stays 99.9 %. */
export const rate = (part: number, whole: number): number | typeof NONE => {
  if (whole === 0) return NONE
  if (part === whole) return 1
  return Math.min(Math.floor((part * 2000 + whole) / (whole * 2)) / 1000, 0.999)
}

/** The same in a cell. */
export const rateFormula = (part: string, whole: string): string =>
  `IF(${whole}=0,"${NONE}",IF(${part}=${whole},1,MIN(ROUND(${part}/${whole},3),0.999)))`
