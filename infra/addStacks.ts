import { type App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import type { Bundles } from './bundle.ts'
import { YuebaoStack } from './stack.ts'
import { STAGES, stageOf } from './stages.ts'

/** One stack for each partition, reviewed by cdk-nag at every synthesis: an open finding ends it. */
export const addStacks = (app: App, bundles: Bundles): YuebaoStack[] => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  return STAGES.map((name) => new YuebaoStack(app, stageOf(name, app.node.tryGetContext(name)), bundles))
}
