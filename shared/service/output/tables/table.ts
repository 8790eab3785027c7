import {
  type About,
  bytesOf,
  type Column,
  csvOf,
  jsonOf,
  rowOf,
  type TableFile,
  type Value,
} from '../../../domain/output/table.ts'
import type { Permission } from '../../../domain/permission.ts'
import type { OutputScene, PlanKind } from '../kind.ts'

/** A table of the registry: what it is called, and its columns and rows at a cut-off. */
export type TableKind = {
  id: string
  words: string
  says: string
  needs: Permission
  columns: (scene: OutputScene) => Column[] | Promise<Column[]>
  rows: (scene: OutputScene) => AsyncIterable<readonly Value[]>
}

/** Columns by their keys and words. */
export const columns = (words: Record<string, string>): Column[] =>
  Object.entries(words).map(([key, word]) => ({ key, words: word }))

const aboutOf = (table: TableKind, { plan, cutOff, revision }: OutputScene): About => ({
  title: `${plan.year}年${table.words}`,
  plan: plan.id,
  cutOff,
  revision,
})

/** The two files of a table: one for spreadsheets, one for programs. */
export const filesOf = (table: TableKind): PlanKind[] =>
  (['csv', 'json'] as const).map((format) => ({
    id: format === 'csv' ? table.id : `${table.id}-json`,
    words: table.words,
    says: table.says,
    scope: 'plan',
    format,
    needs: table.needs,
    make: async (scene) => {
      const about = aboutOf(table, scene)
      const write = format === 'csv' ? csvOf : jsonOf
      return { title: about.title, bytes: bytesOf(write(about, await table.columns(scene), table.rows(scene))) }
    },
  }))

/** The same as one value, for the API. */
export const tableFileOf = async (table: TableKind, scene: OutputScene): Promise<TableFile> => {
  const { revision, ...about } = aboutOf(table, scene)
  const heads = await table.columns(scene)
  const rows: TableFile['rows'] = []
  for await (const row of table.rows(scene)) rows.push(rowOf(heads, row))
  return { ...about, revision: revision.number, changes: revision.changes, columns: heads, rows }
}
