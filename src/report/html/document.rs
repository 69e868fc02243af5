//! The frame of a page: its head, the answer, the chapters.

use maud::{DOCTYPE, Markup, html};

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
                head {
                    meta charset="utf-8";
                    title { (self.title) }
                }
                body {
                    h1 { (self.title) }
                    @for sentence in &self.answer { p { (sentence) } }
                    @for chapter in &self.chapters {
                        section id=(chapter.id) {
                            h2 { (chapter.title) }
                            (chapter.body)
                        }
                    }
                }
            }
        };
        page.into_string()
    }
}
