//! Names and other texts in a row, as many as there is room for.

use super::table::short;

/// A list of names in a sentence has room for so many letters.
pub(super) const ROOM: usize = 45;

/// `all 10 call types` where it is so and they are many; else their names.
pub(super) fn all_or_listed<'a>(
    names: impl ExactSizeIterator<Item = &'a str>,
    all: usize,
    kind: &str,
) -> String {
    match names.len() {
        many if many == all && many > 3 => format!("all {many} {kind}"),
        _ => listed(names, ROOM),
    }
}

/// `all call types` where it is so; else as many names as there is room for.
pub(super) fn all_or_some<'a>(
    names: impl ExactSizeIterator<Item = &'a str>,
    all: usize,
    kind: &str,
    room: usize,
) -> String {
    match names.len() == all && all > 1 {
        true => format!("all {kind}"),
        false => listed(names, room),
    }
}

/// As many names as there is room for, at least one, and how many more there are.
pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>, room: usize) -> String {
    joined(names, ", ", room)
}

/// The same of texts that may have commas of their own.
pub(super) fn joined<'a>(
    texts: impl Iterator<Item = &'a str>,
    separator: &str,
    room: usize,
) -> String {
    let names: Vec<_> = texts.map(|text| short(text, room)).collect();
    let with = |shown: usize| match names.len() - shown {
        0 => names.join(separator),
        more => format!("{} and {more} more", names[..shown].join(separator)),
    };
    let fits = |shown: &usize| with(*shown).chars().count() <= room;
    // More names than letters never fit.
    let most = names.len().min(room);
    with((1..=most).rev().find(fits).unwrap_or(names.len().min(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_names_are_listed_as_there_is_room_for() {
        let names = ["sales", "billing", "support"];
        for (room, text) in [
            (23, "sales, billing, support"),
            (22, "sales and 2 more"),
            (16, "sales and 2 more"),
            (4, "sal… and 2 more"),
        ] {
            assert_eq!(listed(names.into_iter(), room), text);
        }
        assert_eq!(all_or_listed(["a"; 9].into_iter(), 9, "call types"), "all 9 call types");
        assert_eq!(all_or_listed(["a", "b"].into_iter(), 9, "call types"), "a, b");
        assert_eq!(all_or_some(["a", "b"].into_iter(), 2, "call types", 9), "all call types");
        assert_eq!(all_or_some(["a"].into_iter(), 1, "call types", 9), "a");
    }
}
