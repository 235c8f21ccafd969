import type { Code } from './generated.ts';
import type { AccountRef, Explanation, FieldError, Problem } from './wire.ts';

/**
 * A refusal by the edge, or by the client on its behalf.
 *
 * `message` is for people; programs look at `code`. `status` is 0 when no answer came.
 */
export class HallpassError extends Error {
  override readonly name = 'HallpassError';
  readonly code: Code | (string & {});
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly why: Problem['why'];
  readonly hint: string | undefined;
  readonly inviteId: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly explanation: Explanation | undefined;
  readonly you: Problem['you'];
  readonly account: AccountRef | undefined;

  constructor(message: string, problem: Problem, options?: ErrorOptions) {
    super(message, options);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.why = problem.why;
    this.hint = problem.hint;
    this.inviteId = problem.inviteId;
    this.retryAfter = problem.retryAfter;
    this.errors = problem.errors;
    this.explanation = problem.explanation;
    this.you = problem.you;
    this.account = problem.account;
  }
}
