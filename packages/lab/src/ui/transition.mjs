/** Has a page painted by a feed of so many messages a second, and answers how long a transition of 300 ms takes there. */
export const transition = (rate) => async (page, order) => {
  order('feed', rate)
  // The feed runs when the page has seen ten messages.
  await page.waitForFunction(() => globalThis.tally?.counts().handler >= 10)
  return { milliseconds: await page.evaluate(() => globalThis.transition()) }
}
