//! Random numbers by address: seed, replication, name, purpose and index.
//!
//! A draw never depends on what was drawn before it. So a replication can be run alone, threads
//! and shards cannot change a bit, and two scenarios that share a call type see the same callers
//! with the same patience and the same work: common random numbers by construction.

use std::convert::Infallible;
use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

/// What a draw is for; a part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Times between the arrivals of a call type; the index counts its calls.
    Arrival,
    /// The busyness factor of a call type; the index counts days, or intervals.
    Busyness,
    /// What the busyness of call types is correlated by, under the name of a call type, or none
    /// for what all share; the index counts days, or intervals.
    BusynessNormal,
    /// How the counts of a call type are rounded; the index counts days.
    Rounding,
    /// The factor of a count of a call type; the index counts intervals.
    CountFactor,
    /// How many calls of a type come on a day, where that is drawn first; the index is the day.
    DayCount,
    /// How the points of a group of replications are scrambled.
    Points,
    /// The state that modulates the arrivals of a call type; the index counts its changes.
    Modulation,
    /// How many calls of a type come together; the index counts batches.
    BatchSize,
    /// Whether a surge happens; the index is the surge's number and the day.
    Surge,
    /// Times between the calls of a surge; the index is the surge's number and counts its calls.
    SurgeCalls,
    /// Talk time of a call type; the index is the call's number.
    Talk,
    /// After-call work of a call type; the index is the call's number.
    WrapUp,
    /// Patience of a call type; the index is the call's number and attempt.
    Patience,
    /// Whether a caller of a type tries again; the index is the call's number and attempt.
    Redial,
    /// When a caller of a type tries again; the index is the call's number and attempt.
    RedialDelay,
    /// How long a caller stays in the IVR; the index is the call's address.
    Ivr,
    /// Whether a caller hangs up in the IVR; the index is the call's address.
    IvrHangUp,
    /// What becomes of a caller in the IVR who does not hang up; the index is the call's address without the attempt.
    IvrOutcome,
    /// Whether a caller turns away rather than wait; the index is the call's address.
    Balking,
    /// Whether a caller who waits accepts to be called back; the index is the call's address, and
    /// how many steps of the route offer that before.
    Callback,
    /// How long a call rings at an agent; the index is the call's address.
    Ring,
    /// Whether an agent does not pick up; the index is the call's address.
    NoAnswer,
    /// Whether and when an agent of a group picks up a call that rings at several; the index is the
    /// agent's, moved by what the call draws for the ring.
    PickUp,
    /// Hold time; the index is the call's address.
    Hold,
    /// What follows on a talk; the index is the call's address.
    NextStep,
    /// Whether the issue is solved; the index is the call's address.
    Resolution,
    /// Whether a caller calls again whose issue is not solved; the index is the call's address.
    Repeat,
    /// When that caller calls again; the index is the call's address.
    RepeatDelay,
    /// At what moment of the next open hours, if the lines are closed then; the index is the
    /// call's address.
    RepeatMoment,
    /// Who comes first among the agents of a group that are otherwise equal; the index is the agent's.
    AgentTie,
    /// Whether an agent of a group is absent; the index is the agent's and the day's.
    Absence,
    /// How late an agent of a group comes; the index is the agent's and the shift's.
    Lateness,
    /// How exactly an agent of a group keeps a shift; the index is the agent's and the shift's.
    Adherence,
    /// The speed of an agent of a group; the index is the agent's.
    AgentSpeed,
    /// The tenure of an agent of a group; the index is the agent's.
    Tenure,
    /// When an agent of a group wants to rest; the index is the agent's and counts rests.
    Rest,
    /// How long an agent of a group rests; the index is the agent's and counts rests.
    RestDuration,
    /// Which of the idle agents takes a call of a type; the index is the call's address, and how
    /// often it rang in vain.
    AgentChoice,
    /// Which call an agent of a group takes; the index is the agent's and counts choices.
    CallChoice,
    /// How long it takes until a floor rule is in force; the index counts its triggers.
    Response,
    /// When those come whom a floor rule calls in; the index is the action's and counts its calls.
    CallIn,
    /// Whether an outage happens; the index is the window's.
    Outage,
    /// When in its window an outage begins; the index is the window's.
    OutageMoment,
    /// Time until an outage begins, or a workstation fails, under the names of outage and agent group;
    /// the index counts failures, of workstations for each agent.
    TimeBetweenFailures,
    /// How long an outage lasts, or a workstation is broken; the index is the same, or the window's.
    TimeToRepair,
    /// Which agents an outage hits, under the names of outage and agent group; the index is the
    /// agent's and the outage's.
    OutageLot,
    /// Which lines fail, under the names of outage and trunk group; the index is the outage's.
    LineFailure,
    /// Whether a generator starts; the index is the outage's.
    Generator,
    /// How long a generator takes to start; the index is the outage's.
    GeneratorStart,
    /// How long an agent takes to move to a spare seat, under the names of outage and agent group;
    /// the index is the agent's and counts moves.
    Moving,
    /// Where a design of experiments puts a factor, under the name of its path; the index counts
    /// points.
    Design,
}

impl Purpose {
    /// The name that enters the key. Changing one changes sampled values.
    fn name(self) -> &'static str {
        match self {
            Purpose::Arrival => "arrival",
            Purpose::Busyness => "busyness",
            Purpose::BusynessNormal => "busyness-normal",
            Purpose::Rounding => "rounding",
            Purpose::CountFactor => "count-factor",
            Purpose::DayCount => "day-count",
            Purpose::Points => "points",
            Purpose::Modulation => "modulation",
            Purpose::BatchSize => "batch-size",
            Purpose::Surge => "surge",
            Purpose::SurgeCalls => "surge-calls",
            Purpose::Talk => "talk",
            Purpose::WrapUp => "wrap-up",
            Purpose::Patience => "patience",
            Purpose::Redial => "redial",
            Purpose::RedialDelay => "redial-delay",
            Purpose::Ivr => "ivr",
            Purpose::IvrHangUp => "ivr-hang-up",
            Purpose::IvrOutcome => "ivr-outcome",
            Purpose::Balking => "balking",
            Purpose::Callback => "callback",
            Purpose::Ring => "ring",
            Purpose::NoAnswer => "no-answer",
            Purpose::PickUp => "pick-up",
            Purpose::Hold => "hold",
            Purpose::NextStep => "next-step",
            Purpose::Resolution => "resolution",
            Purpose::Repeat => "repeat",
            Purpose::RepeatDelay => "repeat-delay",
            Purpose::RepeatMoment => "repeat-moment",
            Purpose::AgentTie => "agent-tie",
            Purpose::Absence => "absence",
            Purpose::Lateness => "lateness",
            Purpose::Adherence => "adherence",
            Purpose::AgentSpeed => "agent-speed",
            Purpose::Tenure => "tenure",
            Purpose::Rest => "rest",
            Purpose::RestDuration => "rest-duration",
            Purpose::AgentChoice => "agent-choice",
            Purpose::CallChoice => "call-choice",
            Purpose::Response => "response",
            Purpose::CallIn => "call-in",
            Purpose::Outage => "outage",
            Purpose::OutageMoment => "outage-moment",
            Purpose::TimeBetweenFailures => "time-between-failures",
            Purpose::TimeToRepair => "time-to-repair",
            Purpose::OutageLot => "outage-lot",
            Purpose::LineFailure => "line-failure",
            Purpose::Generator => "generator",
            Purpose::GeneratorStart => "generator-start",
            Purpose::Moving => "moving",
            Purpose::Design => "design",
        }
    }
}

/// All draws of one purpose for one named entity in one replication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source {
    key: u64,
    mask: u64,
}

impl Source {
    /// The source at an address.
    ///
    /// The key is SipHash-2-4 with a 128-bit result, keyed by seed and replication, over the
    /// purpose and the name, so distinct addresses give unrelated keys.
    pub fn new(seed: u64, replication: u64, name: &str, purpose: Purpose) -> Self {
        let mut hasher = SipHasher24::new_with_keys(seed, replication);
        hasher.write(purpose.name().as_bytes());
        // A byte that is in no purpose keeps ("ab", "c") apart from ("a", "bc").
        hasher.write(&[0]);
        hasher.write(name.as_bytes());
        let hash = hasher.finish128();
        Source { key: hash.h1, mask: hash.h2 }
    }

    /// The draws at `index`; they have nothing to do with those at any other index.
    #[inline]
    pub fn nth(&self, index: u64) -> Draws {
        Draws { state: mix(self.key.wrapping_add(index.wrapping_mul(GOLDEN_GAMMA))) ^ self.mask }
    }
}

/// The random numbers at one address: a SplitMix64 sequence from a hashed start.
///
/// # Source
///
/// G. L. Steele, D. Lea, C. H. Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA
/// 2014. The start is itself the output of the mixing function on a Weyl sequence.
#[derive(Clone, Debug)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// The draws whose first 64 bits are these. Of random bits they are like any other draws.
    pub fn beginning_with(bits: u64) -> Self {
        Draws { state: unmix(bits).wrapping_sub(GOLDEN_GAMMA) }
    }

    /// The next 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        mix(self.state)
    }

    /// A uniform number strictly between 0 and 1: one of the 2⁵² midpoints (k + ½)·2⁻⁵².
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        const SCALE: f64 = 1.0 / (1u64 << 52) as f64;
        ((self.next_u64() >> 12) as f64 + 0.5) * SCALE
    }
}

/// A uniform number from each of several sequences.
#[inline]
pub fn uniforms<const N: usize>(draws: &mut [Draws; N], values: &mut [f64; N]) {
    for (value, draws) in values.iter_mut().zip(draws) {
        *value = draws.uniform();
    }
}

impl rand::TryRng for Draws {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next_u64() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next_u64().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// 2⁶⁴ divided by the golden ratio, made odd.
const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// Variant 13 of D. Stafford's 64-bit mixers, a bijection; as in `java.util.SplittableRandom`.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What [`mix`] makes these bits from: its steps undone, the last one first.
fn unmix(mut z: u64) -> u64 {
    // The inverses of the factors modulo 2⁶⁴.
    z = (z ^ (z >> 31) ^ (z >> 62)).wrapping_mul(0x3196_42B2_D24D_8EC3);
    z = (z ^ (z >> 27) ^ (z >> 54)).wrapping_mul(0x96DE_1B17_3F11_9089);
    z ^ (z >> 30) ^ (z >> 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_can_begin_with_any_number() {
        let plain = Source::new(1, 2, "calls", Purpose::Arrival).nth(3);
        let first = plain.clone().next_u64();
        let (mut plain, mut same) = (plain, Draws::beginning_with(first));
        for _ in 0..3 {
            assert_eq!(same.next_u64(), plain.next_u64());
        }
        for bits in [0, 1, u64::MAX, 0x0123_4567_89AB_CDEF] {
            assert_eq!(Draws::beginning_with(bits).next_u64(), bits);
        }
    }

    #[test]
    fn the_complement_of_the_bits_is_one_less_the_number() {
        for index in 0..1000 {
            let draws = Source::new(1, 0, "calls", Purpose::Arrival).nth(index);
            let mirrored = Draws::beginning_with(!draws.clone().next_u64()).uniform();
            assert_eq!(mirrored, 1.0 - draws.clone().uniform());
        }
    }

    #[test]
    fn the_mixer_is_splitmix64() {
        // First outputs of SplitMix64 from seed 1234567 (S. Vigna's reference program).
        let mut draws = Draws { state: 1_234_567 };
        assert_eq!(draws.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(draws.next_u64(), 3_203_168_211_198_807_973);
    }
}
