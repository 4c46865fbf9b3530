import { mount } from 'svelte'
import Feed from './PlainStore.svelte'

export const start = ({ target, ...props }) => void mount(Feed, { target, props })
