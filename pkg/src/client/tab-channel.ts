const NAME = 'hallpass';
/** The message after a sign-out. Any other message means that something has changed. */
const SIGNED_OUT = 'out';

/** Messages between the tabs of one origin. Does nothing where there is no `BroadcastChannel`, or where storage is blocked. */
export class TabChannel {
  readonly #onMessage: (urgent: boolean) => void;
  #channel: BroadcastChannel | undefined;

  /** `onMessage` is told whether another tab has signed out. */
  constructor(onMessage: (urgent: boolean) => void) {
    this.#onMessage = onMessage;
  }

  /** Receives messages from now on. */
  open(): void {
    this.#channel = openChannel();
    this.#channel?.addEventListener('message', ({ data }) => this.#onMessage(data === SIGNED_OUT));
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Tells the other tabs, also while this one receives nothing. */
  send(urgent: boolean): void {
    const channel = this.#channel ?? openChannel();
    try {
      channel?.postMessage(urgent ? SIGNED_OUT : undefined);
    } catch {
      // The other tabs notice at their next poll.
    }
    if (channel !== this.#channel) channel?.close();
  }
}

const openChannel = (): BroadcastChannel | undefined => {
  try {
    const { BroadcastChannel } = globalThis as Partial<typeof globalThis>;
    const channel = BroadcastChannel && new BroadcastChannel(NAME);
    // Does not keep a process on a server alive.
    (channel as { unref?(): void } | undefined)?.unref?.();
    return channel;
  } catch {
    return undefined;
  }
};
