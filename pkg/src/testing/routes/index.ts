import type { Desk, Routes } from '../desk.ts';
import { accountRoutes } from './accounts.ts';
import { answerRoutes } from './answers.ts';
import { auditRoutes } from './audit.ts';
import { inviteRoutes } from './invites.ts';
import { memberRoutes } from './members.ts';
import { publicRoutes } from './public.ts';

/** Every route that a browser uses. */
export const createRoutes = (desk: Desk): Routes => ({
  ...accountRoutes(desk),
  ...memberRoutes(desk),
  ...inviteRoutes(desk),
  ...answerRoutes(desk),
  ...auditRoutes(desk),
  ...publicRoutes(desk),
});
