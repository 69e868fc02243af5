//! What calls are called: `service-1042`, the same in every scenario under the same seed.

use super::wanted::CallChoice;
use crate::engine::{CallId, number_in_surge};
use crate::model::{CallTypeId, MOST_SURGES, Model};

/// The name of a call: `service-1042` for the first one of the caller with this number in the
/// stream of `service`, `service-1042.2` for the second attempt, `service-1042/2` for the second call
/// for the same reason and `service-1042/2.3` for the third attempt of that. Who comes with a surge is
/// numbered in it: `service-s2:14` is the 14th caller of the second surge. Numbers are counted from 1.
pub fn call_name(model: &Model, call: &CallId) -> String {
    let mut name = caller_name(model, call);
    if call.visit > 0 {
        name += &format!("/{}", call.visit + 1);
    }
    if call.attempt > 1 {
        name += &format!(".{}", call.attempt);
    }
    name
}

/// The name of the caller, which is that of the first call.
pub fn caller_name(model: &Model, call: &CallId) -> String {
    let name = &model.call_types()[call.origin.index()].name;
    match call.surge() {
        None => format!("{name}-{}", call.number + 1),
        Some((surge, number)) => format!("{name}-s{}:{}", surge + 1, number + 1),
    }
}

impl CallChoice {
    /// The calls with a name: `service-1042` means all calls of the caller, `service-1042.1` the first
    /// attempt, `service-1042/2` all attempts of the second call for the same reason. None if no call
    /// can have this name.
    pub fn from_name(model: &Model, text: &str) -> Option<Self> {
        let (name, rest) = text.rsplit_once('-')?;
        let place = model.call_types().iter().position(|each| each.name == name)?;
        let (rest, attempt) = match rest.split_once('.') {
            Some((rest, attempt)) => (rest, Some(counted_from_1(attempt)? + 1)),
            None => (rest, None),
        };
        let (number, visit) = match rest.split_once('/') {
            Some((number, visit)) => (number, Some(counted_from_1(visit)?)),
            None => (rest, None),
        };
        let number = caller_number(number)?;
        // An attempt without a number of the call is one of the first call.
        let visit = visit.or(attempt.map(|_| 0));
        Some(CallChoice { origin: CallTypeId(place as u32), number, visit, attempt })
    }
}

/// The number of a caller in the stream: `1042`, or `s2:14` in a surge.
fn caller_number(text: &str) -> Option<u64> {
    match text.strip_prefix('s').and_then(|rest| rest.split_once(':')) {
        None => counted_from_1(text).map(u64::from),
        Some((surge, number)) => {
            let surge = counted_from_1(surge).filter(|surge| *surge < MOST_SURGES)?;
            Some(number_in_surge(surge, u64::from(counted_from_1(number)?)))
        }
    }
}

/// A number that people count from 1, from 0.
fn counted_from_1(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn a_name_leads_back_to_its_call() {
        let model = help_desk(1, &[0.8]);
        let origin = CallTypeId(0);
        let named = |text: &str| {
            CallChoice::from_name(&model, &format!("{}-{text}", model.call_types()[0].name))
        };
        let first = CallId { origin, number: 6, visit: 0, attempt: 1, leg: 0 };
        let second = CallId { attempt: 2, leg: 3, ..first };
        let again = CallId { visit: 1, attempt: 3, ..first };
        assert!([first, second, again].iter().all(|call| named("7").unwrap().means(call)));
        for (call, name) in [(first, "7.1"), (second, "7.2"), (again, "7/2.3")] {
            let means = |other: &CallId| named(name).unwrap().means(other);
            assert_eq!(
                [first, second, again].map(|it| means(&it)),
                [first, second, again].map(|it| it == call)
            );
        }
        for (call, name) in [(first, "7"), (second, "7.2"), (again, "7/2.3")] {
            assert!(call_name(&model, &call).ends_with(&format!("-{name}")));
        }
        let of_surge = CallId { number: number_in_surge(1, 13), ..first };
        assert!(call_name(&model, &of_surge).ends_with("-s2:14"));
        assert!(named("s2:14").unwrap().means(&of_surge));
        assert!(!named("14").unwrap().means(&of_surge));
        for wrong in
            ["s0:1", "s1:0", "s129:1", "s1", "0", "", "7.0", "7.", "x", "7/0", "-7", "99999999999"]
        {
            assert_eq!(named(wrong), None, "{wrong}");
        }
        assert_eq!(CallChoice::from_name(&model, "nobody-7"), None);
        assert_eq!(CallChoice::from_name(&model, "7"), None);
    }
}
