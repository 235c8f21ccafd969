import type { Code } from '../generated.ts';
import type { Problem } from '../wire.ts';
/** What a refusal tells beside its code. */
export type Told = Partial<Omit<Problem, 'code' | 'status'>>;
/** A no, to be thrown by whatever answers. */
export declare class No extends Error {
    readonly code: Code;
    readonly told: Told;
    constructor(code: Code, told?: Told);
}
/** A no as the edge writes it. */
export declare const problemReply: (code: Code, told: Told, requestId: string) => Response;
