/**
 * Floods a page and answers what it did: what each consumer saw, renders, frames, and the main thread's processor time.
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Performance/#method-getMetrics
 */
export const flood = (count) => async (page, order) => {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.waitForFunction(() => globalThis.tally)
  await devTools.send('HeapProfiler.collectGarbage')
  const used = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics')
    const of = (wanted) => 1000 * metrics.find(({ name }) => name === wanted).value
    return { task: of('TaskDuration'), script: of('ScriptDuration') }
  }
  await page.evaluate(() => globalThis.tally.begin())
  const before = await used()
  order('flood', count)
  const answer = await page.evaluate(() => globalThis.tally.flooded())
  const after = await used()
  return { ...answer, task: after.task - before.task, script: after.script - before.script }
}
