import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { Operation } from '../shared/adapter/dynamodb/api.ts'
import type { Door } from './door.ts'
import type { Stage } from './stages.ts'

/** How far back the table, and with it the bucket, can be brought. */
export const RESTORE_DAYS = 35

/** What a function may ask of the table: what the adapter asks, by its names; tables are made and removed by the stack alone. */
type Granted = Exclude<Operation, 'CreateTable' | 'DescribeTable' | 'DeleteTable'>

/** What acts and pages ask. */
const ACTS: readonly Granted[] = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']
/** What the full export asks beside: the whole table, item by item. */
const EXPORT: readonly Granted[] = [...ACTS, 'Scan']

/** The one table. It outlives the stack: neither a wrong click nor `cdk destroy` removes it. */
export class Store extends Construct {
  /** The one the service works on. */
  readonly table: ITable

  constructor(scope: Construct, id: string, { restoredTable }: Stage) {
    super(scope, id)
    const made = new Table(this, 'Table', {
      // The keys of createTableInput (shared/adapter/dynamodb/table.ts).
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      // TTL only sweeps; what has expired is decided by the clock.
      timeToLiveAttribute: 'x',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: RESTORE_DAYS },
      encryption: TableEncryption.AWS_MANAGED,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.table = restoredTable === null ? (made as ITable) : Table.fromTableName(this, 'Restored', restoredTable)
  }

  grantActs(door: Door): void {
    this.grant(door, ACTS)
  }

  grantExport(door: Door): void {
    this.grant(door, EXPORT)
  }

  private grant(door: Door, operations: readonly Granted[]): void {
    door.may(
      operations.map((operation) => `dynamodb:${operation}`),
      [this.table.tableArn],
    )
  }
}
