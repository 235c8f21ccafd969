import type { Explanation } from '../wire.ts';
/** A gate that says why not. */
export declare const EXPLAIN_WORDS: {
    why: string;
    whyNot: (what: string) => string;
    allowedNow: string;
    because: (reason: Explanation['reason'], missing: string, role: string) => string;
    rolesThatWould: (count: number) => "Role that would" | "Roles that would";
    askWho: string;
    ownerMark: (name: string) => string;
    whatToDo: string;
    /** The advice itself; the edge and the core write it in English. */
    advice: ({ whatToDo }: Explanation) => string;
};
