//! Checksums of what goes to a file or comes from it: faults are found, not forgeries.

use std::hash::Hasher;
use std::io::{self, Read, Write};

use siphasher::sip::SipHasher13;

/// A reader or writer that sums up what passes.
pub(super) struct Summed<S> {
    pub(super) stream: S,
    sum: SipHasher13,
}

impl<S> Summed<S> {
    /// Nothing has passed yet. Other keys give other sums.
    pub(super) fn new(stream: S, keys: (u64, u64)) -> Self {
        Summed { stream, sum: SipHasher13::new_with_keys(keys.0, keys.1) }
    }

    /// The sum of what has passed.
    pub(super) fn sum(&self) -> u64 {
        self.sum.finish()
    }
}

impl<S: Write> Summed<S> {
    /// Writes the sum of what has passed, and all that is still held back.
    pub(super) fn end(mut self) -> io::Result<u64> {
        let sum = self.sum();
        self.stream.write_all(&sum.to_le_bytes())?;
        self.stream.flush()?;
        Ok(sum)
    }
}

impl<S: Write> Write for Summed<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.stream.write(bytes)?;
        self.sum.write(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl<S: Read> Read for Summed<S> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(bytes)?;
        self.sum.write(&bytes[..read]);
        Ok(read)
    }
}
