//! Where random choices between agents draw.

use crate::engine::ringing::draws_of_ring;
use crate::engine::routing::Asking;
use crate::model::Model;
use crate::rng::{Draws, Purpose, Source};

/// The draws of all calls, each with its own for each time it is offered.
///
/// A call asks perhaps often, but who was selected takes it or lets it ring; so it needs other draws
/// only after it has rung in vain, and after it has gone over to another type, which changes its
/// address.
#[derive(Clone, Debug)]
pub(super) struct Lottery {
    /// By call type.
    sources: Vec<Source>,
    /// By call type in whose stream the caller came: what keeps callers of the same number apart
    /// who come to the same type.
    origins: Vec<u64>,
}

impl Lottery {
    pub(super) fn new(call_types: usize) -> Self {
        Lottery { sources: vec![Source::default(); call_types], origins: vec![0; call_types] }
    }

    pub(super) fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        for (index, call_type) in model.call_types().iter().enumerate() {
            let source = Source::new(seed, replication, &call_type.name, Purpose::AgentChoice);
            self.sources[index] = source;
            self.origins[index] = source.nth(u64::MAX).next_u64();
        }
    }

    /// The draws of a call that asks.
    pub(super) fn draws(&self, asking: &Asking) -> Draws {
        let foreign = asking.origin != asking.call_type;
        let origin = if foreign { self.origins[asking.origin.index()] } else { 0 };
        let source = &self.sources[asking.call_type.index()];
        draws_of_ring(source, asking.address.wrapping_add(origin), asking.rings)
    }
}

/// A whole number below `n`, each with exactly the same chance.
///
/// # Source
///
/// D. Lemire, *Fast Random Integer Generation in an Interval*, ACM TOMACS 29 (2019): the high
/// half of a product, drawn again in the few cases that would make small numbers likelier.
pub(super) fn below(n: u32, draws: &mut Draws) -> u32 {
    let n = u64::from(n);
    let rejected = n.wrapping_neg() % n;
    loop {
        let product = u128::from(draws.next_u64()) * u128::from(n);
        if product as u64 >= rejected {
            return (product >> 64) as u32;
        }
    }
}

/// The smallest of `n` uniform numbers between 0 and 1, from one.
pub(super) fn smallest_of(n: u32, draws: &mut Draws) -> f64 {
    // All are above x with probability (1 − x)ⁿ.
    1.0 - crate::math::exp(crate::math::ln(draws.uniform()) / f64::from(n))
}
