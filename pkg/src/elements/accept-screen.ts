/** The screens of the accept flow. Loaded when an element first shows one: no other page needs them. */

import { acceptFlow } from '../accept.ts';
import type { AcceptFlow, AcceptInvite, AcceptState } from '../accept-types.ts';
import type { Client, Policy } from '../types.ts';
import { ACCEPT_WORDS } from '../words/accept.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { type Drawn, h } from './dom.ts';
import type { Stage } from './later.ts';
import { button, fact, icon, problem, roleTitle } from './parts.ts';

/** What these screens need of their element. */
export interface AcceptStage extends Stage {
  /** That of the heading. */
  readonly level: number;
  /** The flow has moved on; to another step or not. */
  moved(state: AcceptState): void;
}

/** One screen per step. */
export class Screens {
  readonly #flow: AcceptFlow;
  readonly #stage: AcceptStage;
  readonly #stops: (() => void)[];
  #policy: Policy | undefined;

  constructor(client: Client, stage: AcceptStage) {
    this.#stage = stage;
    const flow = (this.#flow = acceptFlow(client));
    // Without a policy roles show by their names.
    client.policy().then((policy) => this.#know(policy), () => {});
    this.#stops = [flow.subscribe(() => stage.moved(flow.state)), client.on('policy', ({ policy }) => this.#know(policy))];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  #know(policy: Policy): void {
    this.#policy = policy;
    this.#stage.changed();
  }

  get flow(): AcceptFlow {
    return this.#flow;
  }

  /** What is to be seen at the step of this moment. */
  content(): Drawn {
    const { state } = this.#flow;
    return h('section', { class: 'stack', part: `accept ${state.step}`, 'aria-labelledby': 'title' }, ...this.#screen(state));
  }

  #title(text: string, sign?: 'check' | 'close'): Drawn {
    return h('div', { class: 'row' }, sign && icon(sign), h(`h${this.#stage.level}`, { id: 'title', part: 'title', tabindex: -1 }, text));
  }

  #screen(state: AcceptState): Drawn[] {
    const words = { ...COMMON_WORDS, ...ACCEPT_WORDS, ...this.#stage.words };
    const { busy, error } = state;
    const act = (label: string, action: NonNullable<AcceptState['busy']>, look?: string): Drawn =>
      button(label, () => void this.#flow[action](), { look, part: action, busy: busy === action, unavailable: busy !== undefined && busy !== action, more: { key: action } });
    const open = (label: string): Drawn =>
      button(label, () => void this.#open(), { look: 'primary', part: 'openTeam', busy: busy === 'openTeam', more: { key: 'openTeam' } });
    const wrong = problem(error, this.#stage.words);
    switch (state.step) {
      case 'none':
        return [this.#title(words.noInviteTitle), h('p', {}, words.noInvite)];
      case 'preview':
        return [...(state.invite ? this.#offer(state.invite) : []), h('p', { role: 'status', part: 'waiting' }, words.checkingInvite), wrong];
      case 'needs_sign_in':
        return [
          ...(state.invite ? this.#offer(state.invite) : [this.#title(words.closedTitle)]),
          h('p', {}, state.invite ? words.signInToJoin : words.signInToKnow),
          wrong,
          h('slot', { name: 'sign-in' }, act(words.signIn, 'signIn', 'primary')),
        ];
      case 'wrong_account':
        return [
          this.#title(words.wrongAccountTitle),
          h('p', {}, words.wrongAccount(state.email, state.hint ?? state.invite.hint ?? '')),
          wrong,
          act(words.signInAsOther, 'switchAccount', 'primary'),
        ];
      case 'needs_email_proof':
        return [
          this.#title(words.proofTitle),
          h('p', {}, words.proof(state.email)),
          wrong,
          h('div', { class: 'row' }, act(words.verify, 'verifyEmail', 'primary'), act(words.retry, 'retry'), act(words.signInAsOther, 'switchAccount')),
        ];
      case 'already_member':
        return [this.#title(words.memberTitle(this.#stage.isolated(state.account.name)), 'check'), wrong, open(words.openTeam)];
      case 'ready':
        return [...this.#offer(state.invite), wrong, h('div', { class: 'row' }, act(words.join, 'join', 'primary'), act(words.decline, 'decline'))];
      case 'joined':
        return [
          this.#title(words.joinedTitle(this.#stage.isolated(state.account.name)), 'check'),
          h('p', {}, words.joinedAs(roleTitle(this.#policy, state.account.role))),
          wrong,
          open(words.switchTo(this.#stage.isolated(state.account.name))),
        ];
      case 'declined':
        return [this.#title(words.declinedTitle, 'close'), h('p', {}, words.declined(this.#stage.isolated(state.invite.inviter.name))), wrong];
      case 'closed':
        return state.why === 'out_of_date'
          ? [this.#title(words.outOfDateTitle), h('p', {}, words.outOfDate)]
          : [
              this.#title(words.closedTitle),
              h('p', {}, words.closed(state.why ?? '')),
              state.requestId !== undefined && h('p', { class: 'code' }, words.requestId(state.requestId)),
            ];
      case 'failed':
        return [this.#title(words.failedTitle), problem(error, this.#stage.words, () => void this.#flow.retry())];
    }
  }

  /** What the invite offers. Every word of it was verified or told by the edge. */
  #offer(invite: AcceptInvite): Drawn[] {
    const words = { ...ACCEPT_WORDS, ...this.#stage.words };
    const role = this.#policy?.roles.find(({ name }) => name === invite.role);
    const may = role?.permissions.map((name) => this.#policy?.permissions.find((one) => one.name === name)?.title ?? name) ?? [];
    return [
      this.#title(words.joinTitle(this.#stage.isolated(invite.account.name))),
      h('p', {}, words.invitesYou(this.#stage.isolated(invite.inviter.name))),
      h(
        'dl',
        { class: 'facts', part: 'facts' },
        fact(words.yourRole, invite.roleTitle ?? role?.title ?? invite.role),
        invite.hint !== undefined && fact(words.inviteFor, invite.hint),
        may.length > 0 && fact(words.youMay, h('ul', { part: 'may' }, ...may.map((title) => h('li', {}, title)))),
      ),
      invite.note !== undefined && h('blockquote', { class: 'note', part: 'note' }, invite.note),
    ];
  }

  async #open(): Promise<void> {
    const { state } = this.#flow;
    const account = state.step === 'joined' || state.step === 'already_member' ? state.account : undefined;
    const after = await this.#flow.openTeam();
    if (account && !after.error) this.#stage.tell('hallpass-open', { account });
  }
}
