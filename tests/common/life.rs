//! Random lives of calls, for the random centres.

use callsim::model::{
    Admission, Announcement, AtClose, Balking, BalkingThreshold, CallLife, CallTypeId, Capacity,
    Ivr, NextStep, NextStepKind, OverDay, Parts, Repeat, Resolution, Ring, TrunkGroup,
    TrunkGroupId, WaitEstimator, WhenFull,
};
use callsim::time::SimDuration;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::{constant, exponential};

/// What is added to a plain centre.
#[derive(Clone, Debug)]
pub struct Lives {
    lines: Vec<u32>,
    /// More than there are call types.
    lives: Vec<CallLife>,
    /// More than there are agent groups.
    rings: Vec<Option<Ring>>,
    resolutions: Vec<Option<f64>>,
}

impl Lives {
    /// The plain centre with all this.
    pub fn lived_in(self, mut parts: Parts) -> Parts {
        parts.trunk_groups = (self.lines.iter().enumerate())
            .map(|(index, lines)| TrunkGroup { name: format!("lines {index}"), lines: *lines })
            .collect();
        for (call_type, life) in parts.call_types.iter_mut().zip(self.lives) {
            call_type.life = life;
        }
        let rings = self.rings.into_iter().zip(self.resolutions);
        for (group, (ring, resolution)) in parts.agent_groups.iter_mut().zip(rings) {
            group.ring = ring;
            group.skills.iter_mut().for_each(|skill| skill.resolution = resolution);
        }
        parts
    }
}

/// Lives for so many call types.
pub fn lives(types: usize) -> impl Strategy<Value = Lives> {
    let share = || prop_oneof![Just(0.0), Just(1.0), 0.0f64..1.0];
    (
        prop::collection::vec(0u32..8, 2),
        prop::collection::vec(life(types), types),
        prop::collection::vec(option::of(ring()), 3),
        prop::collection::vec(option::of(share()), 3),
    )
        .prop_map(|(lines, lives, rings, resolutions)| Lives {
            lines,
            lives,
            rings,
            resolutions,
        })
}

fn life(types: usize) -> impl Strategy<Value = CallLife> {
    (
        option::of((0u16..2).prop_map(TrunkGroupId)),
        option::of(ivr(types)),
        admission(types),
        option::of(prop_oneof![Just(constant(20.0)), Just(exponential(30.0))]),
        prop::collection::vec(next_step(types), 0..3),
        option::of(resolution(types)),
        option::of(prop_oneof![
            Just(AtClose::ServeQueue),
            Just(AtClose::ClearQueue),
            Just(AtClose::CarryOver)
        ]),
    )
        .prop_map(|(trunks, ivr, admission, hold, next_steps, resolution, at_close)| {
            let hold = hold.map(OverDay::Same);
            CallLife { trunks, ivr, admission, hold, next_steps, resolution, at_close }
        })
}

fn call_type(types: usize) -> impl Strategy<Value = CallTypeId> {
    (0..types as u32).prop_map(CallTypeId)
}

fn ivr(types: usize) -> impl Strategy<Value = Ivr> {
    let duration = prop_oneof![Just(constant(0.0)), Just(constant(45.0)), Just(exponential(60.0))];
    let routes = prop::collection::vec((call_type(types), 0.0f64..0.3), 0..3);
    (duration, 0.0f64..0.2, 0.0f64..0.2, routes).prop_map(
        |(duration, contained, hang_up, routes)| Ivr { duration, contained, hang_up, routes },
    )
}

fn admission(types: usize) -> impl Strategy<Value = Admission> {
    let when_full = prop_oneof![
        Just(WhenFull::Reject),
        call_type(types).prop_map(WhenFull::Overflow),
        call_type(types).prop_map(WhenFull::Voicemail),
    ];
    let capacity =
        (0u32..6, when_full).prop_map(|(calls, when_full)| Capacity { calls, when_full });
    let threshold = prop_oneof![
        (0u32..6).prop_map(BalkingThreshold::Queue),
        (0u64..300).prop_map(|wait| BalkingThreshold::Wait(SimDuration::from_secs(wait))),
    ];
    let balking =
        (threshold, 0.0f64..1.0).prop_map(|(from, probability)| Balking { from, probability });
    let announcement = (0u64..300, 0.0f64..3.0).prop_map(|(from, patience_factor)| Announcement {
        from: SimDuration::from_secs(from),
        patience_factor,
    });
    let estimator =
        prop_oneof![Just(WaitEstimator::QueuePosition), Just(WaitEstimator::LastAnswered)];
    (
        option::of(capacity),
        prop::collection::vec(balking, 0..3),
        option::of(announcement),
        estimator,
    )
        .prop_map(|(capacity, balking, announcement, estimator)| Admission {
            capacity,
            balking,
            announcement,
            estimator,
        })
}

fn next_step(types: usize) -> impl Strategy<Value = NextStep> {
    let transfer = (option::of(0u64..60), any::<bool>()).prop_map(|(consult, head_of_queue)| {
        let consult = consult.map(SimDuration::from_secs);
        NextStepKind::Transfer { consult, head_of_queue }
    });
    (0.0f64..0.4, call_type(types), prop_oneof![Just(NextStepKind::Task), transfer])
        .prop_map(|(probability, to, kind)| NextStep { probability, to, kind })
}

fn resolution(types: usize) -> impl Strategy<Value = Resolution> {
    let after = prop_oneof![Just(constant(0.0)), Just(exponential(1800.0)), Just(constant(7200.0))];
    let repeat = (0.0f64..1.0, after, call_type(types), 1u32..5).prop_map(
        |(probability, after, to, max_visits)| Repeat { probability, after, to, max_visits },
    );
    (0.0f64..1.0, option::of(repeat))
        .prop_map(|(probability, repeat)| Resolution { probability, repeat })
}

fn ring() -> impl Strategy<Value = Ring> {
    let time = prop_oneof![Just(constant(0.0)), Just(constant(8.0)), Just(exponential(10.0))];
    (time, prop_oneof![Just(0.0), 0.0f64..0.5], 1u64..30, 0u64..60).prop_map(
        |(time, no_answer, timeout, not_ready)| Ring {
            time,
            no_answer,
            timeout: SimDuration::from_secs(timeout),
            not_ready: SimDuration::from_secs(not_ready),
        },
    )
}
