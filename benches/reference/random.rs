//! Random numbers as fast as they come: one generator for everything, so that no draw has an address.

use std::convert::Infallible;

use rand::TryRng;
use rand_distr::{Distribution, Exp1};

/// xoshiro256++ of D. Blackman and S. Vigna, *Scrambled Linear Pseudorandom Number Generators*, 2021.
#[derive(Clone, Debug)]
pub(crate) struct Random([u64; 4]);

impl Random {
    /// The generator from a fixed start.
    pub(crate) fn new() -> Self {
        // The first outputs of SplitMix64 from zero.
        Random([
            0xE220_A839_7B1D_CDAF,
            0x6E78_9E6A_A1B9_65F4,
            0x06C4_5D18_8009_454F,
            0xF88B_B8A8_724C_81EC,
        ])
    }

    /// An exponentially distributed time, by the ziggurat.
    #[inline]
    pub(crate) fn exponential(&mut self, mean: f64) -> u64 {
        let standard: f64 = Exp1.sample(self);
        // By way of a signed integer, for which processors have an instruction.
        (standard * mean) as i64 as u64
    }

    #[inline]
    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }
}

impl TryRng for Random {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}
