// `npm test`: builds what the tests run against, then all tests in one run. Arguments go on to vitest, as in
// `npm test -- --project core`.
import { show } from './run.mjs'

const built = await show('turbo', ['run', 'build', '--output-logs=errors-only'])
if (built !== 0) {
  console.error('The build failed, so no test ran.')
  process.exit(built)
}
process.exitCode = await show('vitest', [
  'run',
  '--config',
  'packages/config/vitest.config.ts',
  ...process.argv.slice(2),
])
