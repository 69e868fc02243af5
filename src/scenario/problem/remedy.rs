//! What to do about a problem.

use super::ProblemKind;
use super::kind::list;
use crate::dist::DistributionError;
use crate::model::{HorizonError, ModelError, ModulationError};
use crate::scenario::source::FileError;

impl ProblemKind {
    /// What to do about it, in one line; none where the message says it all.
    pub fn remedy(&self) -> Option<String> {
        Some(match self {
            ProblemKind::Unreadable { error, nearest, .. } => file_remedy(error, nearest)?,
            ProblemKind::NoScenario { error, nearest, .. } => scenario_remedy(error, nearest)?,
            ProblemKind::NotUtf8 => "save the file as UTF-8".into(),
            ProblemKind::Syntax { message } => syntax_remedy(message).into(),
            ProblemKind::Slip(slip) => slip.remedy(),
            ProblemKind::LeadingPlus { .. } => {
                "write the value that it is to have; 10 % more calls are `arrivals.scale=1.1`"
                    .into()
            }
            ProblemKind::TooDeep => "no scenario needs more than a few levels".into(),
            ProblemKind::NoAssignment { .. } => {
                "write PATH=VALUE, as in `run.seed=2` or `agent_group.sales.agents=10`".into()
            }
            ProblemKind::NoParts { .. } => "end the path here".into(),
            ProblemKind::NoSuchElement { nearest, known, .. }
            | ProblemKind::UnknownName { nearest, known, .. } => {
                meant_or(nearest, || named(known, "there is"))
            }
            ProblemKind::UnknownKey { nearest, allowed, .. } => {
                meant_or(nearest, || format!("allowed here: {}", list(allowed)))
            }
            ProblemKind::MissingKey { remedy, .. }
            | ProblemKind::Alone { remedy, .. }
            | ProblemKind::WrongType { remedy, .. }
            | ProblemKind::EmptyList { remedy }
            | ProblemKind::WrongCount { remedy, .. }
            | ProblemKind::NoSuchInterval { remedy, .. } => remedy.clone(),
            ProblemKind::NoneOf { .. } => "add exactly one of them".into(),
            ProblemKind::Excluded { key, other } => {
                format!("keep either `{other}` or `{key}`")
            }
            ProblemKind::OutOfRange { remedy, .. } => remedy.clone()?,
            ProblemKind::TakesForEver { .. } => "check the unit".into(),
            ProblemKind::UnknownWord { nearest, allowed, .. } => {
                meant_or(nearest, || format!("allowed here: {}", list(allowed)))
            }
            ProblemKind::BadDuration(error) => error.remedy(),
            ProblemKind::ZeroDuration => "write a number with its unit, as in `\"4m30s\"`".into(),
            ProblemKind::BadClockTime { .. } => {
                "write hours and minutes from `\"00:00\"` to `\"24:00\"`, as in `\"08:30\"`".into()
            }
            ProblemKind::BadDate { .. } => {
                "write year, month and day, as in `\"2026-03-02\"`".into()
            }
            ProblemKind::BadName { .. } => {
                "use letters, digits, spaces and hyphens, at most 64".into()
            }
            ProblemKind::ReservedName { .. } => {
                "choose another; results call all of them together `all`".into()
            }
            ProblemKind::OtherFormat { .. } => "write `format = 1`".into(),
            ProblemKind::SameName { .. } => "give one of them another name".into(),
            ProblemKind::NamedTwice { .. } => "take one of them out".into(),
            ProblemKind::MixedHorizon { .. } => {
                "give either `length` (and `warm_up`), or `start`, `days`, `open` and `close`"
                    .into()
            }
            ProblemKind::BadHours => "write it as `[\"08:00\", \"20:00\"]`, or `\"closed\"`".into(),
            ProblemKind::UnevenOpening { between, .. } => interval_remedy(between.as_micros()),
            ProblemKind::ClosesBeforeOpening => {
                "the lines close on the day on which they open, at `\"24:00\"` at the latest".into()
            }
            ProblemKind::UnevenInterval { open, .. } => interval_remedy(open.as_micros()),
            ProblemKind::NothingCounted { .. } => "make `warm_up` shorter than `length`".into(),
            ProblemKind::BadHorizon(HorizonError::AlwaysClosed) => {
                "give hours to a weekday of the horizon, or simulate more days".into()
            }
            ProblemKind::BadHorizon(_) => "simulate a shorter time, or longer intervals".into(),
            ProblemKind::NeedsDays { .. } => {
                "give `start`, `open` and `close` in `[time]`, or a value that stays the same"
                    .into()
            }
            ProblemKind::PointOutOfOrder { key } => format!("order the points by their `{key}`"),
            ProblemKind::TooManyCalls { .. } => {
                "check the unit of the rate and the length of the horizon".into()
            }
            ProblemKind::NoRate { .. } => "it must be above zero and finite".into(),
            ProblemKind::BadStates(error) => match error {
                ModulationError::Unconnected => {
                    "let each state lead to every other one, perhaps by way of others".into()
                }
                ModulationError::NoCalls => "give a state some calls".into(),
            },
            ProblemKind::TooManyChanges { .. } => "check the unit of each `mean`".into(),
            ProblemKind::NoRateToMultiply { .. } => "take it out, or take another process".into(),
            ProblemKind::UntilBeforeFrom => {
                "a surge ends on the day on which it begins, at `\"24:00\"` at the latest".into()
            }
            ProblemKind::SurgeWhileClosed => "choose a time within the opening hours".into(),
            ProblemKind::AutocorrelationOfDays => {
                "take it out, or write `per = \"interval\"`".into()
            }
            ProblemKind::NoBusyness { .. } => {
                "add `busyness = { dist = \"gamma\", cv = 0.1 }` to it, or take it out here".into()
            }
            ProblemKind::UnlikeBusyness { .. } => {
                "give all the same, or name those to be correlated in `call_types`".into()
            }
            ProblemKind::SelfCorrelation { .. } => "write 1 along the diagonal".into(),
            ProblemKind::UnequalCorrelations { .. } => "give both the same".into(),
            ProblemKind::ImpossibleCorrelation { .. } => {
                "two that go with a third go with each other: take measured correlations".into()
            }
            ProblemKind::NoCalls { .. } => "give a row for each call".into(),
            ProblemKind::NoMoment { remedy, .. } => (*remedy).into(),
            ProblemKind::CallOutOfOrder => "sort the rows by time".into(),
            ProblemKind::CallWhileClosed { .. } => {
                "take the row out, or check `[time]` and the clock of the file".into()
            }
            ProblemKind::BadDistribution(error) => distribution_remedy(error)?,
            ProblemKind::IncompleteDistribution { ways, .. }
            | ProblemKind::OverfullDistribution { ways, .. } => format!("give {ways}"),
            ProblemKind::TooManyAgents { .. } => "split the group, or check the number".into(),
            ProblemKind::NeedsShifts { .. } => {
                "put a table `[[agent_group.shift]]` in place of `agents`".into()
            }
            ProblemKind::TooManyNamed { .. } => {
                "remove some of them, or raise the number of agents".into()
            }
            ProblemKind::TooMuchStaffing { .. } => "simulate fewer days".into(),
            ProblemKind::NobodyServes { name } => {
                format!("add `\"{name}\"` to the `skills` of an agent group")
            }
            ProblemKind::SharesOverOne { together, .. } => {
                format!("{together} exclude each other: together at most 1")
            }
            ProblemKind::BalkingOutOfOrder => {
                "order the rules by threshold: the last one that is reached decides".into()
            }
            ProblemKind::OverflowInACircle => {
                "let the last queue reject calls, take a `voicemail`, or have no `capacity`".into()
            }
            ProblemKind::NobodyDials { name } => {
                format!("add `trunk_group = \"{name}\"` to the call types that dial in on it")
            }
            ProblemKind::NobodyAsks { .. } => "add `resolution = 0.8` to the call type".into(),
            ProblemKind::ShiftEndsBeforeStart => {
                "a shift ends on the day on which it starts, at `\"24:00\"` at the latest".into()
            }
            ProblemKind::OutsideShift { .. } => "choose a time within the shift".into(),
            ProblemKind::BadWindow => "write it as `[\"11:30\", \"13:30\"]`".into(),
            ProblemKind::EmptyCsv { .. } => {
                "the first line names the columns, as in `start,calls`".into()
            }
            ProblemKind::NoColumn { column, is_usual: true, known, .. } => {
                let known = named(known, "the file has");
                format!(
                    "{known}; if one of them is meant, write `columns = {{ {column} = \"…\" }}` beside `csv`"
                )
            }
            ProblemKind::NoColumn { nearest, known, .. } => {
                meant_or(nearest, || named(known, "the file has"))
            }
            ProblemKind::NoHeader { column, .. } => {
                format!("put a line above it that names the columns, `{column}` among them")
            }
            ProblemKind::SameColumn { .. } => "rename one of them, or take it out".into(),
            ProblemKind::RaggedRow { .. } => "separate all fields with the same sign".into(),
            ProblemKind::UnclosedQuote => "close it with `\"` on the same line".into(),
            ProblemKind::NotANumber { text, .. } => number_remedy(text),
            ProblemKind::UnclearLength { .. } => {
                "write seconds, as in `245`, or hours, minutes and seconds, as in `0:04:05`".into()
            }
            ProblemKind::Thousands { plain, .. } => {
                format!("write `{plain}`, without signs between the digits")
            }
            ProblemKind::Negative { .. } => "zero is the least".into(),
            ProblemKind::BadStart { text } | ProblemKind::BadMoment { text } => start_remedy(text),
            ProblemKind::MixedStarts { .. } => {
                "give dates in all rows, or in none to repeat the same day".into()
            }
            ProblemKind::RepeatedRow { .. } => "take one of them out".into(),
            ProblemKind::UnorderedRow { .. } => "sort the rows by `start`".into(),
            ProblemKind::MissingRows { .. } => {
                "give one row for each interval of the opening hours".into()
            }
            ProblemKind::Doubtful(doubt) => doubt.remedy(),
            ProblemKind::Misrouted(fault) => fault.remedy(),
            ProblemKind::Expect(fault) => fault.remedy(),
            ProblemKind::Outage(fault) => fault.remedy(),
            ProblemKind::FloorRule(fault) => fault.remedy(),
            ProblemKind::BadField { remedy, .. } | ProblemKind::ImportNotUsed { remedy, .. } => {
                (*remedy).into()
            }
            ProblemKind::SecondRow { .. } => "take one of them out".into(),
            ProblemKind::RowsWhileClosed { .. } => {
                "open earlier or close later in `[time]`, or put 0 in these rows".into()
            }
            ProblemKind::NoRows { kind: "agent", .. } => {
                "add its rows, or rows of the whole group".into()
            }
            ProblemKind::NoRows { nearest, other_day, name, .. } => match (nearest, other_day) {
                (None, Some(date)) => {
                    format!("it has rows for other days, such as {date}: check `start` in `[time]`")
                }
                (Some(nearest), Some(_) | None) => {
                    format!(
                        "is it `{nearest}` there? then add `names = {{ \"{nearest}\" = \"{name}\" }}`"
                    )
                }
                (None, None) => "add its rows; another name in the file is told in `names`".into(),
            },
            ProblemKind::MissingRowsOf { .. } => {
                "give a row for each interval of the opening hours, with 0 where there is nothing"
                    .into()
            }
            ProblemKind::RowEndsBeforeStart => {
                "exchange the times; an end on the next day has its date, or no date".into()
            }
            ProblemKind::RowsOverlap { .. } => "let one end when the other starts".into(),
            ProblemKind::OutsideRosteredShift { .. } => {
                "an activity lies within a shift, or joins two that end and start with it".into()
            }
            ProblemKind::TooManyActivities { .. } => "make one of those that follow".into(),
            ProblemKind::InTwoGroups { .. } => {
                "an agent is in one group; give a second name where it is another person".into()
            }
            ProblemKind::RowsDiffer { .. } => "give it once, or the same in every row".into(),
            ProblemKind::InTwoShifts { .. } => {
                "let one end when the other starts, or leave one of them to somebody else".into()
            }
            ProblemKind::InNoShift { .. } => {
                "name everybody who is known by name in the `who` of a shift".into()
            }
            ProblemKind::NothingImported { what } => {
                format!("add `{what} = \"{what}.csv\"` to a table `[import]`")
            }
            ProblemKind::NoHandlingTimes { .. } => {
                "name the column in `columns`, as in `columns = { aht = \"duration\" }`".into()
            }
            ProblemKind::NoShape { .. } => "choose one with a mean that is above zero".into(),
            ProblemKind::UnknownZone { nearest, .. } => {
                meant_or(nearest, || "name it by a city, as in `Europe/Zurich`, or `UTC`".into())
            }
            ProblemKind::NoCentreZone { .. } => {
                "add `time_zone`, as in `time_zone = \"Europe/Zurich\"`, to `[time]`".into()
            }
            ProblemKind::ZoneWithoutDate { .. } => {
                "write dates too, as in `2026-03-02 08:30`, or times by the clock of the centre"
                    .into()
            }
            ProblemKind::ClockChanged { .. } => {
                "write times with their offset, as in `2026-03-02T08:30+01:00`".into()
            }
            ProblemKind::ClockChange { .. } => {
                "a simulated day has 24 hours: simulate other days, or close over this hour".into()
            }
            ProblemKind::Refused(error) => refusal_remedy(error)?,
            ProblemKind::MoreRows { .. } => return None,
        })
    }
}

/// What to do where the model refuses what is good by itself.
fn refusal_remedy(error: &ModelError) -> Option<String> {
    match error {
        ModelError::TooManyQueues { .. } => Some("use fewer conditional steps".into()),
        ModelError::TooLongForSoManyAgents { .. } => {
            Some("simulate a shorter time, or check the numbers of agents".into())
        }
        ModelError::TooManyRoutes { .. } => Some(
            "let fewer rules change it, one rule do what several do, or use fewer conditional steps"
                .into(),
        ),
        _ => None,
    }
}

fn meant_or(nearest: &Option<String>, otherwise: impl FnOnce() -> String) -> String {
    match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => otherwise(),
    }
}

/// What there is, if it is not too much to say.
fn named(known: &[String], there_is: &str) -> String {
    const MOST: usize = 12;
    match known.len() {
        0 => format!("{there_is} none"),
        count if count > MOST => {
            format!("{there_is} {} and {} more", list(&known[..MOST]), count - MOST)
        }
        _ => format!("{there_is} {}", list(known)),
    }
}

fn file_remedy(error: &FileError, nearest: &Option<String>) -> Option<String> {
    if let Some(nearest) = nearest {
        return Some(format!("did you mean `{nearest}`?"));
    }
    match error {
        FileError::Missing => {
            Some("check the path; that of a CSV file is relative to the scenario file".into())
        }
        FileError::Directory => Some("name a file in it".into()),
        FileError::TooLarge | FileError::Refused(_) => None,
    }
}

fn scenario_remedy(error: &FileError, nearest: &Option<String>) -> Option<String> {
    match (error, nearest) {
        (FileError::Directory, Some(nearest)) => {
            Some(format!("name a scenario in it, such as `{nearest}`"))
        }
        (_, Some(nearest)) => Some(format!("did you mean `{nearest}`?")),
        (FileError::Missing, None) => Some("check the path".into()),
        (FileError::Directory, None) => Some("name a scenario in it".into()),
        (FileError::TooLarge | FileError::Refused(_), None) => None,
    }
}

/// What usually lies behind a complaint of the parser.
fn syntax_remedy(message: &str) -> &'static str {
    const REMEDIES: [(&str, &str); 12] = [
        ("string values must be", "write texts, durations and times in quotes, as in `\"20s\"`"),
        ("invalid time", "write texts, durations and times in quotes, as in `\"08:30\"`"),
        ("invalid date", "write dates in quotes, as in `\"2026-03-02\"`"),
        ("duplicate key", "name a key once; a table that repeats is headed `[[call_type]]`"),
        ("unclosed array", "close the list with `]`"),
        ("unclosed inline table", "close the table with `}`"),
        ("unclosed table", "close the header with `]`"),
        ("missing comma", "separate with a comma, or close the bracket"),
        ("key with no value", "write `key = value`"),
        ("invalid basic string", "close the text with `\"` on the same line"),
        ("invalid unquoted key", "keys have letters, digits, `_` and `-`; others are quoted"),
        ("unexpected leading zero", "write the number without it"),
    ];
    let known = REMEDIES.iter().find(|(beginning, _)| message.starts_with(beginning));
    known.map_or("write `key = value`, one on each line, texts in quotes", |(_, remedy)| *remedy)
}

/// What is usual elsewhere, or how to write it.
fn start_remedy(text: &str) -> String {
    if text.is_empty() {
        return "write a time, or take the row out if it is a sum of others".into();
    }
    let last = text.trim_end_matches('.').to_ascii_lowercase();
    if last.ends_with("am") || last.ends_with("pm") || last.ends_with(".m") {
        return "write the hours from 0 to 24, as in `13:30` for 1:30 pm".into();
    }
    if text.contains('/') || text.matches('.').count() > 1 {
        return "write dates with the year first, as in `2026-03-02 08:30`".into();
    }
    "write a time of day `08:30`, or a date and a time `2026-03-02 08:30`".into()
}

fn number_remedy(text: &str) -> String {
    match text.replace(',', ".").parse::<f64>() {
        Ok(_) if text.contains(',') => "write a decimal point, not a comma".into(),
        Ok(_) | Err(_) if text.is_empty() => "write 0 where nobody calls".into(),
        Ok(_) | Err(_) => "write digits with a decimal point, as in `12.5`".into(),
    }
}

/// The intervals from 5 to 60 minutes that divide so many microseconds.
fn interval_remedy(open: u64) -> String {
    const MINUTE: u64 = 60_000_000;
    let good: Vec<String> = [5, 10, 15, 20, 30, 60]
        .into_iter()
        .filter(|minutes| open.is_multiple_of(minutes * MINUTE))
        .map(|minutes| format!("{minutes}m"))
        .collect();
    if good.is_empty() {
        "let the lines open and close on a multiple of five minutes".into()
    } else {
        format!("choose {}", list(&good))
    }
}

/// Another family or key that can do what was asked for.
fn distribution_remedy(error: &DistributionError) -> Option<String> {
    Some(match error {
        DistributionError::CvBetweenErlangs { .. } => {
            "give `phases` and `mean`, or take `dist = \"gamma\"`, which has every `cv`".into()
        }
        DistributionError::CvOutOfReach { .. } => {
            "`gamma` and `lognormal` have every `cv` above zero".into()
        }
        DistributionError::P90OutOfReach { .. } => {
            "`lognormal` has every `p90` above its median".into()
        }
        DistributionError::WrongOrder { .. } => "exchange them, or check their units".into(),
        DistributionError::ModeOutside { .. } => "order them `low`, `mode`, `high`".into(),
        DistributionError::MuTooLow { .. } => "choose a larger `mu` or a smaller `sigma`".into(),
        DistributionError::PhasesOutOfReach { most, .. } => {
            format!("with more than {most} phases it is as good as constant")
        }
        DistributionError::Empty { .. } => "give at least one".into(),
        DistributionError::LengthsDiffer { .. } => "give as many of one as of the other".into(),
        DistributionError::NoWeight => "give a weight above zero to what may be chosen".into(),
        DistributionError::FirstEdgeNotZero { .. } => "begin `edges` with `\"0s\"`".into(),
        DistributionError::EdgesNotAscending { .. } => "order `edges` by time".into(),
        DistributionError::NotPositive { .. }
        | DistributionError::Negative { .. }
        | DistributionError::NotFinite { .. }
        | DistributionError::BadEntry { .. } => return None,
    })
}
