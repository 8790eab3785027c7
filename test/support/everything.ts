import type { Items } from '../../shared/service/ports.ts'

/** Every item of a store as one line of JSON, sorted: what is compared to see that nothing changed. */
export const everything = async (items: Items): Promise<string[]> => {
  const lines: string[] = []
  for await (const item of items.all()) lines.push(JSON.stringify(item))
  return lines.sort()
}
