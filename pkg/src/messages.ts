import { HallpassError } from './errors.ts';
import type { Code } from './generated.ts';
import type { MessageParams, Messages } from './types.ts';
import type { Problem } from './wire.ts';

/**
 * The built-in English of what the client refuses by itself, and of what the edge's own sentence, which comes
 * with each of its refusals, leaves out.
 */
const ENGLISH: { readonly [C in Code]?: (params: MessageParams) => string } = {
  invalid_request: () => 'This is not valid.',
  not_signed_in: () => 'Sign in first.',
  token_invalid: () => 'Sign in again.',
  forbidden: () => 'Your role does not allow this.',
  wrong_account: ({ hint = 'another address' }) => `This invite is for ${hint}. Sign in with that address.`,
  not_found: () => 'This does not exist, or you may not see it.',
  invite_closed: ({ why = 'closed' }) => `This invite is ${why}.`,
  account_mismatch: () => 'This is of another account.',
  rate_limited: ({ retryAfter }) => `Too many requests. Try again ${retryAfter ? `in ${retryAfter} s` : 'later'}.`,
  unavailable: () => 'Hallpass cannot be reached. Try again.',
};

/** Turns a problem into an error with its sentence: the host's words, the built-in ones, the edge's. */
export const errorFrom = (problem: Problem, messages: Messages = {}, cause?: unknown): HallpassError => {
  const { code, title, detail } = problem;
  const text = [messages, ENGLISH].map((texts) => Object.hasOwn(texts, code) && texts[code as Code]).find(Boolean);
  return new HallpassError(
    text ? text(problem) : title && title !== code ? `${title}.` : detail || code,
    problem,
    cause === undefined ? {} : { cause },
  );
};

/** A refusal that the client itself gives; `status` 0 because no answer came. */
export const refusal = (code: Code, more: Partial<Problem> = {}, messages?: Messages, cause?: unknown): HallpassError =>
  errorFrom({ status: 0, detail: '', ...more, code }, messages, cause);
