import { type DirectoryChange, directoryChange, type Grid, Grids } from '../domain/directory.ts'
import { UnreadableFile } from '../domain/notice/UnreadableFile.ts'
import { directoryBook } from '../domain/output/directoryBook.ts'
import { Unit } from '../domain/people.ts'
import { may, rolesToGive } from '../domain/permission.ts'
import { Refusal } from '../domain/refusal.ts'
import { type Call, type Deps, permit } from './deps.ts'
import type { PeopleService } from './people.ts'
import type { ReadGrids, Workbooks } from './ports.ts'

/** Units and people out to a workbook and back (P3). Nothing is saved until what would change has been seen and confirmed. */

/** What would change, and a mark of it: the same mark again, and it is still this that changes. */
export type Look = DirectoryChange & { mark: string }

/** Writes under way at once. */
const TOGETHER = 20
const together = async <T>(items: readonly T[], write: (item: T) => Promise<void>): Promise<void> => {
  for (let from = 0; from < items.length; from += TOGETHER)
    await Promise.all(items.slice(from, from + TOGETHER).map(write))
}

export const createDirectory = ({
  chance,
  people,
  workbooks,
  readGrids,
}: Pick<Deps, 'chance'> & { people: PeopleService; workbooks: Workbooks; readGrids: ReadGrids }) => {
  const look = async (call: Call, grids: readonly Grid[]) => {
    permit(call.actor, 'people.edit')
    const { units, people: known } = await people.directory(call)
    const found = directoryChange(
      grids,
      { units: units.map((head) => head.unit), people: known.map((head) => head.person).filter((one) => !one.removed) },
      {
        roles: rolesToGive(call.actor),
        address: (person) => may(call.actor, 'sign-in.edit', { roles: person.roles }),
      },
    )
    const versions = new Map([
      ...units.map((head) => [`unit ${head.unit.id}`, head.version] as const),
      ...known.map((head) => [`person ${head.person.id}`, head.version] as const),
    ])
    return {
      ...found,
      mark: chance.hash(JSON.stringify([found.says, found.units, found.people])),
      versions,
      heads: { units },
    }
  }

  return {
    /**
     * The sheets of a sent workbook.
     * @throws Refusal input.unsupported with the reader's sentence
     */
    read: async (bytes: Uint8Array): Promise<Grids> => {
      try {
        const parsed = Grids.safeParse(await readGrids(bytes))
        if (parsed.success) return parsed.data
      } catch (error) {
        if (error instanceof UnreadableFile) throw new Refusal('input.unsupported', { why: error.message })
        throw error
      }
      throw new Refusal('input.unsupported', {
        why: '表太大，或者有的格里字太多，请只留“单位”“人员”两张表再传。',
      })
    },

    workbook: async (call: Call): Promise<Uint8Array> => {
      permit(call.actor, 'people.read')
      const { units, people: known } = await people.directory(call)
      return workbooks.write(
        directoryBook(
          units.map((head) => head.unit),
          known.map((head) => head.person),
          call.now,
        ),
      )
    },

    /** What a workbook would change, and what is wrong with it; nothing is saved. */
    look: async (call: Call, grids: readonly Grid[]): Promise<Look> => {
      const { versions: _versions, heads: _heads, ...seen } = await look(call, grids)
      return seen
    },

    /**
     * Makes the changes that were seen: units, then people, then who serves which unit. Cut off in between, the same workbook sent again does the rest.
     * @param seen the mark of what was shown
     * @throws Refusal input.invalid with every problem · head.moved when something else would change than was shown
     */
    apply: async (call: Call, grids: readonly Grid[], seen: string): Promise<{ units: number; people: number }> => {
      const { problems, units, people: persons, mark, versions, heads } = await look(call, grids)
      if (problems.length > 0)
        throw new Refusal('input.invalid', {
          problems: problems.map(({ sheet, row, column, text }) => `“${sheet}”表${column}${row}：${text}`),
        })
      if (mark !== seen) throw new Refusal('head.moved', { by: '', at: '' })
      const old = new Map(heads.units.map((head) => [head.unit.id, head.unit]))
      await together(units, async ({ id, fields }) => {
        if (fields === null) return
        await people.saveUnit(call, Unit.parse({ ...old.get(id), ...fields, id }), versions.get(`unit ${id}`) ?? 0)
      })
      await together(persons, async ({ id, fields, roles }) => {
        const input = { id, ...fields, ...(roles === null ? {} : { roles }) }
        await people.savePerson(call, input, versions.get(`person ${id}`) ?? 0)
      })
      // One after the other: somebody may serve several units.
      for (const { id, places } of units) if (Object.keys(places).length > 0) await people.appoint(call, id, places)
      return { units: units.length, people: persons.length }
    },
  }
}
