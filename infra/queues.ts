import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { reviewed } from './reviewed.ts'

/** Where what could not be done waits for the operator: two weeks, encrypted, by TLS only. Every one of them is alarmed (watch.ts). */
export const deadLetters = (scope: Construct, id: string): Queue => {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  })
  const reason =
    'This is a dead letter queue: the end of the line, read by the operator, alarmed above zero messages. Nothing consumes it that could fail.'
  reviewed(queue, { 'AwsSolutions-SQS3': reason, 'Serverless-SQSRedrivePolicy': reason })
  return queue
}
