import { CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Bundles } from './bundle.ts'
import { Files } from './files.ts'
import { Mail } from './mail.ts'
import { Outputs } from './outputs.ts'
import { Reminders } from './reminders.ts'
import type { Stage } from './stages.ts'
import { Store } from './store.ts'
import { Watch } from './watch.ts'
import { Address, Web } from './web.ts'

/** The service on AWS, as a reading list. */
export class YuebaoStack extends Stack {
  constructor(scope: Construct, stage: Stage, bundles: Bundles) {
    super(scope, stage.name, {
      env: { region: stage.region, ...account() },
      description: 'Yuebao: monthly reporting on a published work plan',
      terminationProtection: true,
    })
    const adminMail = this.mailParameter('AdminMail', '第一位系统管理员的邮箱')
    const mailFrom = this.mailParameter('MailFrom', '发信地址')
    const alarmMail = this.mailParameter('AlarmMail', '接收告警的邮箱')

    const store = new Store(this, 'Store', stage)
    const files = new Files(this, 'Files', stage)
    const mail = new Mail(this, 'Mail', stage)
    const address = new Address(this, 'Address', stage)
    files.acceptFrom(address.url)

    const environment = {
      STAGE: stage.name,
      PUBLIC_URL: address.url,
      ADMIN_MAIL: adminMail,
      TABLE_NAME: store.table.tableName,
      BUCKET_NAME: files.bucket.bucketName,
      ...mail.environment(mailFrom),
    }
    const outputs = new Outputs(this, 'Outputs', { stage, bundle: bundles.outputs, environment, store, files })
    const reminders = new Reminders(this, 'Reminders', {
      stage,
      bundle: bundles.reminders,
      environment,
      store,
      mail,
      files,
    })
    const web = new Web(this, 'Web', {
      stage,
      bundle: bundles.web,
      environment: { ...environment, OUTPUTS_FUNCTION: outputs.door.fn.functionName },
      address,
      store,
      mail,
      files,
      outputs,
    })
    const watch = new Watch(this, 'Watch', { stage, alarmMail, address, store, web, reminders, outputs })

    this.tell({
      Url: address.url,
      ...(address.target ? { DomainTarget: address.target } : {}),
      Table: store.table.tableName,
      Bucket: files.bucket.bucketName,
      Secret: mail.secret.secretArn,
      Dashboard: watch.link,
      WebLogs: web.door.logs.logGroupName,
      RemindersLogs: reminders.door.logs.logGroupName,
      OutputsLogs: outputs.door.logs.logGroupName,
      WebFunction: web.door.fn.functionName,
      RemindersFunction: reminders.door.fn.functionName,
      OutputsFunction: outputs.door.fn.functionName,
      RemindersNotCalled: reminders.notCalled.queueUrl,
      RemindersDead: reminders.failed.queueUrl,
      OutputsDead: outputs.failed.queueUrl,
      AlarmsUndelivered: watch.undelivered.queueUrl,
    })
  }

  private mailParameter(id: string, description: string): string {
    return new CfnParameter(this, id, {
      description,
      allowedPattern: '[^\\s<>@,;]+@[^\\s<>@,;]+\\.[^\\s<>@,;]+',
      constraintDescription: '要写一个邮箱地址',
    }).valueAsString
  }

  private tell(outputs: Record<string, string>): void {
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value })
  }
}

/** The account whose credentials are at hand when the stack is deployed; without any it stays open, and nothing is looked up. */
const account = (): { account?: string } => {
  const set = process.env['CDK_DEFAULT_ACCOUNT']
  return set ? { account: set } : {}
}
