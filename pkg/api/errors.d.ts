import type { Code } from './generated.ts';
import type { AccountRef, Explanation, FieldError, Problem } from './wire.ts';
/**
 * A refusal by the edge, or by the client on its behalf.
 *
 * `message` is for people; programs look at `code`. `status` is 0 when no answer came.
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
