// Starts one subject: /?subject=plain&rows=100&url=ws://…
import { begin, counts, flooded } from './tally.js'

const subjects = import.meta.glob('./subjects/*.{js,jsx}')
const query = new URLSearchParams(location.search)
const file = Object.keys(subjects).find((path) => path.startsWith(`./subjects/${query.get('subject')}.`))
const { start } = await subjects[file]()
start({ target: document.querySelector('main'), url: query.get('url'), rows: Number(query.get('rows')) })
globalThis.tally = { begin, counts: () => counts, flooded: () => flooded }
