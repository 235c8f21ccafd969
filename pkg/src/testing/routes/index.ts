import type { FakeEdgeContext, Routes } from '../context.ts';
import { accountRoutes } from './accounts.ts';
import { auditRoutes } from './audit.ts';
import { inviteeRoutes } from './invitee.ts';
import { inviteRoutes } from './invites.ts';
import { memberRoutes } from './members.ts';
import { projectRoutes } from './projects.ts';
import { publicRoutes } from './public.ts';
import { reviewRoutes } from './reviews.ts';
import { transferRoutes } from './transfer.ts';

/** Every route that a browser uses. */
export const createRoutes = (context: FakeEdgeContext): Routes => ({
  ...accountRoutes(context),
  ...memberRoutes(context),
  ...projectRoutes(context),
  ...inviteRoutes(context),
  ...inviteeRoutes(context),
  ...reviewRoutes(context),
  ...transferRoutes(context),
  ...auditRoutes(context),
  ...publicRoutes(context),
});
