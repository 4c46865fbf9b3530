// npm run bench -- herd [--json] [--seed 1] [--clients 10000]
import { load } from '../load.mjs'

const { main } = await load('herd/main.ts')
process.exitCode = await main(process.argv.slice(2))
