//! Counters, declared once: how they are added up, forgotten, stored and read again follows.

use std::io::{self, Read, Write};

/// An integer that counts, or some of them in a fixed order.
pub(super) trait Counter {
    /// Takes in what `other` has counted.
    fn add(&mut self, other: &Self);
    /// Forgets everything.
    fn forget(&mut self);
    /// Writes what was counted.
    fn store(&self, to: &mut dyn Write) -> io::Result<()>;
    /// Reads what was written by one of the same shape.
    fn restore(&mut self, from: &mut dyn Read) -> io::Result<()>;
}

/// Implements [`Counter`] for an integer.
macro_rules! integer {
    ($kind:ty) => {
        impl Counter for $kind {
            #[inline]
            fn add(&mut self, other: &Self) {
                *self += other;
            }

            #[inline]
            fn forget(&mut self) {
                *self = 0;
            }

            fn store(&self, to: &mut dyn Write) -> io::Result<()> {
                to.write_all(&self.to_le_bytes())
            }

            fn restore(&mut self, from: &mut dyn Read) -> io::Result<()> {
                let mut bytes = Self::default().to_le_bytes();
                from.read_exact(&mut bytes)?;
                *self = Self::from_le_bytes(bytes);
                Ok(())
            }
        }
    };
}

integer!(u64);
integer!(u128);

impl<C: Counter> Counter for [C] {
    #[inline]
    fn add(&mut self, other: &Self) {
        assert_eq!(self.len(), other.len(), "counters of one model");
        self.iter_mut().zip(other).for_each(|(mine, its)| mine.add(its));
    }

    #[inline]
    fn forget(&mut self) {
        self.iter_mut().for_each(C::forget);
    }

    fn store(&self, to: &mut dyn Write) -> io::Result<()> {
        self.iter().try_for_each(|each| each.store(to))
    }

    fn restore(&mut self, from: &mut dyn Read) -> io::Result<()> {
        self.iter_mut().try_for_each(|each| each.restore(from))
    }
}

/// Declares a struct of counters, each field with the way in which two of them become one: `sum`,
/// the larger (`max`), or what must be the `same` because it is a shape and no count.
macro_rules! counters {
    (
        $(#[$of_struct:meta])*
        $public:vis struct $name:ident {
            $($(#[$of_field:meta])* $seen:vis $field:ident: $how:ident $kind:ty,)*
        }
    ) => {
        $(#[$of_struct])*
        $public struct $name {
            $($(#[$of_field])* $seen $field: $kind,)*
        }

        impl $name {
            /// Takes in everything `other` has counted.
            ///
            /// # Panics
            ///
            /// If the two come from models of different shape.
            $public fn merge(&mut self, other: &$name) {
                $(counters!(@add $how self.$field, other.$field);)*
            }
        }

        impl Counter for $name {
            #[inline]
            fn add(&mut self, other: &Self) {
                self.merge(other);
            }

            #[inline]
            fn forget(&mut self) {
                $(counters!(@forget $how self.$field);)*
            }

            fn store(&self, to: &mut dyn ::std::io::Write) -> ::std::io::Result<()> {
                $(counters!(@store $how self.$field, to);)*
                Ok(())
            }

            fn restore(&mut self, from: &mut dyn ::std::io::Read) -> ::std::io::Result<()> {
                $(counters!(@restore $how self.$field, from);)*
                Ok(())
            }
        }
    };
    (@add sum $mine:expr, $its:expr) => { $mine.add(&$its) };
    (@add max $mine:expr, $its:expr) => { $mine = $mine.max($its) };
    (@add same $mine:expr, $its:expr) => { assert_eq!($mine, $its, "counters of one model") };
    (@forget same $mine:expr) => {};
    (@forget $how:ident $mine:expr) => { $mine.forget() };
    (@store same $mine:expr, $to:expr) => {};
    (@store $how:ident $mine:expr, $to:expr) => { $mine.store($to)? };
    (@restore same $mine:expr, $from:expr) => {};
    (@restore $how:ident $mine:expr, $from:expr) => { $mine.restore($from)? };
}

pub(super) use counters;

#[cfg(test)]
mod tests {
    use super::*;

    counters! {
        /// One of each kind.
        #[derive(Clone, Debug, Default, PartialEq)]
        struct Sample {
            rows: same usize,
            calls: sum Vec<u64>,
            longest: max u64,
            times: sum [u128; 2],
        }
    }

    fn sample() -> Sample {
        Sample { rows: 2, calls: vec![3, 4], longest: 5, times: [6, 1 << 100] }
    }

    #[test]
    fn two_become_one_field_by_field() {
        let mut both = sample();
        both.merge(&Sample { longest: 4, ..sample() });
        let sum = Sample { rows: 2, calls: vec![6, 8], longest: 5, times: [12, 1 << 101] };
        assert_eq!(both, sum);
        both.forget();
        assert_eq!(both, Sample { rows: 2, calls: vec![0; 2], ..Sample::default() });
    }

    #[test]
    fn what_was_stored_is_read_again_and_nothing_after_it() {
        let mut bytes = Vec::new();
        sample().store(&mut bytes).unwrap();
        bytes.push(7);
        let mut again = Sample { rows: 2, calls: vec![0; 2], ..Sample::default() };
        let mut rest = bytes.as_slice();
        again.restore(&mut rest).unwrap();
        assert_eq!((again, rest), (sample(), [7].as_slice()));
        assert!(sample().restore(&mut &bytes[1..bytes.len() - 1]).is_err());
    }
}
