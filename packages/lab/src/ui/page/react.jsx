import { createRoot } from 'react-dom/client'

/** A subject that is a React component with the properties `url` and `rows`. */
export const reactSubject =
  (Component) =>
  ({ target, ...properties }) => {
    createRoot(target).render(<Component {...properties} />)
  }

/** The newest number, or as many numbers up to it as there are rows. */
export function Shown({ seq = 0, rows }) {
  if (rows === 0) return <p>{seq}</p>
  return (
    <ul>
      {Array.from({ length: rows }, (_, index) => (
        <li key={index}>{seq - index}</li>
      ))}
    </ul>
  )
}
