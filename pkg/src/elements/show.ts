import type { HallpassError } from '../errors.ts';
import type { Client, Explanation, Policy, Query, Verdict } from '../types.ts';
import { EXPLAIN_WORDS } from '../words/explain.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './base.ts';
import { type Drawn, h } from './dom.ts';
import { createLock } from './lock.ts';
import { button, explanation, problem } from './parts.ts';

/** What is known of why not. */
interface Why {
  /** For which verdict, account, epoch and query it was asked. */
  readonly about: string;
  readonly told?: Explanation | undefined;
  readonly policy?: Policy | undefined;
  readonly error?: HallpassError | undefined;
}

/**
 * `<hallpass-show when="permission …">`: shows its content to those who may.
 *
 * - `when`: permissions that all must be held; `when-any`: of which one must be; `when-role`: exactly this role.
 *   Without any of them nothing is allowed.
 * - `account`: another account than the active one; `fresh`: a list will not do, it takes a token
 * - `mode`: `hide` (default) shows the slots `fallback` and, while it is not known, `loading` instead; `disable`
 *   keeps the content in its place, but nothing in it can be used; `explain` adds a button that says why not
 * - `label`: what it is about, for the name of that button; the content's own text if absent
 *
 * The attribute `verdict` says `allow`, `deny` or `unknown`; `hallpass-verdict` tells of a change.
 */
export class HallpassShow extends ClientElement {
  static readonly observedAttributes = ['when', 'when-any', 'when-role', 'account', 'fresh', 'mode', 'label'];

  #verdict: Verdict | undefined;
  #query: Query | undefined;
  #why: Why | undefined;
  #open = false;
  readonly #lock = createLock(this);

  /** The attribute `when`. Its own accessor, because the platform has a method of this name on everything. */
  get when(): string | null {
    return this.getAttribute('when');
  }
  set when(permissions: string | null) {
    this.put('when', permissions);
  }

  /** The attribute `when-any`. */
  get whenAny(): string | null {
    return this.getAttribute('when-any');
  }
  set whenAny(permissions: string | null) {
    this.put('when-any', permissions);
  }

  /** The attribute `when-role`. */
  get whenRole(): string | null {
    return this.getAttribute('when-role');
  }
  set whenRole(role: string | null) {
    this.put('when-role', role);
  }

  /** The attribute `account`. */
  get account(): string | null {
    return this.getAttribute('account');
  }
  set account(id: string | null) {
    this.put('account', id);
  }

  /** The attribute `fresh`. */
  get fresh(): boolean {
    return this.hasAttribute('fresh');
  }
  set fresh(fresh: boolean) {
    this.put('fresh', fresh);
  }

  /** The attribute `mode`. */
  get mode(): string | null {
    return this.getAttribute('mode');
  }
  set mode(mode: string | null) {
    this.put('mode', mode);
  }

  /** The attribute `label`. */
  get label(): string | null {
    return this.getAttribute('label');
  }
  set label(label: string | null) {
    this.put('label', label);
  }

  override attributeChangedCallback(): void {
    this.#query = undefined;
    super.attributeChangedCallback();
  }

  override disconnectedCallback(): void {
    this.#lock(false);
    super.disconnectedCallback();
  }

  protected override serve(client: Client): (() => void)[] {
    const looked = (): void => {
      // Most of what happens changes no answer of this gate.
      if (this.#open || client.evaluate(this.#asked()) !== this.#verdict) this.changed();
    };
    return [client.subscribe(looked)];
  }

  protected override content(client: Client | undefined): readonly Drawn[] {
    const query = this.#asked();
    const verdict = client?.evaluate(query) ?? 'unknown';
    const mode = this.getAttribute('mode');
    const stays = mode === 'disable' || mode === 'explain';
    this.#lock(stays && verdict !== 'allow');
    this.#announce(verdict);
    if (!stays) return [h('slot', { name: SLOTS[verdict] })];
    return [h('slot', { name: '' }), ...(mode === 'explain' && verdict === 'deny' && client ? this.#whyNot(client, query) : [])];
  }

  #announce(verdict: Verdict): void {
    if (verdict === this.#verdict) return;
    this.#verdict = verdict;
    if (verdict === 'allow') this.#open = false;
    this.setAttribute('verdict', verdict);
    this.tell('hallpass-verdict', { verdict });
  }

  #asked(): Query {
    return (this.#query ??= this.#read());
  }

  #read(): Query {
    const words = (name: string): string[] => this.getAttribute(name)?.split(/\s+/).filter(Boolean) ?? [];
    const [all, any, role, account] = [words('when'), words('when-any'), this.getAttribute('when-role'), this.getAttribute('account')];
    return {
      // An attribute that is there but empty must deny, not fall away.
      ...(this.hasAttribute('when') && { allOf: all }),
      ...(this.hasAttribute('when-any') && { anyOf: any }),
      ...(role !== null && { role }),
      ...(account !== null && { account }),
      ...(this.hasAttribute('fresh') && { fresh: true }),
    };
  }

  #whyNot(client: Client, query: Query): Drawn[] {
    const words = { ...COMMON_WORDS, ...EXPLAIN_WORDS, ...this.words };
    const what = this.getAttribute('label') ?? contentOf(this);
    const toggle = (): void => {
      this.#open = !this.#open;
      this.drawNow();
    };
    if (this.#open) void this.#ask(client, query);
    const { told, policy, error } = this.#why ?? {};
    const owner = client.state.active?.owner;
    return [
      button(words.why, toggle, {
        look: 'quiet',
        part: 'why',
        more: { 'aria-expanded': String(this.#open), 'aria-label': `${words.why} ${what}`.trim() },
      }),
      this.#open &&
        h(
          'div',
          { class: 'explanation', part: 'explanation', role: 'region', 'aria-label': words.whyNot(what) },
          problem(error, this.words, () => {
            this.#why = undefined;
            this.drawNow();
          }),
          !told && !error && h('p', { role: 'status' }, words.loading),
          ...(told ? explanation(told, policy, owner, this.words) : []),
        ),
    ];
  }

  async #ask(client: Client, query: Query): Promise<void> {
    const { active, status } = client.state;
    const about = JSON.stringify([query, status, active?.id, active?.epoch, active?.role]);
    if (this.#why?.about === about) return;
    this.#why = { about };
    const policy = client.policy().catch(() => undefined);
    const why: Why = await client.explain(query).then(
      async (told) => ({ about, told, policy: await policy }),
      (error: HallpassError) => ({ about, error }),
    );
    if (this.#why?.about !== about) return;
    this.#why = why;
    this.changed();
  }
}

/** What is gated, in its own words; not what stands in for it. */
const contentOf = (host: Element): string =>
  [...host.childNodes]
    .filter((node) => !(node instanceof Element) || node.slot === '')
    .map((node) => node.textContent)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

const SLOTS: { readonly [V in Verdict]: string } = { allow: '', deny: 'fallback', unknown: 'loading' };
