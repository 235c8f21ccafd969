import type { Code } from '../generated.ts';
import type { Problem } from '../wire.ts';
/** The fields of a refusal besides its code. */
export type Told = Partial<Omit<Problem, 'code' | 'status'>>;
/** Thrown by a route to refuse a request. */
export declare class RefusalError extends Error {
    readonly code: Code;
    readonly problem: Told;
    constructor(code: Code, problem?: Told);
}
/** The response to a refused request. */
export declare const problemResponse: (code: Code, problem: Told, requestId: string) => Response;
