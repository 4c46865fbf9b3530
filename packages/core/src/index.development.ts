import { english } from './development.ts'
import { prose } from './prose.ts'

// The entry for development: the same exports, and errors that say what is wrong in sentences.
Object.assign(prose, english)

export * from './index.ts'
