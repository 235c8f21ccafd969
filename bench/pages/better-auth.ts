import { createAuthClient } from 'better-auth/client';
import { organizationClient } from 'better-auth/client/plugins';
import { ac, roles } from '../better-auth-access.ts';
import { paintGates } from './painted.ts';

const client = createAuthClient({ plugins: [organizationClient({ ac, roles })] });

const start = async (): Promise<void> => {
  const { data } = await client.organization.getActiveMemberRole();
  const role = data?.role as 'dev';
  const isAllowed = (permissions: object): boolean => client.organization.checkRolePermission({ role, permissions: permissions as never });
  paintGates(isAllowed({ pods: ['connect'] }), isAllowed({ team: ['manage'] }));
};
void start();
