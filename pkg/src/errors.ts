import type { Code } from './generated.ts';
import type { AccountRef, Explanation, FieldError, Problem } from './wire.ts';

/**
 * A refusal by the edge, or by the client on its behalf.
 *
 * `message` is for people; programs look at `code`. `status` is 0 when no answer came.
 */
export class HallpassError extends Error {
  declare readonly code: Code | (string & {});
  declare readonly status: number;
  declare readonly detail: string;
  declare readonly requestId: string | undefined;
  declare readonly why: Problem['why'];
  declare readonly hint: string | undefined;
  declare readonly inviteId: string | undefined;
  /** Seconds. */
  declare readonly retryAfter: number | undefined;
  declare readonly errors: readonly FieldError[] | undefined;
  declare readonly explanation: Explanation | undefined;
  declare readonly you: Problem['you'];
  declare readonly account: AccountRef | undefined;

  override get name(): string {
    return 'HallpassError';
  }

  constructor(message: string, problem: Problem, options?: ErrorOptions) {
    super(message, { cause: options?.cause });
    // What an error has by itself stays: a reply decides neither the message nor the stack.
    for (const field in problem) if (!(field in this)) (this as Record<string, unknown>)[field] = problem[field as keyof Problem];
  }
}
