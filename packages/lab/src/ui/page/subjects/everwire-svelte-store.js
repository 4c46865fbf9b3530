import { mount } from 'svelte'
import Feed from './EverwireStore.svelte'

export const start = ({ target, ...props }) => void mount(Feed, { target, props })
