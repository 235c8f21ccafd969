//! Draws from a seed: the same ones everywhere.

/// A stream of draws, SplitMix64.
pub(crate) struct Draw(u64);

impl Draw {
    /// The stream of one life.
    pub(crate) const fn new(seed: u64, life: u64) -> Self {
        Self((seed ^ life.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15))
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

    /// Happens so often in a hundred.
    pub(crate) fn percent(&mut self, often: usize) -> bool {
        self.below(100) < often
    }

    /// One of these, or the fallback of none.
    pub(crate) fn of<T: Copy>(&mut self, all: &[T], fallback: T) -> T {
        let at = self.below(all.len());
        all.get(at).copied().unwrap_or(fallback)
    }
}
