import { type PhaseWork, WORK_WORDS } from '../domain/phase/phase.ts'
import { Period, periodInWords } from '../domain/time.ts'
import { keys } from './keys.ts'
import type { Load } from './load.ts'

/** Where a history lies → as people call it: 2019年6月月报　救助处. */
export const placeInWords = async (
  load: Load,
  { collection, id }: { collection: string; id: string },
): Promise<string> => {
  if (collection === keys.plans.collection) return '实施方案'
  if (collection === keys.calendar.collection) return '日历'
  if (collection === keys.people.collection) return `人员　${(await load.person(id))?.name ?? id}`
  const unit = async (): Promise<string> => (await load.unitsOf([id]))[0]?.name ?? id
  if (collection === keys.units.collection) return `单位　${await unit()}`
  if (collection === keys.outputsCollection) return '下载登记'
  const [, , part = ''] = collection.split('/')
  if (Period.safeParse(part).success) return `${periodInWords(part)}月报　${await unit()}`
  if (part === 'verified') return `核验销号　${await unit()}`
  if (part in WORK_WORDS) return `${WORK_WORDS[part as PhaseWork].title}　${await unit()}`
  if (part === 'digests') return '每天的校验值'
  return `${collection}　${id}`
}
