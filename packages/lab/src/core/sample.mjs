// One sample in a process of its own: warms a subject up, then prints nanoseconds of CPU a message.
import { consumed, subjects } from './subjects.mjs'

const [name, budget] = process.argv.slice(2)
const run = subjects[name]()
let count = 1000
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}
// So many messages as take the budget, in microseconds; the runs before are the warm-up.
let spent = 0
for (;;) {
  const before = cpu()
  run(count)
  spent = cpu() - before
  if (spent >= Number(budget) || count >= 1e9) break
  count = Math.min(1e9, Math.ceil(spent > 0 ? Math.min(10, (1.2 * Number(budget)) / spent) * count : count * 10))
}
process.stdout.write(String((1000 * spent) / count))
process.exit(consumed() < 0 ? 1 : 0)
