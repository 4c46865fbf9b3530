import './development.ts'

// The entry for development: the same exports, and errors that say what is wrong in sentences.
export * from './index.ts'
