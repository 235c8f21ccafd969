import type { Policy } from '../wire.ts';
/** The roles of a test with the permissions of each. */
export type Roles = Readonly<Record<string, readonly string[]>>;
/** The owner's role, unless a test passes its own policy. */
export declare const OWNER_ROLE = "admin";
/**
 * A policy with the roles of a test. The owner's role has every permission, the others exactly those of the test. Its
 * `id` is a placeholder, see `withId`.
 */
export declare const policyOf: (roles?: Roles) => Policy;
/** The policy with the id that belongs to its content. */
export declare const withId: ({ id: _, ...content }: Policy) => Promise<Policy>;
