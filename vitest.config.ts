import { defineConfig } from 'vitest/config'

/** One time zone far from Shanghai for every test: a rule that leans on the process's zone fails here. */
process.env['TZ'] = 'America/New_York'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    env: { TZ: 'America/New_York' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
