/** Something that a press starts. */
export interface Action<A extends unknown[]> {
    /** Settles, never rejects, with whether it was done. While it runs, more presses do nothing. */
    run(...args: A): Promise<boolean>;
    readonly busy: boolean;
    /** How it failed last. */
    readonly error: unknown;
    /** Forgets the error. */
    clear(): void;
}
/** Runs `act` at most once at a time and keeps its error to be shown where the press was. */
export declare const useAction: <A extends unknown[]>(act: (...args: A) => unknown) => Action<A>;
