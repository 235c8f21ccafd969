import type { Policy } from '../wire.ts';
/** Roles of a test and what each holds. */
export type Roles = Readonly<Record<string, readonly string[]>>;
/** The owner's role where a test gives no policy of its own. */
export declare const OWNER_ROLE = "admin";
/**
 * A policy out of the roles of a test. The owner's role holds everything; what the others hold is what the test
 * says, no more. Its `id` is not yet that of its content, see `withId`.
 */
export declare const policyOf: (roles?: Roles) => Policy;
/** The policy under the id that its content gives it, as the core checks. */
export declare const withId: ({ id: _, ...content }: Policy) => Promise<Policy>;
