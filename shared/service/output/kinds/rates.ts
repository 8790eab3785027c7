import { csv } from '../../../domain/output/csv.ts'
import { ratesRows } from '../../../domain/output/ratesRows.ts'
import type { PlanKind } from '../kind.ts'

/** Who filed when: one line per unit and month. */
export const ratesCsv: PlanKind = {
  id: 'rates',
  words: '各单位各月报送情况',
  says: '每个单位每月一行，可以自己再统计',
  scope: 'plan',
  format: 'csv',
  needs: 'output.download',
  make: async ({ plan, data, revision }) => ({
    title: `${plan.year}年各单位各月报送情况`,
    bytes: new TextEncoder().encode(csv(ratesRows(data.year, revision))),
  }),
}
