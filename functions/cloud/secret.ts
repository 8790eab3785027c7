import * as z from 'zod'
import { type CloudSettings, WrongSettings } from '../settings.ts'

/** What the secret in Secrets Manager holds; either may be missing where it is not used. */
const Secret = z.object({
  smtpUrl: z.url({ protocol: /^smtps?$/ }).optional(),
  oidcClientSecret: z.string().optional(),
})
type Secret = z.infer<typeof Secret>

/**
 * The secret of this installation: read when it is first needed, once for as long as the function lives, and read again when what was given was
 * refused, because it may have been rotated.
 * @throws WrongSettings naming what the secret lacks, and nothing of what it holds
 */
export const openSecret = ({ secretId, region }: CloudSettings) => {
  let read: Promise<Secret> | null = null

  const fetch = async (): Promise<Secret> => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
    const client = new SecretsManagerClient({ region, maxAttempts: 3 })
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId ?? '' }))
      return Secret.parse(JSON.parse(SecretString ?? ''))
    } catch (error) {
      // A syntax error would repeat what it could not read.
      if (error instanceof SyntaxError || error instanceof z.ZodError)
        throw new WrongSettings('SECRET_ID所指的机密不是约定的格式。')
      throw error
    } finally {
      client.destroy()
    }
  }

  return async (name: keyof Secret, anew = false): Promise<string> => {
    if (secretId === null) throw new WrongSettings('没有设置SECRET_ID。')
    if (anew) read = null
    read ??= fetch().catch((error: unknown) => {
      read = null
      throw error
    })
    const value = (await read)[name]
    if (value === undefined) throw new WrongSettings(`SECRET_ID所指的机密里缺少${name}。`)
    return value
  }
}
