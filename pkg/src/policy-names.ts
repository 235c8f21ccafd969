/** Names of the policy in types, and what is given by them. */

import type { PolicyScope } from './wire.ts';

/**
 * The names in your policy, for the compiler: declare them once, or let `npx hallpass types` do so.
 *
 * ```ts
 * declare module 'hallpass' {
 *   interface Register {
 *     permission: 'team:access' | 'pods:manage';
 *     role: 'admin' | 'dev';
 *   }
 * }
 * ```
 */
export interface Register {}

/** A permission's name: any string, until `Register` declares them. */
export type Permission = Register extends { readonly permission: infer P extends string } ? P : string;

/** A role's name: any string, until `Register` declares them. */
export type Role = Register extends { readonly role: infer R extends string } ? R : string;

/** What a member, an invite or a grant gives: a role of the policy, or `custom` and a list of permissions. */
export interface Assignment {
  readonly role: Role | 'custom';
  /** The list. With the role `custom` it is required, with any other it is refused. */
  readonly permissions?: readonly Permission[] | undefined;
}

/** A member's grant in one project. */
export interface ProjectAssignment extends Assignment {
  /** The project's id. */
  readonly project: string;
}

/** A role of the policy that carries all permissions of a list. No other role of its scope does with a part of what it carries. */
export interface SuggestedRole {
  readonly role: string;
  readonly title: string;
  /** Where it is granted. Roles of scope `project` are suggested for lists that have only permissions of that scope. */
  readonly scope: PolicyScope;
  /** What it carries beyond the list. */
  readonly extra: readonly string[];
}
