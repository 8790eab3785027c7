import { readFileSync, writeFileSync } from 'node:fs'
import { samplePlan, sampleYear } from './test/support/workbook.ts'
import { monthModel } from './shared/domain/output/monthModel.ts'
import { yearModel } from './shared/domain/output/yearModel.ts'
import { evaluate } from './shared/domain/evaluation/evaluate.ts'
import { DEFAULT_RULES } from './shared/domain/evaluation/rules.ts'
import { createWorkbooks } from './shared/adapter/excel/workbooks.ts'
const plan = samplePlan(readFileSync('test/fixture/notices/jilin-2019.txt','utf8'))
const nasty = ['=1+1','+1','-1','@x','\t=a','_x0041_\u0001\ufffe',' 空格 ','多行\n文字\r\n',"'引号","字".repeat(2000), '<a>&"', '😀'.repeat(50)]
let k=0
const edit = (e: any, unit: string, period: string) => unit==='fuli' && period==='2019-06' && !e.zero ? {...e, work: nasty[k++ % nasty.length]!, problem: nasty[k % nasty.length]!, note: nasty[(k+3) % nasty.length]!} : e
const wb = createWorkbooks()
const run = async (name: string, make: () => any) => { const t=performance.now(); const book=make(); const t1=performance.now(); const bytes=await wb.write(book); const t2=performance.now(); writeFileSync(`/tmp/out/${name}.xlsx`, bytes); console.log(name, (t1-t).toFixed(0),'ms model', (t2-t1).toFixed(0),'ms write', bytes.length,'bytes', process.memoryUsage().rss>>20,'MB') }
const textsFor = (s: any, p: string) => new Map([...s.texts].filter(([k]: any)=>k.endsWith(' '+p)).map(([k,v]: any)=>[k.split(' ')[0]!,v])) as any
for (const [n,c,p] of [['a','2019-12-20T09:30:00.000Z','2019-06'],['b','2019-07-01T01:00:00.000Z','2019-06'],['c','2019-03-12T01:00:00.000Z','2019-03'],['d','2020-03-12T01:00:00.000Z','2019-12'],['e','2019-06-26T01:00:00.000Z','2019-06']] as const) {
 const y = sampleYear(plan, { cutOff: c, edit, seed: 5 })
 await run('y'+n, () => yearModel({ year: y.year, evaluation: evaluate(y.year, DEFAULT_RULES), reports: y.input.reports, texts: y.texts }))
 await run('m'+n, () => monthModel({ input: y.input, year: y.year, people: y.people, period: p, texts: textsFor(y,p) })!)
}
const y = sampleYear(plan, { cutOff: '2019-12-20T09:30:00.000Z', seed: 5 })
await run('all', () => yearModel({ year: y.year, evaluation: evaluate(y.year, {...DEFAULT_RULES, ranking:'all'}), reports: y.input.reports, texts: y.texts }))
