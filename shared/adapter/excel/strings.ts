import { stringElement, XML } from './xml.ts'

/**
 * A workbook's table of strings: each text once, cells say its place. Every reader knows this way best (exceljs, for one, leaves the escapes of
 * inline strings as they are).
 */
export type Strings = { place: (text: string) => number; xml: () => Iterable<string> }

export const createStrings = (): Strings => {
  const places = new Map<string, number>()
  let used = 0
  return {
    place: (text) => {
      used += 1
      const known = places.get(text)
      if (known !== undefined) return known
      places.set(text, places.size)
      return places.size - 1
    },
    xml: function* () {
      yield `${XML}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="${used}" uniqueCount="${places.size}">`
      for (const text of places.keys()) yield `<si>${stringElement(text)}</si>`
      yield '</sst>'
    },
  }
}
