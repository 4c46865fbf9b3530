const row = (...cells) => console.log(`| ${cells.join(' | ')} |`)
const number = (value) => value.toLocaleString('en', { maximumFractionDigits: 0 })

/** Prints what all subjects did with one content. */
export function printContent({ name, figures }) {
  row(name, 'seen by', 'renders', 'frames', 'main thread, ms', 'times plain', 'least', 'most')
  row('---', '---', '---:', '---:', '---:', '---:', '---:', '---:')
  for (const { name, seen, renders, frames, milliseconds, ratio } of figures) {
    const consumers = Object.entries(seen).map(([consumer, count]) => `${consumer} ${number(count)}`)
    const ratios = [ratio.median, ratio.least, ratio.most].map((value) => value.toFixed(2))
    row(name, consumers.join(', '), number(renders), number(frames), number(milliseconds), ...ratios)
  }
  console.log()
}

/** Prints how long the transitions took. */
export function printTransitions(transitions) {
  row('a 300 ms transition beside a feed of 60 Hz', 'ms', 'least', 'most')
  row('---', '---:', '---:', '---:')
  for (const { name, milliseconds, least, most } of transitions) {
    row(name, ...[milliseconds, least, most].map(number))
  }
  console.log()
}

/** Prints what is beyond its goal, and how many are not. */
export function printGoals(goals) {
  const beyond = goals.filter(({ verdict }) => verdict !== 'met')
  for (const { goal, limit, value, verdict } of beyond)
    console.log(`${verdict}: ${goal}: ${value.toFixed(2)}, at most ${limit}`)
  console.log(`${goals.length - beyond.length} of ${goals.length} goals met`)
}
