/** The screens of the accept flow. Loaded with the first element that shows one. */

import { acceptFlow } from '../accept.ts';
import type { AcceptFlow, AcceptInvite, AcceptState } from '../accept-types.ts';
import { recipientOf } from '../accept/recipient.ts';
import type { Client, Policy } from '../types.ts';
import { ACCEPT_WORDS } from '../words/accept.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import type { PartContext } from './lazy-part.ts';
import { accessTitle, button, fact, icon, permissionTitle, problem } from './parts.ts';
import { h, type VirtualNode } from './render.ts';

/** What the screens need beyond their context. */
export interface AcceptScreenOptions {
  headingLevel(): number;
  /** The flow's state has changed; to another step or within one. */
  onChange(state: AcceptState): void;
}

/** One screen per step. */
export class AcceptScreens {
  readonly #flow: AcceptFlow;
  readonly #context: PartContext;
  readonly #options: AcceptScreenOptions;
  readonly #stops: (() => void)[];
  #policy: Policy | undefined;

  constructor(client: Client, context: PartContext, options: AcceptScreenOptions) {
    this.#context = context;
    this.#options = options;
    const flow = (this.#flow = acceptFlow(client));
    // Without a policy roles are shown by their names.
    client.policy().then((policy) => this.#setPolicy(policy), () => {});
    this.#stops = [flow.subscribe(() => options.onChange(flow.state)), client.on('policy', ({ policy }) => this.#setPolicy(policy))];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #setPolicy(policy: Policy): void {
    this.#policy = policy;
    this.#context.requestRender();
  }

  get flow(): AcceptFlow {
    return this.#flow;
  }

  /** The screen of the current step. */
  render(): VirtualNode {
    const { state } = this.#flow;
    return h('section', { class: 'stack', part: `accept ${state.step}`, 'aria-labelledby': 'title' }, ...this.#screen(state));
  }

  #title(text: string, sign?: 'check' | 'close'): VirtualNode {
    return h('div', { class: 'row' }, sign && icon(sign), h(`h${this.#options.headingLevel()}`, { id: 'title', part: 'title', tabindex: -1 }, text));
  }

  #screen(state: AcceptState): VirtualNode[] {
    const words = { ...COMMON_WORDS, ...ACCEPT_WORDS, ...this.#context.words };
    const { busy, error } = state;
    const actionButton = (label: string, action: NonNullable<AcceptState['busy']>, variant?: string): VirtualNode =>
      button(label, () => void this.#flow[action](), { variant, part: action, busy: busy === action, unavailable: busy !== undefined && busy !== action, more: { key: action } });
    const openButton = (label: string): VirtualNode =>
      button(label, () => void this.#open(), { variant: 'primary', part: 'openTeam', busy: busy === 'openTeam', more: { key: 'openTeam' } });
    const errorMessage = problem(error, this.#context.words);
    switch (state.step) {
      case 'none':
        return [this.#title(words.noInviteTitle), h('p', {}, words.noInvite)];
      case 'preview':
        return [...(state.invite ? this.#offer(state.invite) : []), h('p', { role: 'status', part: 'waiting' }, words.checkingInvite), errorMessage];
      case 'needs_sign_in':
        return [
          ...(state.invite ? this.#offer(state.invite) : [this.#title(words.closedTitle)]),
          h('p', {}, state.invite ? words.signInToJoin : words.signInToKnow),
          errorMessage,
          h('slot', { name: 'sign-in' }, actionButton(words.signIn, 'signIn', 'primary')),
        ];
      case 'wrong_account':
        return [
          this.#title(words.wrongAccountTitle),
          h('p', {}, words.wrongAccount(state.email, this.#recipient({ ...state.invite, ...(state.hint !== undefined && { hint: state.hint }) }) ?? '')),
          errorMessage,
          actionButton(words.signInAsOther, 'switchAccount', 'primary'),
        ];
      case 'needs_email_proof':
        return [
          this.#title(words.proofTitle),
          h('p', {}, words.proof(state.email)),
          errorMessage,
          h('div', { class: 'row' }, actionButton(words.verify, 'verifyEmail', 'primary'), actionButton(words.retry, 'retry'), actionButton(words.signInAsOther, 'switchAccount')),
        ];
      case 'already_member':
        return [this.#title(words.memberTitle(this.#context.isolated(state.account.name)), 'check'), errorMessage, openButton(words.openTeam)];
      case 'ready':
        return [...this.#offer(state.invite), errorMessage, h('div', { class: 'row' }, actionButton(words.join, 'join', 'primary'), actionButton(words.decline, 'decline'))];
      case 'joined':
        return [
          this.#title(words.joinedTitle(this.#context.isolated(state.account.name)), 'check'),
          h('p', {}, words.joinedAs(accessTitle(this.#policy, state.account.role, words))),
          errorMessage,
          openButton(words.switchTo(this.#context.isolated(state.account.name))),
        ];
      case 'declined':
        return [
          this.#title(words.declinedTitle, 'close'),
          h('p', {}, state.open ? words.declinedOpen : words.declined(this.#context.isolated(state.invite.inviter.name))),
          errorMessage,
        ];
      case 'closed':
        if (state.why === 'out_of_date') return [this.#title(words.outOfDateTitle), h('p', {}, words.outOfDate)];
        return state.why === 'incomplete'
          ? [this.#title(words.incompleteTitle), h('p', {}, words.incomplete)]
          : [
              this.#title(words.closedTitle),
              h('p', {}, words.closed(state.why ?? '')),
              state.requestId !== undefined && h('p', { class: 'code' }, words.requestId(state.requestId)),
            ];
      case 'failed':
        return [this.#title(words.failedTitle), problem(error, this.#context.words, () => void this.#flow.retry())];
    }
  }

  /** What the invite offers: verified claims, and what the edge has sent. */
  #offer(invite: AcceptInvite): VirtualNode[] {
    const words = { ...COMMON_WORDS, ...ACCEPT_WORDS, ...this.#context.words };
    const role = this.#policy?.roles.find(({ name }) => name === invite.role);
    const permissions = invite.permissionTitles ?? role?.permissions.map((name) => permissionTitle(this.#policy, name)) ?? [];
    const titleOf = (granted: string, title: string): string => (granted === 'custom' ? words.customRole : title);
    const recipient = this.#recipient(invite);
    const projects = invite.projects?.map((granted) => words.projectAs(this.#context.isolated(granted.name), titleOf(granted.role, granted.roleTitle))) ?? [];
    return [
      this.#title(words.joinTitle(this.#context.isolated(invite.account.name))),
      h('p', {}, words.invitesYou(this.#context.isolated(invite.inviter.name))),
      h(
        'dl',
        { class: 'facts', part: 'facts' },
        fact(words.yourRole, titleOf(invite.role, invite.roleTitle ?? role?.title ?? invite.role)),
        recipient !== undefined && fact(words.inviteFor, recipient),
        permissions.length > 0 && fact(words.youMay, h('ul', { part: 'may' }, ...permissions.map((title) => h('li', {}, title)))),
        projects.length > 0 && fact(words.yourProjects, h('ul', { part: 'projects' }, ...projects.map((project) => h('li', {}, project)))),
      ),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
    ];
  }

  #recipient(invite: AcceptInvite): string | undefined {
    const { addressAt } = { ...ACCEPT_WORDS, ...this.#context.words };
    const list = (domains: readonly string[]): string => new Intl.ListFormat(this.#context.locale, { type: 'disjunction' }).format(domains);
    return recipientOf(invite, { addressAt, list });
  }

  async #open(): Promise<void> {
    const { state } = this.#flow;
    const account = state.step === 'joined' || state.step === 'already_member' ? state.account : undefined;
    const after = await this.#flow.openTeam();
    if (account && !after.error) this.#context.dispatch('hallpass-open', { account });
  }
}
