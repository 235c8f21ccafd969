//! Random numbers from a seed: SplitMix64.

/// A random number generator.
pub(crate) struct Draw(u64);

impl Draw {
    /// The generator of one history.
    pub(crate) const fn new(seed: u64, history: u64) -> Self {
        Self(
            (seed ^ history.wrapping_mul(0xD6E8_FEB8_6659_FD93))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15),
        )
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 where that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        let drawn = self.next().checked_rem(bound).unwrap_or(0);
        usize::try_from(drawn).unwrap_or(0)
    }

    /// True with this probability in percent.
    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these, or the fallback if there are none.
    pub(crate) fn of<T: Copy>(&mut self, all: &[T], fallback: T) -> T {
        let at = self.below(all.len());
        all.get(at).copied().unwrap_or(fallback)
    }
}
