// `npm start`: builds everything, then runs the demo. Ctrl-C ends it all.
import { show } from '@everwire/config/run.mjs'
import { runDemo } from './demo.mjs'
import { end } from './ending.mjs'
import { claimable, portsFrom } from './ports.mjs'

try {
  const ports = portsFrom(process.env)
  for (const port of Object.values(ports)) await claimable(port)
  console.log('Building the packages and the three apps; the first time takes half a minute.')
  const built = await show('turbo', ['run', 'build', '--output-logs=hash-only'])
  if (built !== 0) throw new Error('The build failed: what it said is above.')
  await runDemo(ports)
} catch (error) {
  console.error(error.message)
  await end(1)
}
