import { compareScores } from '../../../shared/domain/evaluation/compare.ts'
import { route } from './route.ts'
import {
  AddMark,
  Done,
  EvaluationStanding,
  EvaluationView,
  History,
  Marks,
  Moved,
  Publish,
  PublishedRevisionView,
  PublishedView,
  Reason,
  RulesChanged,
  RulesView,
  SaveRules,
  ShowToUnits,
  TryRules,
} from './schemas.ts'

const tag = '评价'
const at = '/plans/{plan}/evaluation'

/** The evaluation: the draft with its rules and marks, and what is published. */
export const evaluationRoutes = [
  route({
    method: 'get',
    path: at,
    summary: '按现在的数据和规则算出的评分（草稿），每项有依据',
    tag,
    needs: 'evaluation.draft',
    output: EvaluationView,
    handle: async ({ services, call, params }) => (await services.evaluations.draft(params.plan, call)).evaluation,
  }),
  route({
    method: 'get',
    path: `${at}/rules`,
    summary: '评分规则',
    tag,
    needs: 'evaluation.draft',
    output: RulesView,
    handle: ({ services, call, params }) => services.rules.now(params.plan, call),
  }),
  route({
    method: 'put',
    path: `${at}/rules`,
    summary: '改评分规则，写明理由；已发布的不变',
    tag,
    needs: 'evaluation.rules',
    input: SaveRules,
    output: RulesChanged,
    handle: async ({ services, call, params, input: { version, ...given } }) => ({
      version: await services.rules.save(params.plan, call, {
        ...given,
        ...(version === undefined ? {} : { version }),
      }),
    }),
  }),
  route({
    method: 'post',
    path: `${at}/rules/preview`,
    summary: '换一套规则，各单位的得分、名次会怎样变；不保存',
    tag,
    needs: 'evaluation.rules',
    input: TryRules,
    output: Moved,
    handle: async ({ services, call, params, input }) => {
      const { before, after, changed } = await services.rules.preview(params.plan, call, input.rules)
      return { rules: changed, moved: compareScores(before, after) }
    },
  }),
  route({
    method: 'get',
    path: `${at}/rules/history`,
    summary: '规则改动的经过',
    tag,
    needs: 'evaluation.draft',
    output: History,
    handle: ({ services, call, params }) => services.rules.history(params.plan, call),
  }),
  route({
    method: 'get',
    path: `${at}/marks`,
    summary: '现有的加分、扣分和综合评价记录',
    tag,
    needs: 'evaluation.draft',
    output: Marks,
    handle: ({ services, call, params }) => services.marks.all(params.plan, call),
  }),
  route({
    method: 'post',
    path: `${at}/marks/{unit}`,
    summary: '给一个单位记一笔；本单位的人不能记',
    tag,
    needs: 'evaluation.draft',
    input: AddMark,
    output: Marks,
    status: 201,
    handle: async ({ services, call, params, input }) => [
      await services.marks.add(params.plan, params.unit, call, input),
    ],
  }),
  route({
    method: 'post',
    path: `${at}/marks/{unit}/{mark}/remove`,
    summary: '撤销一笔，写明理由；经过里都在',
    tag,
    needs: 'evaluation.draft',
    input: Reason,
    output: Done,
    handle: async ({ services, call, params, input: { why } }) => {
      await services.marks.remove(params.plan, params.unit, call, params.mark, why)
      return { done: true as const }
    },
  }),
  route({
    method: 'post',
    path: `${at}/publish`,
    summary: '发布评价，数据截至办理的时间；从第2版起写明理由',
    tag,
    needs: 'evaluation.publish',
    input: Publish,
    output: PublishedRevisionView,
    status: 201,
    handle: ({ services, call, params, input: { version, why } }) =>
      services.evaluations.publish(params.plan, call, { why, ...(version === undefined ? {} : { version }) }),
  }),
  ...(['correct', 'give-up'] as const).map((act) =>
    route({
      method: 'post',
      path: `${at}/${act}`,
      summary: act === 'correct' ? '开始更正已发布的评价' : '放弃更正',
      tag,
      needs: 'evaluation.publish',
      input: Reason,
      output: Done,
      handle: async ({ services, call, params, input }) => {
        await services.evaluations.correct(params.plan, call, act, input)
        return { done: true as const }
      },
    }),
  ),
  route({
    method: 'put',
    path: `${at}/show`,
    summary: '各单位能看到全部单位的排名，还是只看本单位',
    tag,
    needs: 'evaluation.publish',
    input: ShowToUnits,
    output: Done,
    handle: async ({ services, call, params, input }) => {
      await services.evaluations.show(params.plan, call, input.toUnits)
      return { done: true as const }
    },
  }),
  route({
    method: 'get',
    path: `${at}/revisions`,
    summary: '评价现在的情况和发布过的版次',
    tag,
    needs: 'evaluation.read',
    output: EvaluationStanding,
    handle: async ({ services, call, params }) => {
      await services.load.published(params.plan)
      const head = await services.evaluations.standing(params.plan, call)
      return head ?? { state: 'draft' as const, version: 0, toUnits: true, revisions: [] }
    },
  }),
  route({
    method: 'get',
    path: `${at}/revisions/{revision}`,
    summary: '发布过的一版，原样；单位看到自己的依据',
    tag,
    needs: 'evaluation.read',
    output: PublishedView,
    handle: ({ services, call, params }) => services.evaluations.published(params.plan, call, params.revision),
  }),
  route({
    method: 'get',
    path: `${at}/revisions/{revision}/moved`,
    summary: '从一版到现在的草稿，什么变了、为什么',
    tag,
    needs: 'evaluation.draft',
    output: Moved,
    handle: ({ services, call, params }) => services.evaluations.compare(params.plan, call, params.revision, null),
  }),
  route({
    method: 'get',
    path: `${at}/revisions/{revision}/moved/{to}`,
    summary: '从一版到另一版，什么变了、为什么',
    tag,
    needs: 'evaluation.draft',
    output: Moved,
    handle: ({ services, call, params }) => services.evaluations.compare(params.plan, call, params.revision, params.to),
  }),
]
