import * as z from 'zod'
import { LocalDate } from '../time.ts'
import { phaseText } from './phase.ts'

/** 六标行动 (H3; notice of 2019, 四（二）): a register per unit of how it measured itself against the best, step by step. */

export const BENCHMARK_STEPS = ['seek', 'compare', 'set', 'reach', 'assess', 'deliver'] as const
export const BenchmarkStep = z.enum(BENCHMARK_STEPS)
export type BenchmarkStep = z.infer<typeof BenchmarkStep>
export const STEP_WORDS: Record<BenchmarkStep, { name: string; asks: string }> = {
  seek: { name: '寻标', asks: '对照省内外民政系统软环境建设最优标准，选定学习对象' },
  compare: { name: '对标', asks: '和学习对象比，差在哪里' },
  set: { name: '定标', asks: '定下本单位要达到的标准' },
  reach: { name: '达标', asks: '采取了什么措施，达到了多少' },
  assess: { name: '评标', asks: '由谁评、怎样评，结果如何' },
  deliver: { name: '兑标', asks: '结果怎样用，承诺怎样兑现' },
}

/** One step as it stands; `on` is the day it was done, null while it is under way. */
export const Benchmark = z.object({ step: BenchmarkStep, text: phaseText, on: LocalDate.nullable().default(null) })
export type Benchmark = z.infer<typeof Benchmark>

export const BenchmarkBody = z.object({ steps: z.array(Benchmark).max(BENCHMARK_STEPS.length) })

/** All six, in their order. */
export const benchmarksFor = (given: readonly Benchmark[]): Benchmark[] =>
  BENCHMARK_STEPS.map((step) => given.find((one) => one.step === step) ?? Benchmark.parse({ step }))

/** Steps about which something is written, and of these those that are done. */
export const benchmarkCounts = (steps: readonly Benchmark[]): { begun: number; done: number } => ({
  begun: steps.filter(({ text, on }) => text !== '' || on !== null).length,
  done: steps.filter(({ on }) => on !== null).length,
})
