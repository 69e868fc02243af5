//! What somebody may have meant who wrote a name that is not known.

/// The name among `known` that `written` is most likely a misspelling of.
///
/// Up to a third of the letters may be wrong, missing, too many or swapped; the case and the kind
/// of hyphen don't count. Of equally near names the first wins.
pub(crate) fn nearest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let written = plain(written);
    let length = written.chars().count();
    let most = (length / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&written, &plain(name)), name))
        .filter(|(distance, name)| {
            *distance <= most && *distance < name.chars().count().min(length)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_name_and_another_word_does_not() {
        let known = ["billing", "generalists", "wrap_up"];
        assert_eq!(nearest("biling", known).as_deref(), Some("billing"));
        assert_eq!(nearest("Generalist", known).as_deref(), Some("generalists"));
        assert_eq!(nearest("wrap-up", known).as_deref(), Some("wrap_up"));
        assert_eq!(nearest("sales", known), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
