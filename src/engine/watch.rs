//! What the loop is compiled for.

use std::ops::{Deref, DerefMut};

use super::observer::Observer;

/// An observer, and whether the loop knows more than the plain life of a call.
///
/// Most questions need arrivals, a queue, talk and wrap-up. Whatever else a call or an agent may do
/// (trunks, an IVR, ringing, transfers, agents of different speed, …) is asked for only where
/// `WHOLE` is true, so that a model without it runs through a loop that has never heard of it.
pub(super) trait Watch: DerefMut<Target: Observer> {
    /// Whether the model uses anything beyond the plain life of a call.
    const WHOLE: bool;
}

/// Watches models of which everything may be used.
pub(super) struct Whole<'o, O>(pub(super) &'o mut O);

/// Watches models that use nothing beyond the plain life of a call.
pub(super) struct Plain<'o, O>(pub(super) &'o mut O);

impl<O: Observer> Watch for Whole<'_, O> {
    const WHOLE: bool = true;
}

impl<O: Observer> Watch for Plain<'_, O> {
    const WHOLE: bool = false;
}

macro_rules! deref_to_the_observer {
    ($watch:ident) => {
        impl<O> Deref for $watch<'_, O> {
            type Target = O;
            #[inline(always)]
            fn deref(&self) -> &O {
                self.0
            }
        }

        impl<O> DerefMut for $watch<'_, O> {
            #[inline(always)]
            fn deref_mut(&mut self) -> &mut O {
                self.0
            }
        }
    };
}

deref_to_the_observer!(Whole);
deref_to_the_observer!(Plain);
