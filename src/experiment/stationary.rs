//! Whether a model has a long run: whether its rules stay the same for as long as one likes.

use crate::model::{
    AgentGroup, Arrivals, CallType, Model, OutageTiming, OverDay, Patience, Process, Staffing,
};

/// Why nothing that a model does settles in the long run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotStationary {
    /// It has days and opening hours.
    #[error(
        "it has days with opening hours, each of which begins anew; a steady state needs \
         `time.length`, such as `time = {{ length = \"1000h\" }}`"
    )]
    Days,
    /// The calls of a type don't come at one rate.
    #[error("calls `{call_type}` {why}; a steady state needs arrivals at a constant rate")]
    Arrivals {
        /// Its name.
        call_type: String,
        /// What they do instead.
        why: &'static str,
    },
    /// Calls of a type don't have the same handling or patience all the time.
    #[error("the handling or patience of calls `{call_type}` changes with the interval")]
    OverDay {
        /// Its name.
        call_type: String,
    },
    /// The agents of a group don't stay as they are.
    #[error("the agents of `{agent_group}` {why}; a steady state needs a constant number of them")]
    Agents {
        /// Its name.
        agent_group: String,
        /// What they do instead.
        why: &'static str,
    },
    /// An outage has its time.
    #[error("the outage `{outage}` comes at a planned time; one `between` others has a long run")]
    Outage {
        /// Its name.
        outage: String,
    },
}

/// Whether nothing in a model has its time or is drawn once for all of it. Otherwise one long
/// replication, however long, does not tell what others would.
///
/// # Errors
///
/// [`NotStationary`] names the first thing that has.
pub fn check_stationary(model: &Model) -> Result<(), NotStationary> {
    if model.horizon().start_date().is_some() {
        return Err(NotStationary::Days);
    }
    model.call_types().iter().try_for_each(check_calls)?;
    model.agent_groups().iter().try_for_each(check_agents)?;
    for outage in model.outages() {
        if matches!(outage.timing, OutageTiming::Planned { .. }) {
            return Err(NotStationary::Outage { outage: outage.name.clone() });
        }
    }
    Ok(())
}

fn check_calls(call_type: &CallType) -> Result<(), NotStationary> {
    let name = || call_type.name.clone();
    if let Some(why) = complaint(&call_type.arrivals) {
        return Err(NotStationary::Arrivals { call_type: name(), why });
    }
    let patience = match &call_type.patience {
        Patience::Infinite => None,
        Patience::Drawn(patience) => Some(patience),
    };
    let CallType { handling, life, .. } = call_type;
    let work = [Some(&handling.talk), life.hold.as_ref(), handling.wrap_up.as_ref()];
    let mut each = work.into_iter().chain([patience]);
    if each.any(|each| matches!(each, Some(OverDay::ByInterval(_)))) {
        return Err(NotStationary::OverDay { call_type: name() });
    }
    Ok(())
}

/// What calls do instead of coming at one rate.
fn complaint(arrivals: &Arrivals) -> Option<&'static str> {
    match arrivals.process {
        Process::Poisson | Process::Renewal { .. } | Process::Modulated(_) => {}
        Process::Counts | Process::MixedCounts(_) => return Some("come by counts of intervals"),
        Process::Trace(_) => return Some("are those of a trace"),
    }
    if arrivals.busyness.is_some() {
        return Some("have a busyness, which is drawn once for all the time");
    }
    if !arrivals.surges.is_empty() {
        return Some("come in surges");
    }
    let mut rates =
        arrivals.segments.iter().flat_map(|each| [each.rate_at_start, each.rate_at_end]);
    let first = rates.next();
    rates.any(|rate| Some(rate) != first).then_some("come at a rate that changes")
}

fn check_agents(group: &AgentGroup) -> Result<(), NotStationary> {
    let why = match &group.staffing {
        Staffing::Shifts(_) => Some("come and go by shifts"),
        Staffing::HeadCount(changes)
            if changes.windows(2).any(|two| two[0].agents != two[1].agents) =>
        {
            Some("are not always as many")
        }
        Staffing::HeadCount(_) if group.people.absence > 0.0 => {
            Some("may be absent, which is drawn once for all the time")
        }
        Staffing::HeadCount(_) if group.people.speed.is_some() => {
            Some("have speeds, which are drawn once for all the time")
        }
        Staffing::HeadCount(_) if group.people.learning.is_some() => Some("learn"),
        Staffing::HeadCount(_) => None,
    };
    match why {
        Some(why) => Err(NotStationary::Agents { agent_group: group.name.clone(), why }),
        None => Ok(()),
    }
}
