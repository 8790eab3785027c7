import path from 'node:path'
import { App } from 'aws-cdk-lib'
import { addStacks } from './addStacks.ts'
import { bundleFunctions } from './bundle.ts'

/** `npm run synth`, `npx cdk deploy …`: bundles the functions and writes the templates of both partitions. Asks no account and no network. */
const app = new App()
addStacks(app, await bundleFunctions(path.join(app.outdir, 'bundles')))
app.synth()
