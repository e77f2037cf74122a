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
    /// Whether it accepts arguments that it does not declare.
    pub rest: bool,
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
