/** The length of an invite code. */
const CODE_LENGTH = 68;

/** A pasted code or token without what was pasted around it: quotes, brackets, the full stop of a sentence, in any script. */
export const withoutPunctuation = (text: string): string => text.replace(/^[^\w-]+|[^\w-]+$/g, '');

/** The invite code in a pasted code or link. Italics in Markdown leave a `_` behind it. */
export const codeIn = (text: string): string =>
  withoutPunctuation(text.replace(/^.*\/i\//s, '')).replace(new RegExp(`^([\\w-]{${CODE_LENGTH}})[-_]+$`), '$1');

/** Whether a code has lost its end, as it does in programs that take a `-` or `_` for punctuation. Less than half of one is no code. */
export const isIncomplete = (code: string): boolean => code.length >= CODE_LENGTH / 2 && code.length < CODE_LENGTH;
