// Once a run, before all projects: one example server for the tests that share it and do not hurt it.
import { isBuilt, startExampleServer } from './example-server.mjs'

export default async function setup({ provide }) {
  if (!isBuilt()) {
    process.stderr.write('The example server is not built, so tests that need it fail: run `npm run build`.\n')
    return undefined
  }
  const server = await startExampleServer()
  provide('serverUrl', server.url)
  return () => server.kill('SIGTERM')
}
