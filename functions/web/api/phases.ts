import { route } from './route.ts'
import {
  Benchmarks,
  BenchmarksView,
  Done,
  Kickoff,
  KickoffView,
  Lookback,
  LookbackView,
  MarkProblem,
  PhasesView,
  Remedy,
} from './schemas.ts'

const tag = '阶段工作'

/** What the kick-off, the look-back and the six benchmarks ask of a unit. */
export const phaseRoutes = [
  route({
    method: 'get',
    path: '/plans/{plan}/phases',
    summary: '各单位的启动、回头看、六标行动报到哪一步',
    tag,
    needs: 'overview.read',
    output: PhasesView,
    handle: async ({ services, params }) => {
      const { kickoffs, lookbacks, benchmarks } = await services.phases.all(params.plan)
      return { kickoffs, lookbacks, benchmarks }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/kickoff/{unit}',
    summary: '启动阶段的工作措施、工作流程和工作时间表',
    tag,
    needs: 'phase.read',
    output: KickoffView,
    handle: async ({ services, call, params }) => {
      const { dates, head, entries } = await services.phases.kickoff(params, call)
      return {
        ...dates,
        state: head?.state ?? 'draft',
        version: head?.version ?? 0,
        filedAt: head?.filedAt ?? null,
        entries,
      }
    },
  }),
  route({
    method: 'put',
    path: '/plans/{plan}/kickoff/{unit}',
    summary: '保存启动阶段的草稿',
    tag,
    needs: 'phase.file',
    input: Kickoff,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.saveKickoff(params, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/kickoff/{unit}/file',
    summary: '报送启动阶段的材料',
    tag,
    needs: 'phase.file',
    input: Kickoff,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.fileKickoff(params, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/lookback/{unit}',
    summary: '“回头看”自查：逐项任务的落实情况、问题和整改',
    tag,
    needs: 'phase.read',
    output: LookbackView,
    handle: async ({ services, call, params }) => {
      const { dates, head, checks, problems } = await services.phases.lookback(params, call)
      return {
        ...dates,
        state: head?.state ?? 'draft',
        version: head?.version ?? 0,
        filedAt: head?.filedAt ?? null,
        checks,
        problems,
      }
    },
  }),
  route({
    method: 'put',
    path: '/plans/{plan}/lookback/{unit}',
    summary: '保存自查的草稿',
    tag,
    needs: 'phase.file',
    input: Lookback,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.saveLookback(params, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/lookback/{unit}/file',
    summary: '报送自查情况',
    tag,
    needs: 'phase.file',
    input: Lookback,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.fileLookback(params, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/lookback/{unit}/remedy',
    summary: '一个问题整改完成',
    tag,
    needs: 'phase.file',
    input: Remedy,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.remedy(params, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/plans/{plan}/lookback/{unit}/mark',
    summary: '指出一个问题',
    tag,
    needs: 'phase.mark',
    input: MarkProblem,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.mark(params, call, input)
      return { done: true as const }
    },
  }),
  route({
    method: 'get',
    path: '/plans/{plan}/benchmarks/{unit}',
    summary: '六标行动的登记',
    tag,
    needs: 'phase.read',
    output: BenchmarksView,
    handle: async ({ services, call, params }) => {
      const { head, steps } = await services.phases.benchmarks(params, call)
      return { version: head?.version ?? 0, steps }
    },
  }),
  route({
    method: 'put',
    path: '/plans/{plan}/benchmarks/{unit}',
    summary: '保存六标行动的登记',
    tag,
    needs: 'phase.file',
    input: Benchmarks,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.phases.saveBenchmarks(params, call, input)
      return { done: true as const }
    },
  }),
]
