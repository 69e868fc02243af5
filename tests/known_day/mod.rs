//! A day of which the truth is known, from the Kolmogorov equations: what is measured against it is not
//! measured against another simulation.

#![allow(dead_code, reason = "each test and example uses a part of it")]

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroup, Arrivals, AtClose, Busyness, CallType, CallTypeId, CivilDate, Horizon, Model,
    Routing, Skill,
};
use callsim::theory::{StaffedInterval, time_varying_means};
use callsim::time::SimDuration;

/// A day that begins empty, with one call type and one agent group, and exponential times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownDay {
    pub(crate) open_hours: u64,
    /// Calls per hour, the same all day.
    pub(crate) per_hour: f64,
    pub(crate) agents: u32,
    /// In seconds.
    pub(crate) mean_talk: f64,
}

/// Four hours on which one agent more or fewer tells.
pub(crate) const FOUR_HOURS: KnownDay =
    KnownDay { open_hours: 4, per_hour: 100.0, agents: 5, mean_talk: 150.0 };

/// One hour, for what is repeated often.
pub(crate) const ONE_HOUR: KnownDay =
    KnownDay { open_hours: 1, per_hour: 60.0, agents: 3, mean_talk: 150.0 };

/// In seconds.
const MEAN_PATIENCE: f64 = 120.0;

/// After closing time the last queue has so many hours to end.
const HOURS_AFTER: f64 = 2.0;

/// Means over days like this.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truth {
    pub(crate) offered: f64,
    /// Calls that had to wait.
    pub(crate) waits: f64,
    /// Calls, also those after closing time.
    pub(crate) abandoned: f64,
    /// Calls, while it is open.
    pub(crate) queue_mean: f64,
}

impl Truth {
    /// The share of calls that had to wait.
    pub(crate) fn waited(&self) -> f64 {
        self.waits / self.offered
    }

    /// The share of calls that abandon.
    pub(crate) fn abandonment(&self) -> f64 {
        self.abandoned / self.offered
    }
}

impl KnownDay {
    /// The day as it is.
    pub(crate) fn model(&self) -> Model {
        self.model_with("calls", None)
    }

    /// The day with a call type of this name, which gives it its random numbers, and some days busier
    /// than others.
    pub(crate) fn model_with(&self, call_type: &str, busyness: Option<Busyness>) -> Model {
        let hours = |hours| SimDuration::from_secs(3600 * hours);
        let (start, open) = (CivilDate::constant(2026, 3, 2), SimDuration::ZERO);
        let close = hours(self.open_hours);
        let horizon = Horizon::days(start, 1, open, close, hours(1), AtClose::ServeQueue).unwrap();
        let arrivals = Arrivals::constant(&horizon, self.per_hour / 3600.0);
        let arrivals = Arrivals { busyness, ..arrivals };
        let exponential = |mean| Distribution::exponential(mean).unwrap();
        let (talk, patience) = (exponential(self.mean_talk), exponential(MEAN_PATIENCE));
        let calls = CallType::new(call_type, arrivals, talk, Some(patience));
        let skills = vec![Skill::first_choice(CallTypeId(0))];
        let agents = AgentGroup::constant("agents", self.agents, skills, &horizon);
        Model::new("day", horizon, vec![calls], vec![agents], Routing::default()).unwrap()
    }

    /// What it has on average.
    pub(crate) fn truth(&self) -> Truth {
        let day =
            [self.interval(self.open_hours as f64, self.per_hour), self.interval(HOURS_AFTER, 0.0)];
        let means = time_varying_means(&day, self.mean_talk, MEAN_PATIENCE).unwrap();
        Truth {
            offered: means[0].arrivals,
            waits: means[0].waits,
            abandoned: means.iter().map(|each| each.abandonments).sum(),
            queue_mean: means[0].queue_mean,
        }
    }

    /// The mean queue of each open hour.
    pub(crate) fn queue_by_hour(&self) -> Vec<f64> {
        let hours = vec![self.interval(1.0, self.per_hour); self.open_hours as usize];
        let means = time_varying_means(&hours, self.mean_talk, MEAN_PATIENCE).unwrap();
        means.iter().map(|hour| hour.queue_mean).collect()
    }

    fn interval(&self, hours: f64, per_hour: f64) -> StaffedInterval {
        StaffedInterval {
            seconds: 3600.0 * hours,
            rate_at_start: per_hour / 3600.0,
            rate_at_end: per_hour / 3600.0,
            agents: self.agents,
        }
    }
}
