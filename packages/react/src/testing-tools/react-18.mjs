// Has Node's `require` find React 18 under the name of React: what react-dom 18 asks for here, where both are installed.
import Module, { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)
const resolveFilename = Module._resolveFilename

Module._resolveFilename = (request, ...others) =>
  /^react($|\/)/.test(request) ? resolve(request.replace('react', 'react-18')) : resolveFilename(request, ...others)
