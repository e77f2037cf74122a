//! How much is read at most, and how deep: every limit of what authors write, in one place.
//!
//! Each is far beyond what a site needs and well below what would exhaust memory, a stack or anybody's patience. What is beyond one is a
//! finding that names the limit, found before anything costly is done. Not for: what a value may say.

/// The largest text file that is read, in bytes: markdown, YAML and templates.
pub const TEXT_BYTES: usize = 16 << 20;

/// The largest YAML document that is read, in bytes: aliases can make a small document enormous.
pub const YAML_BYTES: usize = 4 << 20;

/// The largest number of aliases in one YAML document.
pub const YAML_ALIASES: usize = 200;

/// How deep lists and maps of YAML may stand in each other: readers of YAML call themselves for each level.
pub const YAML_DEPTH: usize = 24;

/// How deep lists, quotes and HTML of markdown may stand in each other: sieving takes a time that grows with the square of the depth.
pub const MARKDOWN_DEPTH: usize = 256;

/// How deep directives may stand in each other.
pub const DIRECTIVE_DEPTH: usize = 32;

/// How deep snippets may stand in each other.
pub const SNIPPET_DEPTH: usize = 16;

/// How many snippets one page may show, those inside others counted each time: a few that show each other twice would be millions.
pub const PAGE_SNIPPETS: usize = 1_000;

/// How often a name may be given to links in different passages of one body: for each the body is parsed again.
pub const LINK_ROUNDS: usize = 32;

/// How deep templates and blocks may lie in each other: each takes room on the stack of the thread that renders.
pub const TEMPLATE_DEPTH: usize = 16;

/// How many `elif` one `if` of a template may have: the template engine calls itself for each, and has limits of its own for all else.
pub const TEMPLATE_ELIFS: usize = 100;

/// How many numbers the loops of one page may count in all.
pub const PAGE_COUNTS: usize = 100_000;

/// The most that one page may come to, in bytes.
pub const PAGE_BYTES: usize = 32 << 20;

/// The longest slug, in bytes: file systems end names at 255, and an index must fit.
pub const SLUG_BYTES: usize = 200;

/// How many findings of one rule in one file are shown each by itself.
pub const FINDINGS_ALIKE: usize = 100;

/// Of at most so many sources a preview keeps all HTML in memory; of more it makes HTML when it is asked for.
pub const SOURCES_AT_HAND: usize = 2_000;
