import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describeServerRendering } from '../../core/src/testing-tools/binding/server-rendering.ts'
import { probe } from './testing-tools/probe.ts'

describeServerRendering('useWebSocket', (url, options) =>
  renderToString(createSSRApp(probe(url, options, { renders: 0, effects: [] }))),
)
