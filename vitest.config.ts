import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Starts what takes minutes first: a file that begins last would keep one core waiting for the other. */
const longest = ['e2e/browser/every-page', 'e2e/faults/faults', 'e2e/main-job', 'e2e/report-command']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.endsWith(`${name}.test.ts`))
      return place === -1 ? longest.length : place
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'],
    globalSetup: './src/testing/global-setup.ts',
    // Two cores: more files at once only make each of them slower.
    maxWorkers: 2,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes when it comes; a second would be a test of the machine.
    expect: { poll: { timeout: 20_000 } },
    // Where a run decides, what failed is tried once more and named in the report as tried twice; it is mended like what failed twice.
    retry: process.env.CI ? 1 : 0,
  },
})
