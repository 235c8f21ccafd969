import { REQUIRED } from '../generated.ts';
import type { Policy } from '../wire.ts';
import { canonical, digest } from './encode.ts';

/** The roles of a test with the permissions of each. */
export type Roles = Readonly<Record<string, readonly string[]>>;

/** The owner's role, unless a test passes its own policy. */
export const OWNER_ROLE = 'admin';

/**
 * A policy with the roles of a test. The owner's role has every permission, the others exactly those of the test. Its
 * `id` is a placeholder, see `withId`.
 */
export const policyOf = (roles: Roles = {}): Policy => {
  const names = new Set<string>([...Object.values(REQUIRED), ...Object.values(roles).flat()]);
  const permissions = [...names].map((name, bit) => ({ name, bit, title: titleOf(name) }));
  // In the order of the policy, as the edge lists them.
  const role = (name: string, granted: readonly string[]) => ({
    name,
    title: titleOf(name),
    permissions: [...names].filter((one) => granted.includes(one)),
  });
  const others = Object.entries(roles).filter(([name]) => name !== OWNER_ROLE);
  return {
    id: 'not-digested-yet',
    audience: 'hallpass-testing',
    ownerRole: OWNER_ROLE,
    permissions,
    roles: [role(OWNER_ROLE, [...names]), ...others.map(([name, granted]) => role(name, granted))],
  };
};

/** `pods:manage` reads `Pods manage`. */
const titleOf = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1).replace(/[:_-]/g, ' ');

/** The policy with the id that belongs to its content. */
export const withId = async ({ id: _, ...content }: Policy): Promise<Policy> => ({
  id: (await digest(canonical(content))).slice(0, 16),
  ...content,
});
