//! The values of a factor on the command line: `agent_group.sales.agents=20..40/5`.

use std::str::FromStr;

use super::super::simulation::is_of_run;
use crate::experiment::{Factor, Level, Range};
use crate::scenario::assignment;

/// A factor as `--vary` says it.
#[derive(Clone, Debug)]
pub(super) struct Varied {
    /// The factor.
    pub(super) factor: Factor,
    /// How it was written, without spaces around its parts: `PATH=VALUES`.
    pub(super) text: String,
}

impl FromStr for Varied {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, values) = assignment(text)
            .ok_or("expected PATH=VALUES, such as agent_group.sales.agents=20..40 or =20s,30s")?;
        if is_of_run(path) {
            return Err("`run` is the same for all points; see --replications, --seed and \
                        --confidence"
                .into());
        }
        let factor = match is_range(values) {
            true => {
                let range: Range = values.parse().map_err(|error| {
                    format!("`{values}`: {error}; a range is LOW..HIGH or LOW..HIGH/STEP")
                })?;
                Factor::range(path, range)
            }
            false => Factor::list(path, levels(values)?),
        };
        Ok(Varied { factor, text: format!("{path}={values}") })
    }
}

/// Whether values are a range: two dots outside of quotes and brackets, and no list around them.
fn is_range(values: &str) -> bool {
    let parts = parts(values);
    parts.len() == 1 && !values.starts_with(['"', '\'', '[', '{']) && values.contains("..")
}

fn levels(values: &str) -> Result<Vec<Level>, String> {
    let parts = parts(values);
    if parts.iter().any(|part| part.is_empty()) {
        return Err(format!("`{values}`: there is nothing between two commas"));
    }
    if let [only] = parts.as_slice()
        && let Some((low, high)) = only.split_once('-')
        && [low, high].iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
    {
        return Err(format!("`{values}`: a range is written `{low}..{high}`"));
    }
    if let Some(range) = parts.iter().find(|part| is_range(part)) {
        return Err(format!(
            "`{values}`: the range `{range}` stands alone, or write its values out"
        ));
    }
    for (index, part) in parts.iter().enumerate() {
        if parts[..index].contains(part) {
            return Err(format!("`{values}`: `{part}` is there twice"));
        }
    }
    Ok(parts.into_iter().map(Level::new).collect())
}

/// The parts between commas that stand outside of quotes and brackets.
fn parts(values: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    let mut begins = true;
    for (at, sign) in values.char_indices() {
        match quote {
            Some(open) if sign == open => quote = None,
            Some(_) => {}
            // The apostrophe in `O'Neil` is no quote.
            None if "\"'".contains(sign) && begins => quote = Some(sign),
            None if "[{".contains(sign) => depth += 1,
            None if "]}".contains(sign) => depth = depth.saturating_sub(1),
            None if sign == ',' && depth == 0 => {
                parts.push(values[begin..at].trim());
                begin = at + 1;
            }
            None => {}
        }
        begins = sign.is_whitespace() && begins || "[{,=".contains(sign);
    }
    parts.push(values[begin..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Vec<String> {
        let factor = text.parse::<Varied>().unwrap().factor;
        (0..factor.count()).map(|number| factor.level(number).text().to_owned()).collect()
    }

    #[test]
    fn values_are_a_range_or_a_list_of_what_toml_can_say() {
        assert_eq!(levels("a.b=20..22"), ["20", "21", "22"]);
        assert_eq!(levels("a.b = 20s, 1m30s"), ["20s", "1m30s"]);
        assert_eq!(levels("a.'x=y'.b=7"), ["7"]);
        assert_eq!(levels("a=[1, 2], [3],{ x = \"a,b\" }"), ["[1, 2]", "[3]", "{ x = \"a,b\" }"]);
        assert_eq!(levels("a=\"b, c\",'d..e',O'Neil,f"), ["\"b, c\"", "'d..e'", "O'Neil", "f"]);
        assert_eq!(levels("a=[[\"0..1\", \"]\"]]"), ["[[\"0..1\", \"]\"]]"]);
    }

    #[test]
    fn what_is_no_factor_says_why() {
        for (text, complaint) in [
            ("agents", "expected PATH=VALUES"),
            ("a=", "expected PATH=VALUES"),
            ("a=1,,2", "nothing between two commas"),
            ("a=1,", "nothing between two commas"),
            ("a=1,2..4", "the range `2..4` stands alone"),
            ("a=0-3", "a range is written `0..3`"),
            ("a=1,2,1", "`1` is there twice"),
            ("a=4..2", "a range goes up, as in `2..4`; a range is LOW..HIGH"),
            ("a=x..y", "`x` is no number"),
            ("run.seed=1..9", "see --replications, --seed"),
        ] {
            let said = text.parse::<Varied>().unwrap_err();
            assert!(said.contains(complaint), "{text}: {said}");
        }
    }
}
