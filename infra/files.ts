import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { FILE_PREFIXES, fileKeys, KEPT_DAYS } from '../shared/service/fileKeys.ts'
import type { Door } from './door.ts'
import { reviewed } from './reviewed.ts'
import type { Stage } from './stages.ts'
import { RESTORE_DAYS } from './store.ts'

type Prefix = keyof typeof FILE_PREFIXES

/** What the adapter asks for a key of its own (shared/adapter/s3/bucket.ts); it uploads in parts, which may be broken off. */
const READ = ['s3:GetObject']
const WRITE = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject']

/**
 * The private bucket. Uploads come into quarantine and are gone a day later; what was checked lies under attachments and stays, as published
 * evaluations do; finished outputs stay as long as the stage says. What is removed or replaced can be brought back as long as the table can: a table
 * restored to last week finds the files of last week.
 */
export class Files extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    const closed = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    }
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      lifecycleRules: [{ expiration: Duration.days(365), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    })
    this.bucket = new Bucket(this, 'Bucket', {
      ...closed,
      versioned: true,
      serverAccessLogsBucket: accessLogs as IBucket,
      lifecycleRules: [
        {
          id: 'quarantine',
          prefix: FILE_PREFIXES.quarantine,
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
        },
        {
          id: 'outputs',
          prefix: FILE_PREFIXES.outputs,
          expiration: Duration.days(stage.outputDays),
          noncurrentVersionExpiration: Duration.days(1),
        },
        // Exports of everything are fetched once: nobody's addresses lie about.
        {
          id: 'exports',
          prefix: fileKeys.exports,
          expiration: Duration.days(KEPT_DAYS.exports),
          noncurrentVersionExpiration: Duration.days(1),
        },
        ...(['attachments', 'evaluations'] as const).map((kept) => ({
          id: kept,
          prefix: FILE_PREFIXES[kept],
          noncurrentVersionExpiration: Duration.days(RESTORE_DAYS),
        })),
        { id: 'remains', abortIncompleteMultipartUploadAfter: Duration.days(1), expiredObjectDeleteMarker: true },
      ],
    })
  }

  /** Lets the service's own pages upload, and no other site's. */
  acceptFrom(origin: string): void {
    this.bucket.addCorsRule({ allowedMethods: [HttpMethods.POST], allowedOrigins: [origin], maxAge: 3600 })
  }

  /** Uploads are signed with the function's own rights; what was checked is put under attachments, and read from there. */
  grantAttachments(door: Door): void {
    this.grant(door, 'quarantine', [...READ, ...WRITE])
    this.grant(door, 'attachments', [...READ, ...WRITE])
  }

  /** What the daily run does: it looks what lies there, and removes what a killed upload left. */
  grantSweep(door: Door): void {
    this.grant(door, 'quarantine', ['s3:DeleteObject'])
    this.grant(door, 'attachments', ['s3:DeleteObject'])
  }

  /** Each publishing of an evaluation keeps what it stated. */
  grantEvaluations(door: Door): void {
    this.grant(door, 'evaluations', [...READ, ...WRITE])
  }

  grantRead(door: Door, prefix: Prefix): void {
    this.grant(door, prefix, READ)
  }

  /** Also to the web function: what it makes itself and what is too large to answer with, it keeps there and sends people to. */
  grantWriteOutputs(door: Door): void {
    this.grant(door, 'outputs', [...READ, ...WRITE])
  }

  private grant(door: Door, prefix: Prefix, actions: string[]): void {
    door.may(actions, [this.bucket.arnForObjects(`${FILE_PREFIXES[prefix]}*`)])
    // Who may not list is told of a missing file that it is forbidden.
    door.may(['s3:ListBucket'], [this.bucket.bucketArn])
    const bucket = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket)
    reviewed(door, {
      [`AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${FILE_PREFIXES[prefix]}*]`]:
        'Keys of files are made at run time; the listed actions are granted under this one prefix of the one bucket.',
    })
  }
}
