// What users import, from the built declarations: each name that a published package exports says what it is, and shows it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { root } from './run.mjs'

const settings = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }

/** How many names declaration files export, and which are without a text or an example. */
export function namesOf(files) {
  const program = ts.createProgram(files, settings)
  const checker = program.getTypeChecker()
  const names = files.flatMap((file) =>
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
      .map((symbol) => ({ file, name: symbol.name, lacking: lackingOf(symbol) })),
  )

  function lackingOf(symbol) {
    const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const described = declared.getDocumentationComment(checker).length > 0
    const shown = declared.getJsDocTags(checker).some(({ name }) => name === 'example')
    return [...(described ? [] : ['TSDoc']), ...(shown ? [] : ['@example'])]
  }

  return { count: names.length, undocumented: names.filter(({ lacking }) => lacking.length > 0) }
}

/** The declarations of each entry of each published package. */
function publishedDeclarations() {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = join(root, 'packages', name)
    const manifest = join(folder, 'package.json')
    if (!existsSync(manifest)) return []
    const { private: isPrivate, exports } = JSON.parse(readFileSync(manifest, 'utf8'))
    if (isPrivate) return []
    return Object.values(exports).flatMap(({ types }) => (types ? [join(folder, types)] : []))
  })
}

export function docs() {
  const { count, undocumented } = namesOf(publishedDeclarations())
  const lines = undocumented.map(
    ({ file, name, lacking }) => `${relative(root, file)}: ${name} has no ${lacking.join(' and no ')}`,
  )
  if (lines.length > 0) throw new Error(lines.join('\n'))
  return `${count} names`
}
