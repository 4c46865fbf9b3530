// How the demo ends: on Ctrl-C, on a request to end, and when the launcher that started it is gone.
const tasks = []
let ending = false

/** Has `task` done before the process ends, the newest first. */
export const beforeEnd = (task) => tasks.unshift(task)

/** Ends the process, once. */
export async function end(code = 0) {
  if (ending) return
  ending = true
  for (const task of tasks) await task()
  process.exit(code)
}

const parent = process.ppid
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end())
// A launcher in between may be killed without a word to its children; only the parent's number tells.
setInterval(() => process.ppid === parent || end(), 500).unref()
