import { openStore } from '../../support/store.ts'
import { storeContract } from './contract.ts'

/** The embedded engine, through its thread; or the engine that DYNAMODB_ENDPOINT names, through the SDK. */
storeContract(process.env['DYNAMODB_ENDPOINT'] ? 'the engine at DYNAMODB_ENDPOINT' : 'the embedded engine', openStore)
