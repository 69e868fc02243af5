//! Replications on all cores, and what they tell together: estimates with their uncertainty.
//!
//! No result depends on the number of threads, and memory doesn't grow with the number of
//! replications: their values wait in a temporary file until all of them are there.
//!
//! | files | are about |
//! | --- | --- |
//! | `outlook` `planned` `traffic` `skills` `bottleneck` `hectic` `resources` | what can be said of a model before it is run |
//! | `sample` `batch` `replicator` `run` `plan` | replications: which, and how they are run |
//! | `journal` `spool` `stored` `sum` | replications on disk |
//! | `results` `summary` `estimates` `bands` `days` | what replications of one model tell |
//! | `reduction` `sequential` | fewer replications, or as many as it takes |
//! | `comparison` `differences` `spread` | several scenarios with the same callers |
//! | `design` `factor` `sweep` | one scenario with many values |
//! | `selection` | the best of several |
//! | `stationary` `steady_state` | one long replication |
//! | `check` `gate` | whether results are as expected |
//! | `traced` | one replication written down: which, and what happened |
//! | `fingerprint` | whether results still are the same to the last bit |

mod bands;
mod batch;
mod bottleneck;
mod check;
mod comparison;
mod days;
mod design;
mod differences;
mod estimates;
mod factor;
mod fingerprint;
mod gate;
mod hectic;
mod journal;
mod outlook;
mod plan;
mod planned;
mod reduction;
mod replicator;
mod resources;
mod results;
mod run;
mod sample;
mod selection;
mod sequential;
mod skills;
mod spool;
mod spread;
mod stationary;
mod steady_state;
mod stored;
mod sum;
mod summary;
mod sweep;
mod traced;
mod traffic;
mod waiting;

pub use bands::{AgentBands, Band, CallBands, IntervalRow};
pub use batch::{Progress, Settings, Sink, Watch};
pub use check::{Baseline, Check, CheckResults, CheckSettings, GateError, GateResult};
pub use comparison::{Comparison, Shared};
pub use days::{DayRow, Days};
pub use design::{Design, MOST_POINTS, MOST_SOBOL};
pub use differences::{DifferenceRow, Differences, Summary, Together};
pub use factor::{Factor, Level, Range, RangeError};
pub use fingerprint::{Fingerprint, fingerprints};
pub use gate::GateLook;
pub use hectic::hectic_rules;
pub use journal::Journal;
pub use outlook::{BusyInterval, ExpectedWork, Outlook, PlannedStaff, Pool};
pub use plan::{Difference, Plan, Shard};
pub use reduction::{Control, FEWEST_WITH_CONTROLS, Gain, Reduction, ReductionUsed, Unsuited};
pub use resources::Resources;
pub use results::{
    Bin, Bounded, Estimator, InForceRow, IndividualRow, IntervalStateRow, MeasureEstimate, Results,
    ServiceLevelDistribution, StateRow, WaitRow,
};
pub use run::{RunError, continue_reduced, continue_run, run, run_with_policy};
pub use sample::{Sample, Threads};
pub use selection::{
    ByBudget, ByIndifference, Candidate, Fate, Ranked, Selection, SelectionError, select_by_budget,
    select_by_indifference,
};
pub use sequential::{Goal, Look, Stopping, Until, grow_until};
pub use spread::Spread;
pub use stationary::{NotStationary, check_stationary};
pub use steady_state::{LongRun, LongRunMeasure, NoSteadyState, SteadyState, Stretch, WarmUpBy};
pub use stored::{Stored, StoredError};
pub use sweep::{Sweep, SweptMeasure, SweptPoint};
pub use traced::{Extreme, Extremity, Traced, most_extreme, trace};
pub use waiting::{WaitShares, Waiting};

pub use crate::engine::Grouping;
