//! Days that differ: closed ones between open ones, and nights that are worked through.

use callsim::model::{AtClose, CivilDate, ClockHours, Horizon, Redial, Staffing};
use callsim::time::SimDuration;

use crate::common::{constant, hours};
use crate::{calls, centre, head_count, pause, shift, tell};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Days that are open for so many hours after midnight, or closed (none).
fn days(open_for: &[u64], at_close: AtClose) -> Horizon {
    let open = |for_hours: &u64| {
        let close = hours(*for_hours);
        (*for_hours > 0).then_some(ClockHours { open: SimDuration::ZERO, close })
    };
    let days: Vec<_> = open_for.iter().map(open).collect();
    Horizon::calendar(CivilDate::constant(2026, 4, 2), &days, hours(1), at_close).unwrap()
}

#[test]
fn what_is_carried_over_waits_for_the_next_open_day() {
    let types = vec![
        calls("a", &[3590.0, 3591.0], 100.0, None),
        // Patience ends on the first closed day.
        calls("b", &[3592.0], 100.0, Some(DAY)),
        calls("c", &[3.0 * DAY + 50.0, 3.0 * DAY + 3550.0], 100.0, None),
    ];
    let staffing = head_count(&[(0.0, 1), (3600.0, 0), (3.0 * DAY, 1), (3.0 * DAY + 3540.0, 0)]);
    let told = tell(&centre(days(&[1, 0, 0, 1], AtClose::CarryOver), types, staffing));
    assert_eq!(
        told.calls,
        [
            "a 3590 answered 3590 by them",
            "b 3592 abandoned 89992",
            "a 3591 answered 259200 by them",
            "c 259250 answered 259300 by them",
            // Nobody comes any more; the replication ends with the last closing.
            "c 262750 still waiting 262800",
        ]
    );
}

#[test]
fn on_a_closed_day_nobody_gets_through() {
    let mut redials = calls("a", &[3000.0], 100.0, Some(10.0));
    redials.redial = Some(Redial::always(1.0, constant(DAY), 9));
    let staffing = || Staffing::Shifts(vec![shift(0, 1, (DAY, 2.0 * DAY), vec![])]);
    let told =
        tell(&centre(days(&[1, 0, 1], AtClose::ServeQueue), vec![redials.clone()], staffing()));
    assert_eq!(told.calls, ["a 3000 abandoned 3010"]);
    let told = tell(&centre(days(&[1, 1], AtClose::ServeQueue), vec![redials], staffing()));
    assert_eq!(told.calls[1], "a#2 89410 answered 89410 by them");
}

#[test]
fn round_the_clock_the_lines_close_only_before_a_closed_day() {
    let types = vec![calls(
        "a",
        &[DAY - 50.0, DAY - 40.0, 2.0 * DAY - 50.0, 2.0 * DAY - 40.0],
        100.0,
        None,
    )];
    let staffing = head_count(&[(0.0, 1), (2.0 * DAY, 0)]);
    let told = tell(&centre(days(&[24, 24, 0], AtClose::ClearQueue), types, staffing));
    assert_eq!(
        told.calls,
        [
            "a 86350 answered 86350 by them",
            "a 86360 answered 86450 by them",
            "a 172750 answered 172750 by them",
            "a 172760 turned away 172800",
        ]
    );
}

#[test]
fn a_night_shift_works_through_midnight_with_its_breaks_on_either_side() {
    let night = vec![pause(DAY - 1000.0, 100.0), pause(DAY + 1000.0, 100.0)];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (DAY - 2000.0, DAY + 2000.0), night)]);
    let types = vec![calls("a", &[DAY - 50.0], 100.0, None)];
    let told = tell(&centre(days(&[24, 24], AtClose::ServeQueue), types, staffing));
    assert_eq!(
        told.agents[0],
        [
            "available 84400-85400",
            "break 85400-85500",
            "available 85500-86350",
            "talking 86350-86450",
            "available 86450-87400",
            "break 87400-87500",
            "available 87500-88400",
        ]
    );
}
