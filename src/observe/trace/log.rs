//! All that happened in a replication.

use super::entry::{Crowd, Entry};
use super::people::Roll;
use crate::model::Model;

/// All that happened in a replication, in order of time.
#[derive(Clone, Debug)]
pub struct Log<'m> {
    /// What was simulated.
    pub model: &'m Model,
    /// The agents.
    pub roll: Roll<'m>,
    /// What happened.
    pub entries: Vec<Entry>,
    /// What the agents did when calls were lost.
    pub crowds: Vec<Crowd>,
}
