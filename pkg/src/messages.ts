import { HallpassError } from './errors.ts';
import type { Code } from './generated.ts';
import type { Messages } from './types.ts';
import type { Problem } from './wire.ts';

/** Messages for errors of the client itself, and for those that mention more than a code. For the rest the edge's title is used. */
const ENGLISH: Messages = {
  not_signed_in: () => 'Sign in to continue.',
  forbidden: () => "Your role doesn't allow this.",
  unavailable: () => "Can't reach Hallpass. Try again.",
  wrong_account: ({ hint = 'another email' }) =>
    hint.startsWith('@') ? `This invite is for emails at ${hint.slice(1)}. Sign in with one of them.` : `This invite is for ${hint}. Sign in with that email.`,
  invite_closed: ({ why = 'closed' }) => (why === 'incomplete' ? 'This link is incomplete. Copy the whole link.' : `This invite is ${why}.`),
  rate_limited: ({ retryAfter }) => `Too many requests. Try again ${retryAfter ? `in ${retryAfter} s` : 'later'}.`,
};

/** An error for a problem. Its message is the app's, else the built-in one, else the edge's title, else the code. */
export const errorFrom = (problem: Problem, messages: Messages = {}, cause?: unknown): HallpassError => {
  const { code, detail, title = detail || code.replace(/_/g, ' ') } = problem;
  // Without a prototype: a code such as `constructor` names none of these.
  const texts = { __proto__: null, ...ENGLISH, ...messages } as Messages;
  const text = texts[code as Code]?.(problem) ?? `${title.replace(/^./, (first) => first.toUpperCase())}.`;
  return new HallpassError(text, problem, { cause });
};

/** An error of the client itself. Its `status` is 0, because there was no response. */
export const refusal = (code: Code, more: Partial<Problem> = {}, messages?: Messages, cause?: unknown): HallpassError =>
  errorFrom({ status: 0, detail: '', ...more, code }, messages, cause);
