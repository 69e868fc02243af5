//! What moments of the horizon, promises and numbers are called.

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::number::alone;
use crate::model::{
    CallType, Horizon, Interval, IntervalKind, ServiceLevelObjective, ServiceLevelRule, Weekday,
};
use crate::time::{MICROS_PER_DAY, MICROS_PER_SECOND, SimDuration, SimTime};

/// When an interval begins: `2026-03-02 10:30`, or `1h30m` in a plain length.
pub(super) fn start_label(horizon: &Horizon, interval: &Interval) -> String {
    match date_label(horizon, interval.day) {
        Some(date) => format!("{date} {}", clock_label(interval.start, interval.day)),
        None => interval.start.since(SimTime::ZERO).to_string(),
    }
}

/// When an interval begins, as short as is clear: without the date if there is but one day.
pub(super) fn moment_label(horizon: &Horizon, interval: &Interval) -> String {
    match (horizon.start_date(), horizon.day_count()) {
        (Some(_), 1) => clock_label(interval.start, interval.day),
        _ => start_label(horizon, interval),
    }
}

/// A moment by the calendar; none in a plain length.
pub(super) fn moment_of(horizon: &Horizon, time: SimTime) -> Option<DateTime> {
    let since = i64::try_from(time.since(SimTime::ZERO).as_micros()).ok()?;
    let midnight = horizon.start_date()?.at(0, 0, 0, 0);
    midnight.checked_add(SignedDuration::from_micros(since)).ok()
}

/// The date of a day, counted from 0; none in a plain length.
pub(super) fn date_label(horizon: &Horizon, day: u32) -> Option<String> {
    horizon.date_of(day).map(|date| date.to_string())
}

/// The weekday as files and scenarios name it: `monday`.
pub(crate) fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

/// The time of day: `10:30`, with seconds only where there are some. Midnight at the end of the
/// day is `24:00`.
pub(super) fn clock_label(time: SimTime, day: u32) -> String {
    let midnight = SimTime::from_micros(u64::from(day) * MICROS_PER_DAY);
    let seconds = time.since(midnight).as_micros() / MICROS_PER_SECOND;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// What an interval of the opening hours is called, by its length.
pub(super) fn slice_name(horizon: &Horizon) -> String {
    let open = horizon.intervals().iter().find(|each| each.kind == IntervalKind::Open);
    let Some(slice) = open else { return "interval".to_owned() };
    let length = slice.end - slice.start;
    match length.as_micros() / MICROS_PER_SECOND {
        900 => "quarter-hour".to_owned(),
        1800 => "half-hour".to_owned(),
        3600 => "hour".to_owned(),
        _ => format!("interval of {length}"),
    }
}

/// A promise: `80 % within 20s (offered)`.
pub(super) fn objective_label(objective: &ServiceLevelObjective) -> String {
    let (within, rule) = (objective.within, objective.rule.name());
    format!("{} within {within} ({rule})", percent_label(objective.target))
}

/// The same in a sentence: `80 % within 20 s (offered)`.
pub(super) fn objective_words(objective: &ServiceLevelObjective) -> String {
    let (within, rule) = (duration_words(objective.within), objective.rule.name());
    format!("{} within {within} ({rule})", percent_label(objective.target))
}

/// A length of time in a sentence: `20 s`, `1 min 30 s`. No line ends within it.
pub(super) fn duration_words(duration: SimDuration) -> String {
    let mut words = String::new();
    let text = duration.to_string();
    let mut letters = text.chars().peekable();
    let mut last = ' ';
    while let Some(letter) = letters.next() {
        let is_number = |letter: char| letter.is_ascii_digit() || letter == '.';
        if last != ' ' && is_number(last) != is_number(letter) {
            words.push('\u{A0}');
        }
        words.push(letter);
        if letter == 'm' && letters.peek().is_none_or(char::is_ascii_digit) {
            words.push_str("in");
        }
        last = letter;
    }
    words
}

/// What the rules of some call types mean, and perhaps one more, a line each: `(offered): answered
/// in time ÷ …`.
pub(super) fn rule_labels(
    call_types: &[CallType],
    also: Option<ServiceLevelRule>,
) -> impl Iterator<Item = String> + use<'_> {
    let is_used = move |rule: &ServiceLevelRule| {
        also == Some(*rule) || call_types.iter().any(|each| each.objective.rule == *rule)
    };
    let used = ServiceLevelRule::ALL.into_iter().filter(is_used);
    used.map(rule_label)
}

/// What a rule means: `(offered): answered in time ÷ …`.
pub(super) fn rule_label(rule: ServiceLevelRule) -> String {
    let meaning = match rule {
        ServiceLevelRule::Offered => "answered in time ÷ (answered + abandoned)",
        ServiceLevelRule::Answered => "answered in time ÷ answered",
        ServiceLevelRule::Lenient => "answered or abandoned in time ÷ (answered + abandoned)",
        ServiceLevelRule::Ignoring => "answered in time ÷ (answered + abandoned later than that)",
        ServiceLevelRule::Net => "answered in time ÷ (answered + abandoned − short abandons)",
        ServiceLevelRule::ShortCredit => {
            "(answered in time + short abandons) ÷ (answered + abandoned)"
        }
        ServiceLevelRule::Callers => "first attempts answered in time ÷ first attempts",
    };
    format!("({}): {meaning}", rule.name())
}

/// A share as people write it: `80 %`, `99.9 %`.
pub(super) fn percent_label(share: f64) -> String {
    // Ten decimals hide that 100 · 0.58 is not 58 exactly.
    let percent = format!("{:.10}", 100.0 * share);
    format!("{} %", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// Some mean seconds as people tell them: `30d`, `2h30m`, `12m`; seconds only where they count.
pub(super) fn mean_label(seconds: f64) -> String {
    const TWO_DAYS: f64 = 2.0 * 86_400.0;
    let rounded = |seconds: f64, unit: f64| {
        SimDuration::from_secs_f64(unit * (seconds / unit).round()).to_string()
    };
    match seconds {
        endless if !endless.is_finite() => "∞".to_owned(),
        days if days >= TWO_DAYS => format!("{}d", number_label(days / 86_400.0)),
        hours if hours >= 3600.0 => rounded(hours, 60.0),
        minutes if minutes >= 60.0 => rounded(minutes, 1.0),
        seconds => rounded(seconds, 0.1),
    }
}

/// A number as people write it, with no more than three digits or so: `1.5`, `30`.
pub(super) fn number_label(number: f64) -> String {
    let text = alone(number);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn an_interval_is_called_after_its_date_and_time_of_day() {
        let model = help_desk(2, &[0.8]);
        let horizon = model.horizon();
        let labels: Vec<_> =
            horizon.intervals().iter().map(|each| start_label(horizon, each)).collect();
        assert_eq!([&labels[1], &labels[11]], ["2026-03-02 08:00", "2026-03-03 10:00"]);
    }

    #[test]
    fn midnight_is_a_moment_of_the_day_that_begins() {
        let model = help_desk(2, &[0.8]);
        let (horizon, of) = (model.horizon(), |time| moment_of(model.horizon(), time));
        assert_eq!(of(horizon.intervals()[5].end), Some(date(2026, 3, 3).at(0, 0, 0, 0)));
        assert_eq!(of(horizon.intervals()[1].end), Some(date(2026, 3, 2).at(8, 30, 0, 0)));
    }

    #[test]
    fn lengths_of_time_have_spaces_in_sentences() {
        let words = |seconds: f64| duration_words(SimDuration::from_secs_f64(seconds));
        assert_eq!(words(20.0), "20\u{A0}s");
        assert_eq!(words(90.0), "1\u{A0}min\u{A0}30\u{A0}s");
        assert_eq!(words(86_400.0), "24\u{A0}h");
        assert_eq!(words(0.25), "0.25\u{A0}s");
    }

    #[test]
    fn a_share_is_written_as_people_write_it() {
        for (share, text) in [(0.8, "80 %"), (0.58, "58 %"), (0.999, "99.9 %"), (1.0, "100 %")] {
            assert_eq!(percent_label(share), text);
        }
    }

    #[test]
    fn a_mean_is_told_without_digits_that_nobody_needs() {
        for (seconds, text) in [
            (2_592_000.0, "30d"),
            (216_000.0, "2.5d"),
            (9_012.3, "2h30m"),
            (719.7, "12m"),
            (4.04, "4s"),
        ] {
            assert_eq!(mean_label(seconds), text);
        }
    }
}
