import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag'
import type { IConstruct } from 'constructs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Synthesized, synthesize } from './synthesized.ts'

let made: Synthesized

beforeAll(() => {
  made = synthesize({ Yuebao: { mail: { by: 'ses', identity: 'mzt.example' } } })
})

const packs = (): NagPack[] => [new AwsSolutionsChecks(), new ServerlessChecks()]

/** Findings as `rule → paths`; `deaf` hears no acknowledgement. */
const findings = (scope: IConstruct, deaf = false): Map<string, string[]> =>
  new Map(
    packs().flatMap((pack) => {
      if (deaf) Object.assign(pack, { isAcknowledged: () => false })
      return pack
        .validateScope(scope)
        .violations.map(
          ({ ruleName, violatingResources }) =>
            [ruleName, violatingResources.map(({ constructPath }) => constructPath ?? '')] as const,
        )
    }),
  )

/** Every acknowledged finding: where, which, why. */
const acknowledged = (): { path: string; id: string; reason: string }[] =>
  made.app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([id, reason]) => ({
          path: construct.node.path,
          id: id.replace(/^annotation::/i, ''),
          reason,
        })),
      ),
  )

describe('the review by cdk-nag', () => {
  it('sees what is wrong', () => {
    const app = new App()
    new Bucket(new Stack(app, 'Careless'), 'Bucket')
    expect([...findings(app).keys()]).toEqual(expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']))
  })

  it('finds nothing open in either stack', () => {
    expect(made.app.node.findAll().filter((construct) => construct instanceof CfnResource).length).toBeGreaterThan(80)
    expect(Object.fromEntries(findings(made.app))).toEqual({})
  })

  it('is told the reason of every finding that stands', () => {
    expect(acknowledged().length).toBeGreaterThan(0)
    for (const { id, reason } of acknowledged()) expect(reason.length, id).toBeGreaterThan(60)
  })

  it('has no idle acknowledgement: each answers a finding at its place', () => {
    const all = findings(made.app, true)
    const idle = acknowledged().filter(
      ({ path, id }) => !all.get(id)?.some((found) => found === path || found.startsWith(`${path}/`)),
    )
    expect(idle).toEqual([])
  })

  it('acknowledges nothing for a whole stack', () => {
    for (const { path } of acknowledged()) expect(path).toContain('/')
  })
})
