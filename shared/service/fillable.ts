import { UnreadableFile } from '../domain/notice/UnreadableFile.ts'
import { type FillableFor, type FilledForm, fillableModel, filledForm } from '../domain/output/fillable.ts'
import { Refusal } from '../domain/refusal.ts'
import { type Call, permit } from './deps.ts'
import type { Load } from './load.ts'
import type { ReadGrids, Workbooks } from './ports.ts'
import type { Reports, ReportView, Which } from './report.ts'

/** A unit's form for Excel: handed out as things stand, and read when it comes back. Nothing is kept here: what was read is shown, and saved as any draft is. */
export const createFillables = ({
  load,
  reports,
  workbooks,
  readGrids,
}: {
  load: Load
  reports: Reports
  workbooks: Workbooks
  readGrids: ReadGrids
}) => {
  const scene = async (which: Which, call: Call): Promise<{ form: FillableFor; view: ReportView }> => {
    permit(call.actor, 'report.fill', { unit: which.unit })
    const view = await reports.view(which, call)
    const layout = await load.layout(view.plan)
    return { form: { plan: view.plan, layout, period: which.period, unit: view.unit }, view }
  }

  return {
    /** @throws Refusal access.forbidden · access.missing */
    make: async (which: Which, call: Call): Promise<{ title: string; bytes: Uint8Array }> => {
      const { form, view } = await scene(which, call)
      const { entries, duties, measures, head, dates } = view
      const book = fillableModel(form, {
        entries,
        duties,
        measures,
        version: head.version,
        due: dates.due,
        now: call.now,
      })
      return { title: book.title, bytes: await workbooks.write(book) }
    },

    /**
     * What a sent form says, beside the report as it stands.
     * @throws Refusal form.unfit with a sentence, for a file that is no such form
     */
    read: async (which: Which, call: Call, bytes: Uint8Array): Promise<{ view: ReportView; filled: FilledForm }> => {
      const { form, view } = await scene(which, call)
      try {
        const filled = filledForm(
          await readGrids(bytes),
          form,
          view.duties.map(({ task }) => task),
        )
        if (typeof filled === 'string') throw new Refusal('form.unfit', { why: filled })
        return { view, filled }
      } catch (error) {
        if (error instanceof UnreadableFile)
          throw new Refusal('form.unfit', { why: '文件读不了，可能已损坏、设了密码或者带有宏' })
        throw error
      }
    },
  }
}
