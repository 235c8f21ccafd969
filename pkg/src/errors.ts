import type { Code } from './generated.ts';
import type { AccountRef, Explanation, FieldError, Problem } from './wire.ts';

/**
 * An error response of the edge, or an error of the client itself.
 *
 * `message` is for people; programs look at `code`. `status` is 0 if there was no response.
 *
 * ```ts
 * try {
 *   await client.invites.create({ email, role: 'dev' });
 * } catch (error) {
 *   if (error instanceof HallpassError && error.code === 'already_invited') show(error.inviteId);
 * }
 * ```
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
  /** The number of the last audit event that was removed. */
  declare readonly cut: number | undefined;
  declare readonly errors: readonly FieldError[] | undefined;
  declare readonly explanation: Explanation | undefined;
  declare readonly you: Problem['you'];
  declare readonly account: AccountRef | undefined;
  declare readonly teams: readonly AccountRef[] | undefined;

  override get name(): string {
    return 'HallpassError';
  }

  constructor(message: string, problem: Problem, options?: ErrorOptions) {
    super(message, { cause: options?.cause });
    // A response decides neither the message nor the stack.
    for (const field in problem) if (!(field in this)) (this as Record<string, unknown>)[field] = problem[field as keyof Problem];
  }
}
