//! The families of distributions, and the ways in which each can be given: one row a family.

use super::distribution::Parameters;
use crate::dist::{Distribution, DistributionError};

/// A family of distributions.
#[derive(Debug, PartialEq)]
pub(crate) struct Family {
    /// What stands after `dist =`.
    pub(crate) word: &'static str,
    /// Its name with the article.
    pub(crate) called: &'static str,
    /// What it is good for.
    pub(crate) about: &'static str,
    /// The ways to give its parameters.
    pub(crate) ways: &'static [Way],
    /// Keys that may stand beside any of them.
    pub(crate) optional: &'static [Key],
}

/// Parameters that together fix a distribution.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) keys: &'static [Key],
    /// The distribution, from the values of these keys. What is made of several distributions or
    /// of a file is made elsewhere.
    pub(crate) build: Option<Build>,
}

/// From the values of a way's keys to a distribution.
type Build = fn(&Parameters) -> Result<Distribution, DistributionError>;

impl PartialEq for Way {
    /// Ways are told apart by their keys; functions have no identity.
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

/// A key of a distribution.
#[derive(Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: KeyKind,
    pub(crate) about: &'static str,
}

/// What stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    Duration,
    LongerThanZero,
    Positive,
    Number,
    Phases,
    Durations,
    Numbers,
    Text,
    Flag,
    Parts,
}

impl Family {
    /// Every key that may stand in a table of this family, each once.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static Key> {
        self.way_keys().chain(self.optional).chain(LIMITS)
    }

    /// The keys of the ways, each once.
    pub(crate) fn way_keys(&self) -> impl Iterator<Item = &'static Key> {
        let mut seen = Vec::new();
        self.ways.iter().flat_map(|way| way.keys).filter(move |key| {
            let is_new = !seen.contains(&key.name);
            seen.push(key.name);
            is_new
        })
    }
}

impl Way {
    /// Its keys as problems name them: "`mean` and `cv`".
    pub(crate) fn in_words(&self) -> String {
        let quoted: Vec<String> = self.keys.iter().map(|key| format!("`{}`", key.name)).collect();
        match quoted.as_slice() {
            [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
            _ => quoted.concat(),
        }
    }
}

const fn key(name: &'static str, kind: KeyKind, about: &'static str) -> Key {
    Key { name, kind, about }
}

const MEAN: Key = key("mean", KeyKind::LongerThanZero, "The mean.");
const CV: Key =
    key("cv", KeyKind::Positive, "The coefficient of variation: standard deviation over mean.");
const MEDIAN: Key = key("median", KeyKind::LongerThanZero, "Half of all values are shorter.");
const P90: Key = key("p90", KeyKind::LongerThanZero, "Nine of ten values are shorter.");
const SHAPE: Key = key("shape", KeyKind::Positive, "The shape.");
const SCALE: Key = key("scale", KeyKind::LongerThanZero, "The scale.");
const LOW: Key = key("low", KeyKind::Duration, "The least value.");
const MODE: Key = key("mode", KeyKind::Duration, "The likeliest value.");
const HIGH: Key = key("high", KeyKind::Duration, "The greatest value.");
const MU: Key =
    key("mu", KeyKind::Number, "The mean of the natural logarithm of the value in seconds.");
const SIGMA: Key = key(
    "sigma",
    KeyKind::Positive,
    "The standard deviation of the natural logarithm of the value in seconds.",
);
const WEIGHTS: Key =
    key("weights", KeyKind::Numbers, "How often each part is chosen; the sum need not be 1.");

/// What may be put on any distribution.
pub(crate) const LIMITS: &[Key] = &[
    key("shift", KeyKind::Duration, "Added to each value."),
    key("min", KeyKind::Duration, "Smaller values are raised to this."),
    key("max", KeyKind::LongerThanZero, "Greater values are lowered to this."),
];

/// A way with its keys, and the constructor with where each argument comes from.
macro_rules! way {
    ($constructor:ident($($key:ident),+)) => {
        Way {
            keys: &[$($key),+],
            build: Some(|given| Distribution::$constructor($(given.number($key.name)),+)),
        }
    };
}

/// A family that takes these ways alone.
const fn family(
    word: &'static str,
    called: &'static str,
    about: &'static str,
    ways: &'static [Way],
) -> Family {
    Family { word, called, about, ways, optional: &[] }
}

/// Every family, in the order of the manual.
pub(crate) const FAMILIES: &[Family] = &[
    family(
        "constant",
        "a constant",
        "Always the same.",
        &[Way {
            keys: &[key("value", KeyKind::Duration, "The value.")],
            build: Some(|given| Distribution::constant(given.number("value"))),
        }],
    ),
    family(
        "exponential",
        "an exponential distribution",
        "Memoryless: what the Erlang formulas assume.",
        &[
            way!(exponential(MEAN)),
            way!(exponential_from_median(MEDIAN)),
            Way {
                keys: &[key(
                    "rate_per_minute",
                    KeyKind::Positive,
                    "Ends per minute; the mean is its inverse.",
                )],
                build: Some(|given| {
                    Distribution::exponential_from_rate(given.number("rate_per_minute") / 60.0)
                }),
            },
        ],
    ),
    family(
        "erlang",
        "an erlang distribution",
        "Several exponential phases, one after the other.",
        &[
            Way {
                keys: &[key("phases", KeyKind::Phases, "How many phases."), MEAN],
                build: Some(|given| {
                    Distribution::erlang(given.number("phases") as u32, given.number("mean"))
                }),
            },
            way!(erlang_from_mean_cv(MEAN, CV)),
        ],
    ),
    family(
        "gamma",
        "a gamma distribution",
        "Less or more variable than exponential, with a light tail.",
        &[
            way!(gamma_from_mean_cv(MEAN, CV)),
            way!(gamma_from_median_p90(MEDIAN, P90)),
            way!(gamma(SHAPE, SCALE)),
        ],
    ),
    family(
        "lognormal",
        "a lognormal distribution",
        "The usual shape of talk times.",
        &[
            way!(lognormal_from_mean_cv(MEAN, CV)),
            way!(lognormal_from_median_p90(MEDIAN, P90)),
            way!(lognormal(MU, SIGMA)),
        ],
    ),
    family(
        "weibull",
        "a weibull distribution",
        "Patience that grows or falls with the wait.",
        &[
            way!(weibull_from_mean_cv(MEAN, CV)),
            way!(weibull_from_median_p90(MEDIAN, P90)),
            way!(weibull(SHAPE, SCALE)),
        ],
    ),
    family(
        "uniform",
        "a uniform distribution",
        "All values between two are equally likely.",
        &[
            way!(uniform(LOW, HIGH)),
            way!(uniform_from_mean_cv(MEAN, CV)),
            way!(uniform_from_median_p90(MEDIAN, P90)),
        ],
    ),
    family(
        "triangular",
        "a triangular distribution",
        "Least, likeliest and greatest value, joined by straight lines.",
        &[way!(triangular(LOW, MODE, HIGH))],
    ),
    family(
        "pert",
        "a pert distribution",
        "Least, likeliest and greatest value, joined by a smooth curve.",
        &[way!(pert(LOW, MODE, HIGH))],
    ),
    family(
        "pareto",
        "a pareto distribution",
        "A heavy tail above a least value, the scale.",
        &[
            way!(pareto_from_mean_cv(MEAN, CV)),
            way!(pareto_from_median_p90(MEDIAN, P90)),
            way!(pareto(SHAPE, SCALE)),
        ],
    ),
    family(
        "log-logistic",
        "a log-logistic distribution",
        "Like lognormal with a heavier tail; the scale is the median.",
        &[
            way!(log_logistic_from_mean_cv(MEAN, CV)),
            way!(log_logistic_from_median_p90(MEDIAN, P90)),
            way!(log_logistic(SHAPE, SCALE)),
        ],
    ),
    family(
        "hyperexponential",
        "a hyperexponential distribution",
        "One of several exponential distributions: short and long calls.",
        &[
            way!(hyperexponential_from_mean_cv(MEAN, CV)),
            Way {
                keys: &[WEIGHTS, key("means", KeyKind::Durations, "The mean of each part.")],
                build: Some(|given| {
                    Distribution::hyperexponential(given.numbers("weights"), given.numbers("means"))
                }),
            },
        ],
    ),
    family(
        "normal",
        "a normal distribution",
        "The bell curve, without what is below zero.",
        &[
            way!(normal_from_mean_cv(MEAN, CV)),
            way!(normal_from_median_p90(MEDIAN, P90)),
            Way {
                keys: &[
                    key("mu", KeyKind::Duration, "The mean before the cut at zero."),
                    key(
                        "sigma",
                        KeyKind::LongerThanZero,
                        "The standard deviation before the cut at zero.",
                    ),
                ],
                build: Some(|given| {
                    Distribution::normal(given.number("mu"), given.number("sigma"))
                }),
            },
        ],
    ),
    family(
        "mixture",
        "a mixture",
        "One of several distributions, chosen by weight.",
        &[Way {
            keys: &[WEIGHTS, key("parts", KeyKind::Parts, "The distributions to choose from.")],
            build: None,
        }],
    ),
    Family {
        word: "empirical",
        called: "an empirical distribution",
        about: "Values as they were measured, drawn again.",
        ways: &[
            Way {
                keys: &[key("values", KeyKind::Durations, "The values.")],
                build: Some(|given| {
                    let values = given.numbers("values").to_vec();
                    Distribution::empirical(values, given.flag("interpolate"))
                }),
            },
            Way {
                keys: &[
                    key("csv", KeyKind::Text, "A CSV file with a value in each row."),
                    key(
                        "column",
                        KeyKind::Text,
                        "Its column with the values, in seconds or with a unit.",
                    ),
                ],
                build: None,
            },
        ],
        optional: &[key(
            "interpolate",
            KeyKind::Flag,
            "Whether values between those measured may come up (default false).",
        )],
    },
    family(
        "piecewise-hazard",
        "a piecewise-hazard distribution",
        "Patience as it is measured, bin by bin of the wait.",
        &[Way {
            keys: &[
                key(
                    "edges",
                    KeyKind::Durations,
                    "Where each bin begins, the first at \"0s\"; the last has no end.",
                ),
                key(
                    "hazard_per_minute",
                    KeyKind::Numbers,
                    "How many of those who are still there end per minute, in each bin.",
                ),
            ],
            build: Some(|given| {
                let hazards = given.numbers("hazard_per_minute").iter().map(|rate| rate / 60.0);
                Distribution::piecewise_hazard(given.numbers("edges").to_vec(), hazards.collect())
            }),
        }],
    ),
];
