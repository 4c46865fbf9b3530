import { transformAsync } from '@babel/core'
import compiler from 'babel-plugin-react-compiler'

/** The React Compiler, for files whose names end with `Compiled.tsx`. Types and JSX are left to what comes after it. */
export const reactCompiler = () => ({
  name: 'react-compiler',
  enforce: 'pre',
  async transform(code, id) {
    if (!/Compiled\.tsx$/.test(id)) return null
    const compiled = await transformAsync(code, {
      filename: id,
      babelrc: false,
      configFile: false,
      sourceMaps: true,
      parserOpts: { plugins: ['jsx', 'typescript'] },
      plugins: [[compiler, { panicThreshold: 'all_errors' }]],
    })
    return { code: compiled.code, map: compiled.map }
  },
})
