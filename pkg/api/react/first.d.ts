import type { ClientState, Query, Snapshot, Verdict } from '../types.ts';
/**
 * What the first paint shows, on the server and while the browser takes its markup over: the snapshot, whatever
 * has happened since. What is new follows in the paint after, so that markup and state agree without a warning.
 */
export interface FirstPaint {
    readonly state: ClientState;
    /** The gate's answer by the snapshot alone. */
    evaluate(query: Query): Verdict;
}
/** The first paint of a page that a server rendered with `initial`, or of one that knows nothing yet. */
export declare const firstPaint: (initial: Snapshot | undefined) => FirstPaint;
