import { REQUIRED } from '../generated.ts';
import type { Policy } from '../wire.ts';
import { canonical, digest } from './encode.ts';

/** Roles of a test and what each holds. */
export type Roles = Readonly<Record<string, readonly string[]>>;

/** The owner's role where a test gives no policy of its own. */
export const OWNER_ROLE = 'admin';

/**
 * A policy out of the roles of a test. The owner's role holds everything; what the others hold is what the test
 * says, no more. Its `id` is not yet that of its content, see `withId`.
 */
export const policyOf = (roles: Roles = {}): Policy => {
  const names = new Set<string>([...Object.values(REQUIRED), ...Object.values(roles).flat()]);
  const permissions = [...names].map((name, bit) => ({ name, bit, title: titleOf(name) }));
  // In the policy's order, like the edge's own.
  const role = (name: string, held: readonly string[]) => ({
    name,
    title: titleOf(name),
    permissions: [...names].filter((one) => held.includes(one)),
  });
  const others = Object.entries(roles).filter(([name]) => name !== OWNER_ROLE);
  return {
    id: 'not-digested-yet',
    audience: 'hallpass-testing',
    ownerRole: OWNER_ROLE,
    permissions,
    roles: [role(OWNER_ROLE, [...names]), ...others.map(([name, held]) => role(name, held))],
  };
};

/** `pods:manage` reads `Pods manage`. */
const titleOf = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1).replace(/[:_-]/g, ' ');

/** The policy under the id that its content gives it, as the core checks. */
export const withId = async ({ id: _, ...content }: Policy): Promise<Policy> => ({
  id: (await digest(canonical(content))).slice(0, 16),
  ...content,
});
