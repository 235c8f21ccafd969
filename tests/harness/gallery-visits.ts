// Every screen and state of the console, and how one gets there.
import type { Page } from 'playwright-core';
import { at, bulk, dialog, heading, mainText, menu, press, rowMenu, stay, type Visit } from './gallery-states.ts';
import { PROVIDER, SIGNED_OUT } from './gallery-sign-in.ts';

/** Lets a person undo for an hour instead of ten seconds: a look at every width takes longer than that. */
const prolongUndo = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const start = window.setTimeout;
    Object.assign(window, { setTimeout: (run: () => void, ms?: number) => start(run, ms === 10_000 ? 3_600_000 : ms) });
  });

const JOIN: readonly Visit[] = [
  { name: 'join-closed', who: 'dev', path: ({ links }) => links.revoked, ready: heading('This invite is closed') },
  { name: 'join-wrong-account', who: 'invitee', path: ({ links }) => links.other, ready: (page) => page.getByRole('heading', { name: 'This invite is for a different email' }) },
  { name: 'join-already-member', who: 'owner', path: ({ links }) => links.everyone, ready: heading(/^You're already in/) },
  {
    name: 'join-ready',
    who: 'invitee',
    path: ({ links }) => links.open,
    ready: (page) => page.getByRole('button', { name: 'Join team' }),
    states: [
      {
        name: 'join-declining',
        async open(page) {
          await prolongUndo(page);
          await page.getByRole('button', { name: 'Decline' }).click();
          await page.getByRole('button', { name: 'Undo' }).waitFor();
          return page.locator('body');
        },
        close: (page) => page.getByRole('button', { name: 'Undo' }).click(),
      },
      {
        name: 'join-joined',
        async open(page) {
          await page.getByRole('button', { name: 'Join team' }).click();
          await page.getByRole('button', { name: /^Switch to/ }).waitFor();
          return page.locator('body');
        },
        close: stay,
      },
    ],
  },
];

const FRAME: readonly Visit[] = [
  {
    name: 'resources',
    who: 'owner',
    // Requests fail while it is offline.
    hasErrors: true,
    path: at('resources'),
    ready: (page) => page.getByRole('button', { name: 'Manage Pods' }),
    states: [
      { name: 'frame', open: (page) => Promise.resolve(page.locator('body')), close: stay },
      menu('account-menu', press(/^Account:/)),
      menu('project-menu', press(/^Project:/)),
      menu('user-menu', press(/^Signed in as/)),
      dialog('create-team', 'Create a team', async (page) => {
        await press(/^Account:/)(page);
        await page.getByRole('menuitem', { name: 'Create a team' }).click();
      }),
      dialog('inbox-panel-empty', 'Inbox', press('Inbox')),
      {
        name: 'resources-toast',
        async open(page) {
          await page.getByRole('button', { name: 'Manage Pods' }).click();
          await page.getByRole('region', { name: 'Notifications' }).getByText(/allowed in/).first().waitFor();
          return page.locator('body');
        },
        close: stay,
      },
      {
        name: 'resources-view-as',
        async open(page) {
          await page.getByLabel('View as').selectOption({ label: 'Billing' });
          await page.getByText('Viewing as Billing').waitFor();
          return page.locator('main');
        },
        close: (page) => page.getByRole('button', { name: 'Exit preview' }).click(),
      },
      {
        name: 'offline',
        async open(page) {
          await page.context().setOffline(true);
          await page.getByText("You're offline").first().waitFor();
          return page.locator('body');
        },
        async close(page) {
          await page.context().setOffline(false);
          await page.getByText("You're offline").first().waitFor({ state: 'hidden' });
        },
      },
    ],
  },
  {
    name: 'resources-denied',
    who: 'dev',
    path: at('resources'),
    ready: (page) => page.getByRole('button', { name: /^Why\?/ }).first(),
    states: [
      dialog('why', /^Why not:/, press(/^Why\?/), (opened) => opened.getByRole('status').waitFor({ state: 'detached' })),
      dialog('inbox-panel', 'Inbox', press(/^Inbox,/), (opened) => opened.getByRole('button', { name: 'Join team' }).first().waitFor()),
    ],
  },
  { name: 'resources-personal', who: 'owner', path: ({ people }) => `/t/${people.owner.own}/resources`, ready: (page) => page.getByRole('button', { name: 'Manage Pods' }) },
  { name: 'suspended', who: 'suspended', path: at('resources'), ready: (page) => page.getByRole('heading', { name: /is suspended$/ }), states: [dialog('leave-suspended', /^Leave/, press('Leave team'))] },
  { name: 'inbox-empty', who: 'owner', path: () => '/inbox', ready: mainText('No pending invites') },
  { name: 'inbox', who: 'dev', path: () => '/inbox', ready: (page) => page.locator('main').getByRole('button', { name: 'Join team' }).first() },
  { name: 'inbox-ownership', who: 'heir', path: () => '/inbox', ready: mainText(/owner/) },
  { name: 'no-access', who: 'owner', path: () => '/t/acc_AAAAAAAAAAAAAAAAAAAAAA/members', ready: mainText("You don't have access to this page") },
  { name: 'not-found', who: 'owner', path: at('no-such-page'), ready: mainText('Page not found') },
  {
    name: 'unreachable',
    who: 'owner',
    path: at('resources'),
    prepare: (page) => page.route('**/v1/**', (route) => route.abort()),
    ready: (page) => page.getByText("You're offline").first(),
    hasErrors: true,
  },
  {
    name: 'crashed',
    who: 'owner',
    path: at('members'),
    prepare: (page) => page.route('**/members?*', (route) => route.fulfill({ json: { items: [{}], counts: {} } })),
    ready: heading('Something went wrong'),
    hasErrors: true,
  },
];

const YOUR_DATA: readonly Visit[] = [
  {
    name: 'your-data',
    who: 'dev',
    // A request fails.
    hasErrors: true,
    path: () => '/your-data',
    ready: (page) => page.getByRole('button', { name: 'Delete account' }),
    states: [
      dialog('delete-account', 'Delete your account?', press('Delete account')),
      dialog('delete-account-confirmed', 'Delete your account?', press('Delete account'), (opened, { people }) => opened.getByLabel(/to confirm/).fill(people.dev.email)),
      {
        name: 'your-data-failed',
        async open(page) {
          await page.route('**/v1/me/export', (route) => route.abort());
          await press('Download')(page);
          await page.getByRole('alert').waitFor();
          return page.locator('main');
        },
        close: stay,
      },
    ],
  },
  { name: 'your-data-owner', who: 'owner', path: () => '/your-data', ready: (page) => page.getByRole('link', { name: /^Empty ?Team/ }) },
];

const TEAM: readonly Visit[] = [
  {
    name: 'members',
    who: 'owner',
    path: at('members'),
    ready: (page) => page.getByRole('table', { name: 'Members' }),
    states: [
      menu('member-menu', (page, { people }) => page.getByRole('row').filter({ hasText: people.dev.email }).getByRole('button', { name: /^Actions for/ }).click()),
      dialog('change-role', 'Change role', rowMenu('dev', 'Change role')),
      dialog('change-role-custom', 'Change role', rowMenu('dev', 'Change role'), (opened) => opened.getByRole('radio', { name: 'Custom', exact: true }).check()),
      dialog('suspend-member', /^Suspend/, rowMenu('dev', 'Suspend member')),
      dialog('restore-member', /^Restore/, rowMenu('suspended', 'Restore member')),
      dialog('remove-member', /^Remove/, rowMenu('dev', 'Remove member')),
      bulk('bulk-role', /^Change the role/, 'Change role'),
      bulk('bulk-remove', /^Remove/, 'Remove'),
      bulk('bulk-suspend', /^Suspend/, 'Suspend'),
      dialog('invite', 'Invite new member', press('Invite new member')),
      dialog('invite-link', 'Invite new member', press('Invite new member'), (opened) => opened.getByLabel('Invite', { exact: true }).selectOption('link').then(() => undefined)),
      dialog('invite-custom', 'Invite new member', press('Invite new member'), (opened) => opened.getByRole('radio', { name: 'Custom', exact: true }).check()),
      dialog('invite-people', 'Invite several people', press('Invite several people')),
      dialog('invite-people-rows', 'Invite several people', press('Invite several people'), (opened) =>
        opened.getByLabel('People', { exact: true }).fill('kim@example.com, lee@example.com\nnot an address\nkim@example.com'),
      ),
      {
        name: 'members-none',
        async open(page) {
          await page.getByLabel('Search members').fill('nobody like this');
          await page.getByText('No members match').waitFor();
          return page.locator('main');
        },
        close: (page) => page.getByRole('button', { name: 'Clear filters' }).click(),
      },
    ],
  },
  { name: 'members-as-dev', who: 'dev', path: at('members'), ready: (page) => page.getByRole('table', { name: 'Members' }) },
  {
    name: 'members-failed',
    who: 'owner',
    path: at('members'),
    prepare: (page) => page.route('**/members?*', (route) => route.fulfill({ status: 503, json: { code: 'unavailable', status: 503, title: 'Unavailable', requestId: 'req' } })),
    ready: (page) => page.getByRole('alert').first(),
    hasErrors: true,
  },
  {
    name: 'invites',
    who: 'owner',
    path: at('invites'),
    ready: (page) => page.getByRole('table', { name: 'Pending invites' }),
    states: [
      menu('invite-menu', press(/^Actions for/)),
      ...(['Edit', 'Resend', 'Revoke'] as const).map((action) =>
        dialog(`${action.toLowerCase()}-invite`, new RegExp(`^${action}`), async (page) => {
          await page.getByRole('button', { name: /^Actions for/ }).first().click();
          await page.getByRole('menuitem', { name: action }).click();
        }),
      ),
      dialog('preview-mail', /^Preview/, press(/^Preview/), (opened) => opened.frameLocator('iframe').getByRole('link', { name: 'Join the team' }).waitFor()),
      bulk('bulk-copy', /^Copy/, 'Copy links'),
      bulk('bulk-resend', /^Resend/, 'Resend'),
      bulk('bulk-revoke', /^Revoke/, 'Revoke'),
    ],
  },
  { name: 'invites-past', who: 'owner', path: at('invites?show=past'), ready: (page) => page.getByRole('table', { name: 'Past invites' }) },
  { name: 'invites-empty', who: 'owner', path: ({ emptyTeam }) => `/t/${emptyTeam}/invites`, ready: mainText('No pending invites') },
  { name: 'invites-past-empty', who: 'owner', path: ({ emptyTeam }) => `/t/${emptyTeam}/invites?show=past`, ready: mainText('No past invites yet') },
  { name: 'invites-denied', who: 'dev', path: at('invites'), ready: mainText("Your role can't see invites") },
  {
    name: 'settings',
    who: 'owner',
    path: at('settings'),
    ready: (page) => page.getByRole('button', { name: 'Delete team', exact: true }),
    states: [
      dialog('rename-team', 'Rename team', press('Rename team')),
      dialog('spend-limit', 'Change spend limit', press('Change spend limit')),
      dialog('transfer', /^Transfer/, press('Transfer ownership'), (opened) => opened.getByLabel('New owner').waitFor()),
      dialog('delete-team', /^Delete/, press('Delete team'), (opened) => opened.getByText('access immediately').first().waitFor()),
    ],
  },
  { name: 'settings-offered', who: 'owner', path: ({ reviewedTeam }) => `/t/${reviewedTeam}/settings`, ready: (page) => page.getByRole('button', { name: /^Withdraw/ }) },
  {
    name: 'settings-as-dev',
    who: 'dev',
    path: at('settings'),
    ready: (page) => page.getByRole('button', { name: 'Leave team' }),
    states: [dialog('leave-team', /^Leave/, press('Leave team'))],
  },
  {
    name: 'team-offered',
    who: 'heir',
    path: ({ reviewedTeam }) => `/t/${reviewedTeam}/members`,
    ready: (page) => page.getByRole('button', { name: 'Decline' }),
    states: [dialog('accept-transfer', /^Become the owner/, press(/^Accept/))],
  },
  {
    name: 'team-personal',
    who: 'owner',
    path: ({ people }) => `/t/${people.owner.own}/members`,
    ready: (page) => page.getByRole('button', { name: 'Convert to a team account' }),
    states: [dialog('convert', 'Convert to a team account', press('Convert to a team account'))],
  },
];

const PROJECTS: readonly Visit[] = [
  {
    name: 'projects',
    who: 'owner',
    path: at('projects'),
    ready: (page) => page.getByRole('table', { name: 'Projects', exact: true }),
    states: [dialog('new-project', 'New project', press('New project'))],
  },
  { name: 'projects-empty', who: 'owner', path: ({ emptyTeam }) => `/t/${emptyTeam}/projects`, ready: mainText('No projects yet') },
  { name: 'projects-denied', who: 'heir', path: ({ reviewedTeam }) => `/t/${reviewedTeam}/projects`, ready: (page) => page.locator('main h2, main h3').first() },
  {
    name: 'project',
    who: 'owner',
    path: ({ team, project }) => `/t/${team}/projects/${project}`,
    ready: (page) => page.getByRole('table', { name: 'Access to this project' }),
    states: [
      dialog('rename-project', 'Rename project', press('Rename project')),
      dialog('grant-access', 'Grant access', press('Grant access')),
      dialog('revoke-access', /^Remove .* access\?$/, press(/^Remove .* access$/)),
      dialog('archive-project', /^Archive/, press('Archive project')),
    ],
  },
  { name: 'project-as-dev', who: 'dev', path: ({ team, project }) => `/t/${team}/projects/${project}`, ready: (page) => page.getByRole('button', { name: /^Why\?/ }).first() },
  { name: 'project-archived', who: 'owner', path: ({ team, archivedProject }) => `/t/${team}/projects/${archivedProject}`, ready: mainText('This project is archived') },
  { name: 'project-no-access', who: 'dev', path: ({ team, archivedProject }) => `/t/${team}/projects/${archivedProject}`, ready: (page) => page.locator('main h1, main h2').first() },
];

const REVIEW_AND_AUDIT: readonly Visit[] = [
  {
    name: 'review',
    who: 'owner',
    path: at('review'),
    ready: (page) => page.getByRole('button', { name: 'Close review' }),
    states: [dialog('close-review', 'Close the access review?', press('Close review'))],
  },
  { name: 'review-none', who: 'owner', path: ({ emptyTeam }) => `/t/${emptyTeam}/review`, ready: mainText(/^No access review/) },
  { name: 'review-closed', who: 'owner', path: ({ reviewedTeam }) => `/t/${reviewedTeam}/review`, ready: (page) => page.getByRole('table', { name: 'Closed reviews' }) },
  { name: 'review-denied', who: 'dev', path: at('review'), ready: mainText("Your role can't open access reviews") },
  {
    name: 'audit',
    who: 'owner',
    path: at('audit'),
    ready: (page) => page.getByText('The log is intact'),
    states: [
      dialog('audit-event', 'Event', press(/^Details:/), (opened) => opened.getByText('Verified in this browser').waitFor()),
      {
        name: 'audit-none',
        async open(page) {
          await page.getByLabel('To', { exact: true }).fill('2001-01-01');
          await page.getByText('No events match').waitFor();
          return page.locator('main');
        },
        close: (page) => page.getByRole('button', { name: 'Clear filters' }).click(),
      },
    ],
  },
  { name: 'audit-denied', who: 'dev', path: at('audit'), ready: mainText("Your role can't open the audit log") },
  { name: 'audit-no-event', who: 'owner', path: at('audit?event=evt_AAAAAAAAAAAAAAAAAAAAAA'), ready: (page) => page.getByRole('dialog', { name: 'Event not found' }).getByText('no such event'), subject: (page) => page.getByRole('dialog') },
];

/** All of them. Those of one person follow each other, and joining comes last: it changes what the others show. */
export const VISITS: readonly Visit[] = [...SIGNED_OUT, ...PROVIDER, ...FRAME, ...YOUR_DATA, ...TEAM, ...PROJECTS, ...REVIEW_AND_AUDIT, ...JOIN];
