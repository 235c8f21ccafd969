/** A text for people, in which what it quotes in backticks is code. */
export const Quoting = ({ text }: { text: string }) =>
  text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
