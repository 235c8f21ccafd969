import { HallpassError } from './errors.ts';
import type { Messages } from './types.ts';
import type { Code } from './generated.ts';
import type { Problem } from './wire.ts';

/** English for what no reply comes with, and for what takes more than a code. Of the rest the edge's title says it. */
const ENGLISH: Messages = {
  not_signed_in: () => 'Sign in first.',
  forbidden: () => 'Your role does not allow this.',
  unavailable: () => 'Hallpass cannot be reached. Try again.',
  wrong_account: ({ hint = 'another address' }) => `This invite is for ${hint}. Sign in with that address.`,
  invite_closed: ({ why = 'closed' }) => `This invite is ${why}.`,
  rate_limited: ({ retryAfter }) => `Too many requests. Try again ${retryAfter ? `in ${retryAfter} s` : 'later'}.`,
};

/** Turns a problem into an error with its sentence: the host's words, the built-in ones, the edge's, the code itself. */
export const errorFrom = (problem: Problem, messages: Messages = {}, cause?: unknown): HallpassError => {
  const { code, detail, title = detail || code.replace(/_/g, ' ') } = problem;
  // Without a prototype: a code from nowhere is no word of ours.
  const texts = { __proto__: null, ...ENGLISH, ...messages } as Messages;
  const told = texts[code as Code]?.(problem);
  const text = told ?? `${title.replace(/^./, (first) => first.toUpperCase())}.`;
  return new HallpassError(text, problem, { cause });
};

/** A refusal that the client itself gives; `status` 0 because no answer came. */
export const refusal = (code: Code, more: Partial<Problem> = {}, messages?: Messages, cause?: unknown): HallpassError =>
  errorFrom({ status: 0, detail: '', ...more, code }, messages, cause);
