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
export declare class HallpassError extends Error {
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
    get name(): string;
    constructor(message: string, problem: Problem, options?: ErrorOptions);
}
