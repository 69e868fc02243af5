//! What the loop is compiled for.

use std::ops::{Deref, DerefMut};

use super::observer::Observer;
use super::routing::{Policy, Standard};

/// An observer, a policy, and whether the loop knows more than the plain life of a call.
///
/// Most questions need arrivals, a queue, talk and wrap-up. Whatever else a call or an agent may do
/// (trunks, an IVR, ringing, transfers, agents of different speed, …) is asked for only where
/// `WHOLE` is true, so that a model without it runs through a loop that has never heard of it.
pub(super) trait Watch: DerefMut<Target: Observer> {
    /// Whether the model uses anything beyond the plain life of a call.
    const WHOLE: bool;
    /// Who decides.
    type Policy: Policy;

    fn policy(&mut self) -> &mut Self::Policy;
}

/// Watches models of which everything may be used.
pub(super) struct Whole<'o, O, P> {
    pub(super) observer: &'o mut O,
    pub(super) policy: &'o mut P,
}

/// Watches models that use nothing beyond the plain life of a call.
pub(super) struct Plain<'o, O>(pub(super) &'o mut O, pub(super) Standard);

impl<O: Observer, P: Policy> Watch for Whole<'_, O, P> {
    const WHOLE: bool = true;
    type Policy = P;

    #[inline(always)]
    fn policy(&mut self) -> &mut P {
        self.policy
    }
}

impl<O: Observer> Watch for Plain<'_, O> {
    const WHOLE: bool = false;
    type Policy = Standard;

    #[inline(always)]
    fn policy(&mut self) -> &mut Standard {
        &mut self.1
    }
}

impl<O, P> Deref for Whole<'_, O, P> {
    type Target = O;
    #[inline(always)]
    fn deref(&self) -> &O {
        self.observer
    }
}

impl<O, P> DerefMut for Whole<'_, O, P> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut O {
        self.observer
    }
}

impl<O> Deref for Plain<'_, O> {
    type Target = O;
    #[inline(always)]
    fn deref(&self) -> &O {
        self.0
    }
}

impl<O> DerefMut for Plain<'_, O> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut O {
        self.0
    }
}
