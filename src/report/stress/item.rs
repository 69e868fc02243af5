//! An item of the checklist, and how it is written.

use super::super::markdown::in_markdown;

/// An item of the checklist with what is said about it.
#[derive(Clone, Debug)]
pub(super) struct Item {
    number: &'static str,
    title: &'static str,
    blocks: Vec<Block>,
}

/// A part of an item; texts are plain and are escaped where they are written.
#[derive(Clone, Debug)]
enum Block {
    Text(String),
    List(Vec<String>),
    Table([&'static str; 2], Vec<[String; 2]>),
    /// A diagram in the language Mermaid, in which names are harmless already.
    Diagram(String),
    /// What only the author can say.
    ToFillIn(&'static str),
}

impl Item {
    /// An item about which nothing is said yet.
    pub(super) fn new(number: &'static str, title: &'static str) -> Self {
        Item { number, title, blocks: Vec::new() }
    }

    /// Says something; nothing if the text is empty.
    pub(super) fn says(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.blocks.push(Block::Text(text));
        }
        self
    }

    /// Says several things; nothing if there are none.
    pub(super) fn lists(mut self, texts: impl IntoIterator<Item = String>) -> Self {
        let texts: Vec<_> = texts.into_iter().collect();
        if !texts.is_empty() {
            self.blocks.push(Block::List(texts));
        }
        self
    }

    /// Has a table.
    pub(super) fn tabulates(mut self, head: [&'static str; 2], rows: Vec<[String; 2]>) -> Self {
        self.blocks.push(Block::Table(head, rows));
        self
    }

    /// Has a diagram.
    pub(super) fn draws(mut self, diagram: String) -> Self {
        self.blocks.push(Block::Diagram(diagram));
        self
    }

    /// Asks the author.
    pub(super) fn asks(mut self, what: &'static str) -> Self {
        self.blocks.push(Block::ToFillIn(what));
        self
    }

    /// The item in Markdown.
    pub(super) fn markdown(&self) -> String {
        let blocks = self.blocks.iter().map(Block::markdown).collect::<String>();
        format!("\n### {} {}\n{blocks}", self.number, self.title)
    }
}

impl Block {
    fn markdown(&self) -> String {
        match self {
            Block::Text(text) => format!("\n{}\n", in_markdown(text)),
            Block::List(texts) => {
                let lines = texts.iter().map(|text| format!("- {}\n", in_markdown(text)));
                format!("\n{}", lines.collect::<String>())
            }
            Block::Table([left, right], rows) => {
                let rows = rows.iter().map(|[left, right]| {
                    format!("| {} | {} |\n", in_markdown(left), in_markdown(right))
                });
                format!("\n| {left} | {right} |\n| :-- | :-- |\n{}", rows.collect::<String>())
            }
            Block::Diagram(text) => format!("\n```mermaid\n{text}```\n"),
            Block::ToFillIn(what) => format!("\n**To be filled in:** {what}\n"),
        }
    }
}
