// Its own types declare modules of the name of `svelte`, which is version 5 here.
declare module 'svelte-4/store' {
  export { get } from 'svelte/store'
}
