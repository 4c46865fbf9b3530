// npm run fuzz [-- --seed 1 --streams 1000000 --cut 20000 --handshakes 200000]
import { bundled } from '../load.mjs'

process.exitCode = await bundled('fuzz/main.ts', async (href) => {
  const { main } = await import(href)
  return main(process.argv.slice(2), href)
})
