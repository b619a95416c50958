//! Random numbers that are the same for a seed on every machine and in every release.

/// `SplitMix64` (Steele, Lea & Flood, 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for each of many users of one seed.
    pub(crate) fn of(seed: u64, user: u64) -> Self {
        let mut random = Self(seed ^ user.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        random.next();
        random
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) const fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    pub(crate) const fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }

    pub(crate) fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        let among_len = among.len() as u64;
        among[usize::try_from(self.next() % among_len).unwrap_or_default()]
    }

    /// A name with 128 random bits.
    pub(crate) fn name(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }
}
