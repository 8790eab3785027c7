import * as z from 'zod'

/** One line of JSON per event, without personal data: no names, addresses, texts, tokens or bodies, and no addresses of pages but their patterns. */
export type LogLine = { level: 'info' | 'error'; event: string } & Record<string, unknown>

/** Writes to the process's error stream, which a service manager keeps. */
export const logLine = (line: LogLine): void => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`)
}

/** What may be told of an error: its name and where it was thrown. Its message may hold what somebody typed. */
export const errorInLog = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { error: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    error: error.name,
    stack: frames.slice(0, 8).map((line) => line.trim()),
    ...(error instanceof z.ZodError
      ? { issues: error.issues.slice(0, 8).map((issue) => `${issue.path.join('.')}: ${issue.code}`) }
      : {}),
    ...(error.cause instanceof Error ? { cause: error.cause.name } : {}),
  }
}
