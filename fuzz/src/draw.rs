//! Random numbers from a seed, the same on every host: SplitMix64.

/// A random number generator.
pub(crate) struct Draw(u64);

impl Draw {
    /// The generator of one input.
    pub(crate) const fn new(seed: u32, index: u32, attempt: u32) -> Self {
        let mixed = ((seed as u64) << 32 | index as u64) ^ ((attempt as u64) << 17);
        Self(mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is small and not zero.
    pub(crate) const fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// One of these.
    pub(crate) const fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}
