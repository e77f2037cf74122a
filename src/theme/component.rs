use std::fmt;

/// The directives of markdown that every site has, whatever its theme: who reads a passage, and the text of another file.
pub const BUILT_IN: [&str; 2] = ["for", "snippet"];

/// What a theme's component takes, as far as markdown must know it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComponentSignature {
    /// Its declared arguments. What a component takes from its surroundings without being told is none of them.
    pub args: Vec<ComponentArg>,
    /// Whether it shows a body.
    pub body: ComponentBody,
    /// Whether it is a block, which stands on a line of its own and never inside a sentence.
    pub block: bool,
    /// Whether it accepts arguments that it does not declare.
    pub rest: bool,
    /// Its arguments that name a page, a file or an address, as a link in the text would.
    pub links: Vec<String>,
    /// Its arguments that name a picture.
    pub pictures: Vec<String>,
    /// Its arguments without which what it shows proves nothing.
    pub wants: Vec<String>,
    /// What must stand between its two lines.
    pub holds: Option<Held>,
}

/// What a component needs to find between its two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Anything that is seen.
    Text,
    /// A table.
    Table,
    /// A list, with numbers or without.
    List,
    /// A list with numbers.
    Steps,
    /// A list of pictures and nothing else: what is shown of each may depend on what it shows.
    Pictures,
    /// Questions with answers: headings with text below them, or a definition list.
    Questions,
    /// Names with values: a table or a definition list.
    Pairs,
}

impl Held {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Text, Self::Table, Self::List, Self::Steps, Self::Pictures, Self::Questions, Self::Pairs];

    /// As a component's first line names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Table => "table",
            Self::List => "list",
            Self::Steps => "steps",
            Self::Pictures => "pictures",
            Self::Questions => "questions",
            Self::Pairs => "pairs",
        }
    }

    /// What it is, as a person says it.
    pub fn what(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Table => "a table",
            Self::List => "a list",
            Self::Steps => "a list with numbers",
            Self::Pictures => "a list of pictures, and only of pictures,",
            Self::Questions => "questions with answers",
            Self::Pairs => "a table or a definition list",
        }
    }

    /// How it is written.
    pub fn help(self) -> &'static str {
        match self {
            Self::Text => "write the text between its two lines",
            Self::Table => "write a table between its two lines: `| … | … |`, then `|---|---|`, then the rows",
            Self::List => "write a list between its two lines: each item on a line that starts with `- ` or `1. `",
            Self::Steps => "write each step on a line that starts with its number: `1. `, `2. `",
            Self::Pictures => "write each item as a picture with its name in the square brackets: `- ![Name](logo.svg)`",
            Self::Questions => {
                "write each question as a heading, `### …?`, with its answer below; or as a term, with the answer after `: `"
            }
            Self::Pairs => {
                "write a table of two columns between its two lines, or each name on a line with its value after `: ` on the next"
            }
        }
    }
}

impl ComponentSignature {
    /// The declared argument of this name.
    pub fn arg(&self, name: &str) -> Option<&ComponentArg> {
        self.args.iter().find(|arg| arg.name == name)
    }
}

/// One declared argument of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentArg {
    /// The name it is given under.
    pub name: String,
    /// What it holds.
    pub kind: ArgKind,
    /// Whether it has no default.
    pub required: bool,
}

/// What an argument holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind {
    /// Anything: the component declares no type.
    Any,
    /// Text.
    String,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Float,
    /// Either sort of number.
    Number,
    /// A list; markdown cannot write one.
    Array,
    /// A map; markdown cannot write one.
    Map,
    /// Bytes; markdown cannot write them.
    Bytes,
}

impl fmt::Display for ArgKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "a value",
            Self::String => "text",
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::Float | Self::Number => "a number",
            Self::Array => "a list",
            Self::Map => "a map",
            Self::Bytes => "bytes",
        })
    }
}

/// Whether a component shows a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ComponentBody {
    /// It never shows one; one that is given would vanish.
    Never,
    /// It shows one if it is given.
    #[default]
    Optional,
    /// Without one it is empty.
    Always,
}
