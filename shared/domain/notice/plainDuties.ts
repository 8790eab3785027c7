/**
 * Who owes a task, said in running text: …专项整治，由公安部门负责，有关部门配合。 Weaker than a clause of its own: the same
 * words stand in safeguards and in descriptions, so they never make an item a task by themselves (see outline.ts).
 */
const DUTY = '(?:牵头(?:负责|组织|落实|实施)?|主办|承办|负责(?:落实|实施|组织实施|推进|办理)?|组织实施)'
const HELP = '(?:配合|参与|协助|协办|支持|负责|落实)'
/** A verb ends its part of the sentence; so each part is tried once, however often the verb stands in it. */
const END = '\\s{0,4}(?:[,。;\\n]|$)'
const PLAIN = new RegExp(
  `(?:^|[。;,\\n])\\s{0,4}((?:(?:此|该|本|这)项(?:工作|任务)?)?由[^。;:()\\n,]{2,80}?${DUTY}(?=${END})(?:,[^。;:()\\n,]{2,80}?${HELP}(?=${END})){0,4})(?=\\s{0,4}(?:[。;\\n]|$))`,
  'g',
)

/** Such sentences in folded text, with the comma before them. `innerFrom` is where their words begin. */
export const plainDuties = (folded: string): { from: number; innerFrom: number; innerTo: number; to: number }[] =>
  folded.includes('由')
    ? [...folded.matchAll(PLAIN)].map((hit) => {
        const innerFrom = hit.index + hit[0].indexOf(hit[1] ?? '')
        const innerTo = innerFrom + (hit[1]?.length ?? 0)
        // Behind a comma the full stop closes the sentence before it; a sentence of its own takes its stop along.
        return folded.charAt(hit.index) === ','
          ? { from: hit.index, innerFrom, innerTo, to: innerTo }
          : { from: innerFrom, innerFrom, innerTo, to: innerTo + (/[。;]/.test(folded.charAt(innerTo)) ? 1 : 0) }
      })
    : []
