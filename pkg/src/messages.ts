import { HallpassError } from './errors.ts';
import type { Code } from './generated.ts';
import type { MessageParams, Messages } from './types.ts';
import type { Problem } from './wire.ts';

/** The built-in English, for people; programs look at the code. */
const ENGLISH: { readonly [C in Code]: string | ((params: MessageParams) => string) } = {
  invalid_request: 'This is not valid.',
  not_signed_in: 'Sign in first.',
  token_invalid: 'Sign in again.',
  token_expired: 'This has expired. Open the link again or sign in again.',
  stale_epoch: 'Your membership has changed. Try again.',
  forbidden: 'Your role does not allow this.',
  wrong_account: ({ hint = 'another address' }) => `This invite is for ${hint}. Sign in with that address.`,
  email_unverified: 'Verify your e-mail address first.',
  role_exceeds_grantor: 'Your role does not allow to grant this role.',
  spend_limit: 'The spend limit does not allow this.',
  owner_protected: 'The owner stays the owner.',
  not_found: 'This does not exist, or you may not see it.',
  no_account: 'There is no account yet.',
  already_invited: 'This address is invited already.',
  already_member: 'This is a member already.',
  already_a_team: 'This is a team already.',
  not_a_team: 'This is not a team.',
  member_limit: 'The team is full.',
  conflict: 'This has changed. Try again.',
  policy_mismatch: 'The policy has changed. Try again.',
  invite_closed: ({ why = 'closed' }) => `This invite is ${why}.`,
  idempotency_mismatch: 'This was sent before, with other content.',
  name_mismatch: 'The name does not match.',
  account_mismatch: 'This is of another account.',
  rate_limited: ({ retryAfter }) => `Too many requests. Try again ${retryAfter ? `in ${retryAfter} s` : 'later'}.`,
  unavailable: 'Hallpass cannot be reached. Try again.',
};

/** Turns a problem into an error with its sentence: the host's words, the built-in ones, the edge's for a code of a later day. */
export const errorFrom = (problem: Problem, messages: Messages = {}, cause?: unknown): HallpassError => {
  const { code, detail } = problem;
  const found = [messages, ENGLISH].find((texts) => Object.hasOwn(texts, code) && texts[code as Code]);
  const text = found?.[code as Code];
  return new HallpassError(
    (typeof text === 'function' ? text(problem) : text) ?? (detail || code),
    problem,
    cause === undefined ? {} : { cause },
  );
};

/** A refusal that the client itself gives; `status` 0 because no answer came. */
export const refusal = (code: Code, more: Partial<Problem> = {}, messages?: Messages, cause?: unknown): HallpassError =>
  errorFrom({ status: 0, detail: '', ...more, code }, messages, cause);
