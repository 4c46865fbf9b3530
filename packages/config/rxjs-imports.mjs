// Core runs on three names of rxjs, so that it costs nobody an operator. Types are free.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const allowed = new Set(['Observable', 'Subscription', 'config'])
const judged = /^packages\/core\/src\/(?!(node|protocol|testing)\/)/

/** The names that a file takes from rxjs at run time; `*` stands for all of them. */
function namesFromRxjs(source) {
  const names = []
  for (const statement of source.statements) {
    const exporting = ts.isExportDeclaration(statement)
    if (!exporting && !ts.isImportDeclaration(statement)) continue
    const from = statement.moduleSpecifier?.text
    if (!from || !/^rxjs(\/|$)/.test(from)) continue
    const clause = exporting ? statement : statement.importClause
    if (clause && (exporting ? clause.isTypeOnly : clause.phaseModifier === ts.SyntaxKind.TypeKeyword)) continue
    const bindings = exporting ? clause.exportClause : clause?.namedBindings
    if (!bindings?.elements || from !== 'rxjs') names.push(`* of ${from}`)
    else names.push(...bindings.elements.filter((it) => !it.isTypeOnly).map((it) => (it.propertyName ?? it.name).text))
  }
  return names
}

/** Answers, for core's files outside of the transport and the test tools, what they may not take from rxjs. */
export const rxjsViolations = (root, files) =>
  files
    .filter((file) => judged.test(file))
    .flatMap((file) => {
      const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ES2022)
      return namesFromRxjs(source)
        .filter((name) => !allowed.has(name))
        .map((name) => ({ rule: 'rxjs-names', from: file, to: name }))
    })
