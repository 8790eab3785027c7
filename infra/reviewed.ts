import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/**
 * Findings of cdk-nag that stand, each with the reason a security reviewer is given. A finding that can be mended is mended instead; a test sees
 * that none of these is idle.
 */
export const reviewed = (construct: IConstruct, findings: Record<string, string>): void => {
  for (const [id, reason] of Object.entries(findings)) Validations.of(construct).acknowledge({ id, reason })
}
