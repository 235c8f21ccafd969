/** The permissions and roles that the Better Auth page and its server share. */
import { createAccessControl } from 'better-auth/plugins/access';

export const ac = createAccessControl({ organization: ['update', 'delete'], member: ['create', 'update', 'delete'], invitation: ['create', 'cancel'], pods: ['connect'], team: ['manage'] });
export const roles = {
  owner: ac.newRole({ organization: ['update', 'delete'], member: ['create', 'update', 'delete'], invitation: ['create', 'cancel'], pods: ['connect'], team: ['manage'] }),
  dev: ac.newRole({ pods: ['connect'] }),
};
