//! The frame of a page: its head, the answer, the chapters.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::PROGRAM;
use super::super::markdown::steers;

/// How pages look, but for the colours.
const STYLE: &str = include_str!("style.css");

/// The colours of a light page and of a dark one.
const LIGHT: &str = include_str!("light.css");
const DARK: &str = include_str!("dark.css");

/// What a page does for those who point at pictures and search tables.
const SCRIPT: &str = include_str!("script.js");

/// What a page may do: nothing but what stands in it. No request leaves it.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// A page. It begins with the answer; the chapters are listed beside it.
pub(in crate::report) struct Document {
    /// What it is about: the name of the scenario, or of several.
    pub(in crate::report) title: String,
    /// What the scenario says of itself, if anything.
    pub(in crate::report) description: Option<String>,
    /// The answer in sentences, the most important one first.
    pub(in crate::report) answer: Vec<String>,
    /// The chapters, one after the other.
    pub(in crate::report) chapters: Vec<Chapter>,
}

/// A part of a page.
pub(in crate::report) struct Chapter {
    /// What links call it; no two are called alike.
    pub(in crate::report) id: &'static str,
    /// What stands above it.
    pub(in crate::report) title: String,
    /// What is in it.
    pub(in crate::report) body: Markup,
}

impl Document {
    /// The whole file.
    pub(in crate::report) fn render(self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                (head(&self.title))
                body {
                    a.skip href="#answer" { "To the answer" }
                    header.page {
                        h1 { (self.title) }
                        @if let Some(description) = &self.description { p.description { (description) } }
                    }
                    @if self.chapters.len() > 1 { (contents(&self.chapters)) }
                    main {
                        (answer(&self.answer))
                        @for chapter in &self.chapters {
                            section.chapter id=(chapter.id) aria-labelledby={ (chapter.id) "-title" } {
                                h2 id={ (chapter.id) "-title" } { (chapter.title) }
                                (chapter.body)
                            }
                        }
                    }
                    footer { p { "Made by " (PROGRAM) " " (env!("CARGO_PKG_VERSION")) "." } }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        // No name brings letters that no page can hold, or that turn a line around.
        page.into_string().replace(|letter: char| steers(letter) && letter != '\n', " ")
    }
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content={ (PROGRAM) " " (env!("CARGO_PKG_VERSION")) };
            title { (title) }
            style { (PreEscaped(style())) }
        }
    }
}

/// The dark colours hold on screens that ask for them or whose reader has switched to them. Paper is
/// always light.
fn style() -> String {
    format!(
        ":root{{{LIGHT}}}\n\
         @media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{DARK}}}}}\n\
         @media screen{{:root[data-theme=dark]{{{DARK}}}}}\n\
         {STYLE}"
    )
}

fn contents(chapters: &[Chapter]) -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            ol { @for chapter in chapters { li { a href={ "#" (chapter.id) } { (chapter.title) } } } }
        }
    }
}

/// The first sentence is the answer, the others say more.
fn answer(sentences: &[String]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            section.answer id="answer" aria-label="Answer" {
                @for sentence in sentences { p { (sentence) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::chart::sample::pictures;
    use super::super::super::table::Table;
    use super::super::blocks::{Tile, Tone, callout, captioned, code, facts, figure, tiles};
    use super::*;

    /// A page of everything that pages are made of.
    fn gallery() -> String {
        let figures: Vec<_> = pictures().iter().map(figure).collect();
        let tile = |label: &str, value: &str, tone| Tile {
            label: label.to_owned(),
            value: value.to_owned(),
            hint: "promised 80 % within 20 s".to_owned(),
            tone,
        };
        let mut long = Table::new(2, ["whose", "measure", "mean", "of means"]);
        for number in 0..60 {
            let cells = [
                "cards",
                &format!("measure {number}"),
                &format!("{}.5 ± 0.3", (number * 37) % 60),
                "–",
            ];
            let cells = cells.map(str::to_owned).into();
            if number == 7 { long.marked_row(cells) } else { long.row(cells) }
        }
        let chapter = |id, title: &str, body| Chapter { id, title: title.to_owned(), body };
        let about = html! {
            (tiles(&[
                tile("service level, cards", "83.1 ± 0.4 %", Tone::Good),
                tile("service level, loans", "71.9 ± 0.7 %", Tone::Bad),
                tile("abandoned", "4.31 ± 0.12 %", Tone::Plain),
            ]))
            (callout("Few replications: read the intervals, not the values."))
            (facts(&[
                ("replications", html! { "1000" }),
                ("the same again", code("callsim run scenarios/bank-monday.toml -n 1000 --seed 1")),
            ]))
        };
        let document = Document {
            title: "bank-monday".to_owned(),
            description: Some("How many agents does a Monday need?".to_owned()),
            answer: vec![
                "calls: 80 % within 20s (offered): met on 71 % (68–74 %) of days".to_owned(),
                "loans: 90 % within 30s (offered): met on 12 % (10–14 %) of days".to_owned(),
            ],
            chapters: vec![
                chapter("about", "In short", about),
                chapter("pictures", "Pictures", html! { @for figure in figures { (figure) } }),
                chapter(
                    "measures",
                    "All measures",
                    captioned(&long, "Every measure of everybody."),
                ),
            ],
        };
        document.render()
    }

    #[test]
    fn no_request_leaves_a_page_and_no_name_breaks_out() {
        let page = gallery();
        assert!(page.contains("default-src 'none'"));
        let elsewhere = page.replace("http://www.w3.org/2000/svg", "");
        for word in ["http:", "https:", "src=", "@import", "url(", "<link", "alert(1)</script"] {
            assert!(!elsewhere.contains(word), "{word}");
        }
        assert!(!page.contains('\u{1}'));
    }
}
