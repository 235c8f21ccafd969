// Addresses and names in many spellings: hand-written hostile ones, and generated ones from a seed.

/** An address and a name as a user types them. */
export interface Spelling {
  readonly email: string;
  readonly name: string;
}

/** Domains, each for a rule that a lax parser misses. */
const DOMAINS = [
  'example.com', 'Example.COM', 'b\u00fccher.example', 'B\u00dcCHER.example', 'bu\u0308cher.example', 'xn--bcher-kva.example',
  'XN--BCHER-KVA.example', 'xn--bcher-kvaa.example', 'xn--a.example', 'xn--.example', 'xn--zz--.example', 'xn--example-.com',
  'xn--e-xbb.example', 'xn--0ca24w.example', 'xn--11b4dvc.example', 'xn--n3h.example', 'xn--zca.example', 'xn--\u00fc.example',
  '\u212aelvin.com', '\u0131stanbul.example', '\u0130stanbul.example', '\u017fun.example', '\ufb01x.com', 'stra\u00dfe.example', 'stra\u1e9ee.example', '\u03c3\u03b1\u03c2.example',
  'a\u200bb.example', 'a\u200cb.example', 'a\u200db.example', 'a\u00adb.example', 'a\u2060b.example', '\u180ea.example', 'a\ufe0fb.example', '\u{e0061}a.example',
  '\u0915\u094d\u200c\u0937.example', '\u0915\u094d\u0937.example', '\u0301e.example', 'e\u0301.example', '\u05d0.example', '\u05d0\u05d1.\u05d2', '0\u00e0.\u05d0', '0a.\u05d0.example',
  'a.\u05d0.example', '\u00e9.\u05d0.example', '1\u05d0.example', '\u05d01.example', '\u05d0a.example', 'a\u05d0.example', '\u05d0-.example', '-\u05d0.example', '\u0623\u0647\u0644\u0627.example',
  '\u0623\u06611.example', '\u06f1\u0661\u0627.example', '\u0661.example', 'a\u0661.example', 'a\u3002example', 'a\uff0eexample', 'a\uff61example', '\uff41.example', '\u2160.example',
  'a..example', '.a.example', 'a.example.', 'a.example\u3002', '-a.example', 'a-.example', 'ab--cd.example', 'ab--\u00e9.example', '-\u00e9.example', '\u00e9-.example',
  'a_b.example', 'a b.example', 'a%62.example', '%61.example', 'a/b.example', 'a\\b.example', 'a?b.example', 'a#b.example', 'a:80.example', 'a.example:80',
  '[::1]', '127.0.0.1', '0x7f.1', '\u00e9.1', '\u00e9.0x1', '\u00e9.0x', 'a.0xg', 'a.1a', '1.2.3.4', '2130706433', '\u0661.\u0662', 'a.\uff11', 'example', '\u00e9',
  '\u2260.example', '\u226e.example', '\u2100.example', '\u2488.example', '\u2024com.example', 'l\u00b7l.example', 'a\u00b7b.example', '\u3006.example', '\u30fb.example', '\u2603.example',
  '\u{10000}.example', '\u{1f4a9}.example', '\u0378.example', '\ue000.example', '\ufffd.example', '\ufffe.example', '\u2212.example', '\u2010.example', '\u2011.example',
  `${'a'.repeat(63)}.example`, `${'a'.repeat(64)}.example`, `${'\u00e9'.repeat(55)}.example`, `${'\u00e9'.repeat(60)}.example`, `${'abcdefg.'.repeat(24)}\u00e9.example`,
  `${'abcdefg.'.repeat(40)}example`, '\u00e9.example\u0000', '\u00e9\n.example', '\u00e9\t.example', 'user@\u00e9.example', '\u00e9\uff20.example', '', '.', '\u00e9.', '.\u00e9', 'xn--', 'xn--.xn--',
] as const;

const LOCAL_PARTS = [
  'dev', 'Dev', 'd.ev', 'dev+x', 'd\u00e9v', '\u212aim', '\u0131', '\u017fun', '\ufb01', '.a', 'a.', 'a..b', '"a b"', 'a b', 'a\u200b', '\uff41', 'a\u0301', '', 'l'.repeat(64), 'l'.repeat(65),
] as const;

const NAMES = [
  'Kim', ' Kim ', '', ' ', 'e\u0301', '\u00e9', '\u212b', '\u1e9b\u0323', '\ufb01', '\u1100\u1161\u11a8', '\uac01', '\u0344', '\u0958', '\u2126', 'a\u202eb', 'a\u200bb', 'a\nb', 'https://evil.example',
  '\u05d0\u05d1', '\u{1d15e}', '\u{2f868}', 'x'.repeat(64), 'x'.repeat(65), 'e\u0301'.repeat(64), 'e\u0301'.repeat(65), 'e\u0301'.repeat(200), '\u0301', 'a\u0301\u0323', 'a\u0323\u0301', '\u00a0', '\u3000Kim',
  'Team ❤️', '👩‍💻', '👩🏽‍💻', '🏳️‍🌈', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇪🇺', 'علی‌رضا', 'ශ්‍රී', 'র‍্যাব', '葛󠄀城', 'ᠰᠠᠷ᠎ᠠ', '山田　太郎', 'Nguyễn',
  'a\u200db', 'a\u200cb', '👩\u200d', 'a\ufe0f', 'a\u{e0100}', '🏴\u{e0067}\u{e007f}', 'a\u115f', '\u3164', 'a\uffa0', '\u2800', '\u17b4', 'a\u034f', 'a\u00ad',
  'a\ufff9b', 'a\ue000', 'a\u0378', 'a\uffff', 'a\u2066b', 'a\u061c', `Z${'\u0336'.repeat(6)}`, `Z${'\u0336'.repeat(7)}`,
] as const;

/** Ranges of characters that occur in domains and names, and in which implementations differ. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x61, 0x7a], [0x41, 0x5a], [0x30, 0x39], [0x21, 0x7e], [0xa1, 0x17f], [0x180, 0x24f], [0x300, 0x36f], [0x370, 0x3ff],
  [0x400, 0x52f], [0x5d0, 0x5ea], [0x600, 0x6ff], [0x900, 0x97f], [0xe00, 0xe5b], [0x1100, 0x11ff], [0x1e00, 0x1fff],
  [0x2010, 0x2027], [0x2030, 0x205e], [0x2070, 0x218b], [0x2190, 0x23ff], [0x2460, 0x24ff], [0x3000, 0x30ff], [0x3131, 0x318e],
  [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfb00, 0xfb4f], [0xfb50, 0xfdff], [0xfe30, 0xfeff], [0xff01, 0xffee],
  [0x10800, 0x1085f], [0x1d400, 0x1d7ff], [0x1f300, 0x1f64f], [0x2f800, 0x2fa1d],
];

/** A deterministic random number generator (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The hand-written spellings, and `count` generated ones. */
export function spellings(count: number, seed: number): Spelling[] {
  const random = seeded(seed);
  const below = (most: number) => Math.floor(random() * most);
  const character = (range: readonly [number, number]): string => {
    const drawn = String.fromCodePoint(range[0] + below(range[1] - range[0] + 1));
    // Characters that are not assigned in every version of Unicode are skipped.
    return /\p{Cn}/u.test(drawn) ? character(range) : drawn;
  };
  const range = () => RANGES[below(RANGES.length)] ?? [0x61, 0x7a];
  const word = (most: number) => {
    // Half of all words use a single script.
    const script = random() < 0.5 ? range() : undefined;
    return Array.from({ length: 1 + below(most) }, () => character(random() < 0.3 ? [0x61, 0x7a] : (script ?? range()))).join('');
  };
  const ascii = () => Array.from({ length: 1 + below(8) }, () => 'abcxyz019-'.charAt(below(10))).join('');
  const label = () => {
    const kind = random();
    if (kind < 0.15) return `xn--${ascii()}`;
    return kind < 0.3 ? ascii() : word(5);
  };
  const generated = Array.from({ length: count }, () => ({
    email: `${random() < 0.9 ? 'dev' : word(4)}@${label()}.${random() < 0.5 ? 'example' : label()}`,
    name: `${word(6)} ${word(6)}`,
  }));
  return [
    ...DOMAINS.map((domain) => ({ email: `dev@${domain}`, name: 'Kim' })),
    ...LOCAL_PARTS.map((local) => ({ email: `${local}@example.com`, name: 'Kim' })),
    ...NAMES.map((name) => ({ email: 'dev@example.com', name })),
    ...generated,
  ];
}
